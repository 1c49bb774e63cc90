"""The program around its commands: help, global options, failures and exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from running import Opened, Run
from typer.testing import CliRunner

from cli import exit_codes
from cli.app import app
from cli.commands import COMMANDS
from events import __version__, errors
from events.order.events import note_added_event
from events.order.lookup import find_order
from events.settings import Settings

ROOT = Path(__file__).parents[2]


READING = (
    "orders", "order 1001", "customers", "log", "search x", "find x", "show o1", "stats",
    "paths", "waits", "doctor", "export out.jsonl", "report out.html", "batches", "batch 1", "where x.csv:2",
    "verify 1234", "actors", "meanings", "undo 1 --yes", "undo-note o1", "correct-note o1 x",
    "move-note o1 1001", "seal",
    "forget jane@example.com --yes", "reconcile {file}", "retry 1 {file}", "db info", "db check",
)  # fmt: skip


@pytest.mark.parametrize("words", READING)
def test_a_log_that_is_not_there_is_reported_and_not_made(run: Run, tmp_path: Path, words: str) -> None:
    """Its path may be mistyped; then `No orders.` would be misleading, and a file a trap for the next one."""
    path, file = tmp_path / "mistyped.db", tmp_path / "notes.csv"
    file.write_text("order,date,message\n1,2020-01-01,Paid\n")
    found = run("--database", str(path), *(word.format(file=file) for word in words.split()))
    assert (found.exit_code, found.stdout, path.exists()) == (69, "", False)
    assert f"at {path}" in found.stderr.replace("\n", " ")


def test_a_mistyped_path_is_answered_with_the_logs_beside_it(run: Run, tmp_path: Path) -> None:
    assert (
        run("--database", str(tmp_path / "events.db"), "customers", "add", "jane@example.com").exit_code == 0
    )
    (tmp_path / "evnts.txt").write_text("no log")
    found = run("--database", str(tmp_path / "evnets.db"), "orders")
    assert f"Nearest there: {tmp_path / 'events.db'}." in found.stderr.replace("\n", " ")
    assert "evnts.txt" not in found.stderr


def test_what_writes_makes_a_log_and_says_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    found = run("--database", str(path), "customers", "add", "jane@example.com")
    assert (found.exit_code, path.exists()) == (0, True)
    assert f"There is no log at {path} yet; creating an empty one." in found.stderr.replace("\n", " ")


def test_help_lists_every_command_with_a_line(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    for name, entry in COMMANDS.items():
        assert (f"  {name} " in result.stdout) is not entry.is_hidden
        assert entry.is_hidden or entry.help.split()[0] in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert (result.exit_code, result.stdout.startswith("Usage: events")) == (0, True)


def test_without_arguments_the_help_is_printed() -> None:
    result = CliRunner().invoke(app, [])
    assert (result.exit_code, "Usage: events" in result.stdout) == (0, True)


def test_the_version_is_the_packages(run: Run) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert run("--version").stdout == f"events {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ordr"], "Did you mean 'order'"),
        (["--nope"], "No such option"),
        (["customer"], "Missing argument 'EMAIL'"),
        (
            ["order", "1", "-o", "xml"],
            "'xml' is not one of text, oneline, full, json, jsonl, csv, xlsx, markdown, html",
        ),
        (["--color", "pink", "log"], "'pink' is not one of auto, always, never"),
        (["--display-tz", "Mars/Base", "log"], "There is no time zone 'Mars/Base'"),
        (["export", "--order", "1", "--customer", "a@b.example"], "not both"),
    ],
)
def test_a_wrong_request_exits_2_with_a_clear_line(run: Run, arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr.splitlines()[0]


def test_every_family_of_errors_has_its_own_exit_code() -> None:
    families = {cls for cls in errors.EventsError.__subclasses__() if cls.__module__ == errors.__name__}
    assert families == set(exit_codes.FAMILIES)
    assert len(set(exit_codes.FAMILIES.values())) == len(families)
    assert all(
        exit_codes.choose_exit_code(family("")) is code for family, code in exit_codes.FAMILIES.items()
    )


def _on(database: Path | str, *args: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["--database", str(database), *args])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stderr


def test_a_file_that_is_no_database_exits_69(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"\xff\xd8\xff" * 5000)
    assert _on(file, "log")[0] == 69
    assert _on(tmp_path, "log")[0] == 69


def test_somebody_elses_database_exits_78_and_is_left_alone(tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE theirs (id)")
    before = file.read_bytes()
    assert _on(file, "log")[0] == 78
    assert file.read_bytes() == before


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that not even root can write")
def test_a_place_that_cannot_be_written_exits_73() -> None:
    code, message = _on("/proc/nowhere/log.db", "customers", "add", "jane@example.com")
    assert (code, "Choose another place" in message) == (73, True)


@pytest.mark.usefixtures("shop")
def test_a_locked_database_exits_75(run: Run, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3
    from contextlib import closing

    from events.database import engine, write_turns

    monkeypatch.setattr(engine, "PRAGMAS", ("PRAGMA busy_timeout = 20", "PRAGMA foreign_keys = ON"))
    monkeypatch.setattr(write_turns, "WAIT_SECONDS", 0.1)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        result = run("add-note", "2002", "hi")
        assert (result.exit_code, "is busy" in result.stderr) == (75, True)
        assert run("order", "2002").exit_code == 0


def test_a_password_is_never_printed() -> None:
    code, message = _on("mysql://anna:s3cret@db.example/shop", "log")
    assert (code, "s3cret" in message) == (78, False)


def test_a_config_file_with_an_unknown_key_exits_78(run: Run, home: Path) -> None:
    config = home / ".config/events/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("colour = 'always'\n", encoding="utf-8")
    result = run("log")
    assert (result.exit_code, "there is no setting 'colour'" in result.stderr) == (78, True)


def test_an_interrupt_exits_130_in_silence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_args: object, **_flags: object) -> Settings:
        raise KeyboardInterrupt

    monkeypatch.setattr("events.settings.load", interrupted)
    result = run("log")
    assert (result.exit_code, result.output) == (130, "")


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("command", ["order 2002", "log --limit 900", "export", "export -o csv"])
def test_a_closed_pipe_is_no_failure(database: str, opened: Opened, command: str) -> None:
    with opened() as session:
        order = find_order(session, "2002")
        for _ in range(600):
            note_added_event(order=order, user=None, message="x" * 4000)
        session.commit()
    program = [sys.executable, "-m", "cli.app", "--database", database, *command.split()]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.usefixtures("shop")
def test_a_terminal_without_our_signs_gets_plain_ones(database: str) -> None:
    command = [sys.executable, "-m", "cli.app", "--database", database, "order", "/1001"]
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, env=environment, check=True)
    text = done.stdout.decode("latin-1")
    assert "+ Order placed  - jane@example.com" in text
    assert "second line, \\u65e5" in text
