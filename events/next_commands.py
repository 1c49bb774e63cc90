"""Suggested next commands, ready to paste: foreign names are quoted for a shell."""

from __future__ import annotations

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


def path_word(path: str) -> str:
    """A path as a word that no program takes for an option; - is standard input."""
    return f"./{path}" if path.startswith("-") and path != "-" else path


def quoted_path(path: str) -> str:
    """A path as `path_word` has it, for a shell."""
    return quoted(path_word(path))


def quoted(word: str) -> str:
    """A word for a shell. What cannot be printed as it is (control characters, unusual spaces, bytes that are
    not UTF-8) is escaped, as bash, zsh and ksh read it."""
    return shlex.quote(word) if word.isprintable() else f"$'{''.join(map(_escaped, word))}'"


def _escaped(char: str) -> str:
    if char in "\\'":
        return f"\\{char}"
    if char.isprintable():
        return char
    errors = "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass"
    return "".join(f"\\x{byte:02x}" for byte in char.encode("utf-8", errors))
