"""`events forget` on a terminal: it shows what it will do, and asks."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest
from running import Opened, Run

ASKED = "Erase this person?"


def on_terminal(database: str, *args: str, answer: str) -> tuple[int, str]:
    """The exit code and screen of the command on a terminal of its own, and what is typed there."""
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "cli", "--database", database, "forget", *args]
    process = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    screen, asked = b"", False
    try:
        while part := os.read(ours, 4096):
            screen += part
            if ASKED.encode() in screen and not asked:
                os.write(ours, answer.encode())
                asked = True
    except OSError:  # a terminal ends so, not with an empty read
        pass
    os.close(ours)
    return process.wait(), screen.decode()


@pytest.mark.usefixtures("shop")
def test_it_asks_on_a_terminal_and_only_a_yes_erases(database: str, opened: Opened, run: Run) -> None:
    code, screen = on_terminal(database, "jane@example.com", answer="\n")
    assert (code, "This will erase jane@example.com" in screen) == (1, True)
    assert "Nothing was changed." in screen
    assert run("customer", "jane@example.com").exit_code == 0
    code, screen = on_terminal(database, "jane@example.com", answer="Y\n")
    assert (code, "Erased" in screen, "Compacted the database" in screen) == (0, True, True)
    assert run("customer", "jane@example.com").exit_code == 1


@pytest.mark.usefixtures("shop")
def test_yes_skips_the_question(database: str) -> None:
    code, screen = on_terminal(database, "jane@example.com", "-y", answer="")
    assert (code, ASKED in screen) == (0, False)
