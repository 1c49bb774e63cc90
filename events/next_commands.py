"""Suggested next commands, ready to paste: foreign names are quoted for a shell."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable


def command(*words: str, target: str) -> str:
    """A command of ours on a target, which may look like an option or like several words."""
    return joined(["events", *words, *(["--"] if target.startswith("-") else []), target])


def look_at_order(number: str, *, shop: str = "") -> str:
    """The command that shows an order."""
    return command("order", target=f"{shop}/{number}" if shop else number)


def joined(words: Iterable[str]) -> str:
    """Words as a command line for a shell."""
    return " ".join(map(quoted, words))


def quoted(word: str) -> str:
    """A word for a shell. A name that is not UTF-8 has escapes, as bash, zsh and ksh read them."""
    if not any("\udc80" <= char <= "\udcff" for char in word):
        return shlex.quote(word)
    plain = "".join(f"\\{char}" if char in "\\'" else char for char in word)
    return "$'" + os.fsencode(plain).decode("utf-8", "backslashreplace") + "'"
