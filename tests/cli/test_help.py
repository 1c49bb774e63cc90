"""Help: short with -h, complete with --help, and as a man page; with examples that work."""

from __future__ import annotations

import email
import os
import shlex
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from own_terminal import on_terminal
from running import Run, command_names
from typer.main import get_command

from cli.app import app
from cli.fault_report import describe
from cli.help.examples import EXAMPLES, PANELS
from cli.help.page import examples
from cli.render.layout import width_of
from cli.words.command_line import normalize, options_of
from cli.words.command_rules import opener
from events import settings

ROOT = get_command(app)
NAMES = [name for name in command_names() if not name.startswith("record ")]


def _command(words: list[str]) -> Any:
    command: Any = ROOT
    for word in words:
        found = command.get_command(None, word) if hasattr(command, "commands") else None
        if found is None:
            break
        command = found
    return command


@pytest.mark.parametrize("name", [name for name in EXAMPLES if not name.startswith("record")])
def test_every_example_in_help_has_options_that_exist(name: str) -> None:
    for example in EXAMPLES[name]:
        program, *words = shlex.split(example.partition(">")[0])
        assert program == "events"
        if "--show-completion" in words:
            continue
        words = normalize(ROOT, words)
        known = options_of(_command(words)).keys() | options_of(ROOT).keys()
        given = {word.partition("=")[0] for word in words if word.startswith("-")}
        assert given - {"-C"} <= known | {"--help"}, example


def test_every_example_has_what_its_command_needs_and_no_more() -> None:
    groups = [f"record {vocabulary}" for vocabulary in ("order", "customer")]
    of_types = [f"{group} {name}" for group in groups for name in _command(group.split()).list_commands(None)]
    for name in [*EXAMPLES, *of_types]:
        for example in examples(name, _command(name.split())):
            words = normalize(ROOT, shlex.split(example.partition(">")[0])[1:])
            if (leaf := _command(words)) is not ROOT:
                depth = next(n for n in range(1, 4) if _command(words[:n]) is leaf)
                leaf.make_context(name, words[depth:])  # raises for what is missing, or too much


def test_every_command_has_an_example_and_every_panel_holds_options() -> None:
    without = sorted(set(NAMES) - {""} - EXAMPLES.keys())
    assert not without, f"No example of {without}: add a row to EXAMPLES in cli/help/examples.py."
    known = {param.name for command in _all(ROOT) for param in command.params}
    assert PANELS.keys() <= known


def _all(command: Any) -> Iterator[Any]:
    yield command
    for name in command.list_commands(None) if hasattr(command, "commands") else ():
        if name != "record":
            yield from _all(command.get_command(None, name))


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("name", ["", "order", "import", "orders", "record order captured", "search"])
def test_help_fits_the_screen_and_speaks_plainly(
    run: Run, name: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = run(*name.split(), "--help").stdout
    assert max(map(width_of, shown.splitlines())) <= width
    assert "Examples:\n  events" in shown
    assert not any(riddle in shown for riddle in ("list[", "...}", "]]", "TEXT...]..."))


def test_short_help_is_shorter_and_names_the_complete_one(run: Run) -> None:
    short, complete = run("import", "-h").stdout, run("help", "import").stdout
    assert len(short.splitlines()) < len(complete.splitlines()) / 2 + 15
    assert "events help import shows everything; " in short
    assert "What may go wrong:" in complete
    assert "--max-errors" not in short


@pytest.mark.parametrize("words", ["help order", "order -h", "help --man", "completion bash", "types"])
def test_help_works_with_a_broken_configuration_and_says_what_is_wrong_with_it(
    run: Run, home: Path, words: str
) -> None:
    config = home / ".config/events/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("user = [", encoding="utf-8")
    result = run(*words.split())
    assert (result.exit_code, len(result.stdout) > 100) == (0, True)
    assert "config.toml: is not valid TOML" in result.stderr
    assert run("orders").exit_code == 78


def test_the_man_page_names_every_command_and_option(run: Run) -> None:
    page = run("help", "--man").stdout.replace("\\-", "-")
    assert page.startswith(".TH EVENTS 1")
    assert page.isascii()
    for command in _all(ROOT):
        if command.name not in ("man", "completion", "plugin", "db"):
            assert all(name in page for name in options_of(command)), command.name
    for name in NAMES:
        assert f".SS events {name} " in page or not name or name in ("man", "completion")


def test_help_names_the_web_addresses_of_the_package(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Guides: docs/ in the project," in run("order", "--help").stdout
    urls = "Project-URL: documentation, https://docs.example\nProject-URL: Issues, https://bugs.example\n"
    monkeypatch.setattr(metadata, "metadata", lambda _: email.message_from_string(urls))
    shown = " ".join(run("order", "--help").stdout.split())
    assert "Guides: https://docs.example, " in shown
    assert "issue tracker at https://bugs.example, " in shown


def test_help_and_faults_name_whom_a_team_asks(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTS_SUPPORT", "it@shop.example")
    assert "Problems: ask it@shop.example, with the output of" in " ".join(
        run("order", "--help").stdout.split()
    )
    assert "Please report it to it@shop.example with" in _fault()
    monkeypatch.delenv("EVENTS_SUPPORT")
    monkeypatch.setattr(settings, "config_file", lambda: Path(__file__))
    assert "issue tracker" in run("--help").stdout


def _fault() -> str:
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as error:
        return describe(error)


def test_no_command_has_a_name_that_could_be_looked_up() -> None:
    names = {word for name in command_names() for word in name.split()}
    assert [name for name in names if opener(name)] == []


def test_completion_is_printed_for_a_named_shell(run: Run) -> None:
    assert run("completion", "zsh").stdout.startswith("#compdef events")
    wrong = run("completion", "zhs")
    assert (wrong.exit_code, "Did you mean zsh?" in wrong.stderr) == (2, True)


def test_a_usage_error_shows_the_usage_without_braces(run: Run) -> None:
    lines = run("search").stderr.splitlines()
    assert lines[0] == "Error: Missing argument 'TEXT...'."
    assert lines[1] == "Usage: events search [OPTIONS] TEXT..."


@pytest.mark.slow
def test_the_manual_page_is_shown_by_man_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "man").write_text('#!/bin/sh\necho "man $*:"; head -n 1\n')
    (tmp_path / "man").chmod(0o755)
    code, screen = on_terminal("help", "--man", "--no-pager", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert (code, screen.split()[:6]) == (0, ["man", "-P", "cat", "-l", "-:", ".TH"])
    code, screen = on_terminal("help", "--man", PATH="")
    assert (code, "with the program man, it is shown as a page" in " ".join(screen.split())) == (0, True)
