"""Files that commands leave: whole or not at all; what is no file stays what it is."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from running import Opened, Run
from typer.main import get_command

from cli.app import app
from cli.format_registry import FORMATS, Commands, Media, OutputFormat, offered
from cli.render.screen import Screen
from events.order.events import note_added_event
from events.order.lookup import find_order
from importers.output_files import replacing

ROOT = Path(__file__).parents[2]
FULL = Path("/dev/full")
EXPORTED = [one.name for one in offered(Commands.EXPORT)]
NAMED = [one for one in offered(Commands.EXPORT) if one.extension]


@pytest.mark.usefixtures("shop")
def test_a_pipe_is_written_to_and_not_replaced(run: Run, tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert run("export", str(pipe)).exit_code == 0
    reader.join(timeout=20)
    assert got == [run("export").stdout_bytes]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("format", EXPORTED)
def test_a_full_device_is_reported_in_a_line_and_stays_a_device(run: Run, format: str) -> None:
    result = run("export", str(FULL), "-o", format)
    assert (result.exit_code, result.stderr.count("\n")) == (73, 1)
    assert "Cannot write /dev/full: No space left on device. Nothing was exported." in result.stderr
    assert stat.S_ISCHR(FULL.stat().st_mode)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("to_stdout", [True, False])
def test_an_export_that_ends_half_way_through_the_log_leaves_one_line(
    database: str, opened: Opened, to_stdout: bool
) -> None:
    with opened() as session:
        order = find_order(session, "2002")
        for _ in range(600):
            note_added_event(order=order, user=None, message="x" * 400)
        session.commit()
    program = [sys.executable, "-m", "cli.app", "--database", database, "export"]
    with FULL.open("wb") as full:
        out = full if to_stdout else subprocess.DEVNULL
        arguments = [] if to_stdout else [str(FULL)]
        done = subprocess.run(
            [*program, *arguments], cwd=ROOT, stdout=out, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr.count("\n")) == (73, 1), done.stderr
    assert "No space left on device" in done.stderr


@pytest.mark.usefixtures("shop")
def test_a_link_stays_and_the_file_behind_it_is_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    file, link = tmp_path / "there/all.jsonl", tmp_path / "link.jsonl"
    file.write_text("old", encoding="utf-8")
    link.symlink_to(file)
    assert run("export", str(link)).exit_code == 0
    assert link.is_symlink()
    assert file.read_bytes() == run("export").stdout_bytes
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.usefixtures("shop")
def test_an_export_to_what_stdout_appends_to_keeps_what_is_there(database: str, tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    file.write_text("before\n", encoding="utf-8")
    program = [sys.executable, "-m", "cli.app", "--database", database, "export", "/dev/stdout"]
    with file.open("ab") as out:
        subprocess.run(program, cwd=ROOT, stdout=out, stderr=subprocess.PIPE, check=True)
    assert file.read_text(encoding="utf-8").startswith('before\n{"id"')


def test_what_is_interrupted_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    file.write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), replacing(str(file)) as out:
        out.write(b"new")
        raise KeyboardInterrupt
    assert ([one.name for one in tmp_path.iterdir()], file.read_text(encoding="utf-8")) == (
        ["out.csv"],
        "old",
    )


def _choices(command: Any) -> Iterator[tuple[str, ...]]:
    """What `--format` of the command and of its subcommands accepts."""
    for name in command.list_commands(None) if hasattr(command, "list_commands") else []:
        yield from _choices(command.get_command(None, name))
    for parameter in command.params:
        if parameter.name == "format":
            yield parameter.type_descriptor.choices


def test_every_registered_format_can_be_chosen() -> None:
    found = set(_choices(get_command(app)))
    for one in FORMATS:
        assert one.commands, f"{one.name!r} is registered, but its row names no commands that offer it."
        for commands in one.commands:
            names = tuple(each.name for each in offered(commands))
            assert names in found, f"{one.name!r} is registered for {commands.value}, which cannot choose it."
    known = {name for names in found for name in names}
    unknown = known - {one.name for one in FORMATS}
    assert not unknown, f"{', '.join(unknown)} can be chosen, but has no row in FORMATS."


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_a_format_has_the_functions_of_its_media(one: OutputFormat) -> None:
    assert find_spec(one.module), f"{one.name!r} is registered for the module {one.module}: add that file."
    name = {Media.SCREEN: "lines", Media.DOCUMENT: "chunks"}.get(one.media, "write")
    assert callable(getattr(one.load(), name, None)), f"{one.module} lacks {name}(), which {one.media} needs."


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("one", NAMED, ids=lambda one: one.name)
def test_the_extension_chooses_the_format_of_an_export(run: Run, tmp_path: Path, one: OutputFormat) -> None:
    by_name, by_option = tmp_path / f"x{one.extension.upper()}", tmp_path / "y"
    assert run("export", str(by_name)).exit_code == 0
    assert run("export", str(by_option), "--format", one.name).exit_code == 0
    made = re.compile(rb"Made [0-9: -]{16}")  # the moment of the export
    assert made.sub(b"", by_name.read_bytes()) == made.sub(b"", by_option.read_bytes())


@pytest.mark.usefixtures("shop")
def test_the_format_option_may_not_contradict_the_extension(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    assert run("export", str(file), "--format", "jsonl").exit_code == 2
    assert not file.exists()
    file = tmp_path / "x.dat"
    assert run("export", str(file), "--format", "jsonl").exit_code == 0
    assert file.read_text(encoding="utf-8").startswith('{"id"')


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize(
    ("command", "note"),
    [
        (["log", "--limit", "1"], "The newest 1; --limit shows more"),
        (["order", "/1001", "--limit", "1", "-o", "full"], "1 of 7 events; --limit hides 6."),
        (
            ["order", "/1001", "--limit", "1", "--kind", "paid"],
            "1 of 7 events; --limit and the filters hide 6.",
        ),
        (["orders", "--limit", "1"], "of 3 orders"),
        (["search", "jane", "--limit", "1"], "The best 1 of 7 hits; --limit shows more."),
    ],
)
@pytest.mark.usefixtures("shop")
def test_a_note_on_what_is_left_out_is_on_the_page_of_a_terminal_and_never_in_a_pipe(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: list[str], note: str, *, terminal: bool
) -> None:
    class Terminal(Screen):
        def __init__(self, *args: Any, **given: Any) -> None:
            super().__init__(*args, **given)
            self.is_terminal = terminal

    monkeypatch.setattr("cli.context.Screen", Terminal)
    result = run("--no-pager", *command)
    assert (note in result.stdout, note in result.stderr) == (terminal, not terminal)
