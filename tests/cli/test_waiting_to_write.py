"""Operators who write beside an import: they take turns, see what they wait for, and lose no note."""

from __future__ import annotations

import shlex
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from running import Opened, Run

from events.database import write_turns
from events.database.write_turns import ImportTurns, writing

pytestmark = pytest.mark.usefixtures("shop")


@contextmanager
def written_by_another(database: str) -> Iterator[None]:
    """Another program holds SQLite's lock."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.rollback()


def test_after_a_while_the_command_says_what_it_waits_for_and_then_keeps_the_note(
    run: Run, database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(write_turns, "NOTICE_SECONDS", 0.05)
    monkeypatch.setattr(write_turns, "WAIT_SECONDS", 0.3)
    with written_by_another(database):
        failed = run("add-note", "2002", "two\nlines", "--user", "o'neil@shop.example")
    assert failed.exit_code == 75
    shown = failed.stderr.splitlines()
    assert shown[0] == "Waiting for the log: another command is writing to it. Ctrl-C cancels."
    assert "The note is kept in " in failed.stderr
    command, _, name = shown[-1].strip().partition(" < ")
    (file,) = shlex.split(name)
    assert stat.S_IMODE(Path(file).stat().st_mode) == 0o600
    added = run(*shlex.split(command)[1:], stdin=Path(file).read_text())
    assert added.exit_code == 0
    assert "two" in run("order", "2002").stdout
    assert file in "".join(run("forget", "jane@example.com").stderr.split())


def test_an_import_sees_who_waits_and_lets_them_write(database: str, opened: Opened) -> None:
    turns, began = ImportTurns(database), threading.Event()
    took: list[float] = []

    def write() -> None:
        with opened() as session:
            session.connection()
            began.set()
            start = time.monotonic()
            with writing(session.connection()):
                took.append(time.monotonic() - start)
                session.commit()

    with closing(sqlite3.connect(database, check_same_thread=False)) as importer:
        with turns.beginning():
            importer.execute("BEGIN IMMEDIATE")
        assert not turns.is_wanted()
        operator = threading.Thread(target=write)
        operator.start()
        began.wait()
        until(turns.is_wanted)
        importer.commit()
        turns.give_way(worked=20)
        assert not turns.is_wanted(), "it waited until the note was written, and no longer"
    operator.join()
    assert took[0] < 5


def test_whoever_is_second_waits_for_the_first(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_turns, "WAIT_SECONDS", 0.1)
    with opened() as first, opened() as second, writing(first.connection()):
        with pytest.raises(write_turns.BusyError, match="busy"), writing(second.connection()):
            pass
        first.commit()


def until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.005)
