"""How the process begins and ends when somebody interrupts it."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv = ['events', 'types']
{first}
from cli.start import main
main()
"""
"""A shell's background job ignores Ctrl-C, and so would the programs that it starts."""

WHILE_LOADING = """
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
"""

IN_A_CALLBACK = """
import time, types, weakref
def run():
    class Thing: pass
    def callback(_):
        raise KeyboardInterrupt
    thing = Thing()
    kept = weakref.ref(thing, callback)
    del thing
    time.sleep(10)
sys.modules["cli.app"] = types.SimpleNamespace(main=run)
"""

TWICE = """
import os, signal, types
def run():
    try:
        os.kill(os.getpid(), signal.SIGINT)
    finally:
        os.kill(os.getpid(), signal.SIGINT)
sys.modules["cli.app"] = types.SimpleNamespace(main=run)
"""

WHILE_CLOSING = """
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
def close(self, connection):
    connection.close()
    raise KeyboardInterrupt
SQLiteDialect_pysqlite.do_close = close
sys.argv = ["events", "--database", {database!r}, "orders"]
"""

AFTER = """
import atexit, os, signal
atexit.register(os.kill, os.getpid(), signal.SIGINT)
"""


def ended(first: str) -> tuple[int, str, str]:
    program = [sys.executable, "-c", PROGRAM.format(first=first)]
    done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", ["typer", "cli.app", "cli.render.screen"])
def test_an_interruption_while_libraries_load_ends_with_130_and_no_traceback(name: str) -> None:
    assert ended(WHILE_LOADING.format(name=name)) == (130, "", "")


@pytest.mark.parametrize("first", [IN_A_CALLBACK, TWICE])
def test_an_interruption_where_python_would_only_complain_is_an_interruption(first: str) -> None:
    assert ended(first) == (130, "", "")


def test_an_interruption_while_the_database_is_closed_is_no_error_of_it(database: str) -> None:
    code, _, err = ended(WHILE_CLOSING.format(database=database))
    assert code == 130
    assert "Traceback" not in err


def test_a_command_that_is_done_is_done_whoever_interrupts_its_clearing_away() -> None:
    code, out, err = ended(AFTER)
    assert (code, err) == (0, "")
    assert "PLACED_FROM_DRAFT" in out or "draft_placed" in out
