"""`events forget` on a terminal: it shows what it will do, and asks."""

from __future__ import annotations

import pytest
from own_terminal import on_terminal
from running import Opened, Run

ASKED = "Erase this person?"


def forget_on_terminal(database: str, *args: str, answer: str) -> tuple[int, str]:
    return on_terminal("--database", database, "forget", *args, asked=ASKED, answer=answer)


@pytest.mark.usefixtures("shop")
def test_it_asks_on_a_terminal_and_only_a_yes_erases(database: str, opened: Opened, run: Run) -> None:
    code, screen = forget_on_terminal(database, "jane@example.com", answer="\n")
    assert (code, "This will erase jane@example.com" in screen) == (1, True)
    assert "Nothing was changed." in screen
    assert run("customer", "jane@example.com").exit_code == 0
    code, screen = forget_on_terminal(database, "jane@example.com", answer="Y\n")
    assert (code, "Erased" in screen, "Compacted the database" in screen) == (0, True, True)
    assert run("customer", "jane@example.com").exit_code == 1


@pytest.mark.usefixtures("shop")
def test_yes_skips_the_question(database: str) -> None:
    code, screen = forget_on_terminal(database, "jane@example.com", "-y", answer="")
    assert (code, ASKED in screen) == (0, False)
