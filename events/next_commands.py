"""Suggested next commands, ready to paste: foreign names are quoted for a shell."""

from __future__ import annotations

import shlex


def command(*words: str, target: str) -> str:
    """A command of ours on a target, which may look like an option or like several words."""
    return shlex.join(["events", *words, *(["--"] if target.startswith("-") else []), target])


def look_at_order(number: str, *, shop: str = "") -> str:
    """The command that shows an order."""
    return command("order", target=f"{shop}/{number}" if shop else number)
