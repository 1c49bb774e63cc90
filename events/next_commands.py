"""Suggested next commands, ready to paste: foreign names are quoted for a shell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from functools import cache

_PROGRAM = "events"
_kept: list[str] = []
_names: list[str] = []


def keep_options(words: Sequence[str], *, names: Iterable[str]) -> None:
    """Let all suggested commands of this process have these global options, with which it was run: without
    `--database other.db`, a command would be run on another log. `names` are those of all commands."""
    _kept[:], _names[:] = words, names


def with_kept_options(text: str) -> str:
    """A message whose commands have the options of `keep_options`."""
    if not _kept or _PROGRAM not in text:
        return text
    options = " ".join(map(quoted, _kept))
    return _commands(tuple(_names)).sub(lambda found: f"{found[0]} {options}", text)


@cache
def _commands(names: tuple[str, ...]) -> re.Pattern[str]:
    """Finds the program's name before a command: where a message names one, not where it speaks of events."""
    known = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    before = r"(?:^|(?<=[`'\"(\n])|(?<=[:>;.,] )|(?<= or ))"
    return re.compile(rf"{before}{_PROGRAM}(?= (?:{known})(?![\w-]))")


def command(*words: str, target: str) -> str:
    """A command of ours on a target, which may look like an option or like several words."""
    return joined(["events", *words, *(["--"] if target.startswith("-") else []), target])


def look_at_order(number: str, *, shop: str = "") -> str:
    """The command that shows an order."""
    return command("order", target=f"{shop}/{number}" if shop else number)


def as_user(user: str | None) -> str:
    """The end of a command line that names the acting user; empty if none was named."""
    return f" --user {quoted(user)}" if user else ""


def elsewhere_than_customers(text: str) -> str:
    """The next command for a text that is no customer: it may be an order's number, or part of something."""
    if {"@", " "} & {*text} or not any(map(str.isdigit, text)):
        return f"To search by part of it: {command('find', target=text)}"
    return f"To show an order: {look_at_order(text)}"


def joined(words: Iterable[str]) -> str:
    """Words as a command line for a shell; a command of ours keeps the options of `keep_options`."""
    first, *rest = words
    kept = _kept if first == _PROGRAM and not set(_kept[:1]) & set(rest) else []
    return " ".join(map(quoted, [first, *kept, *rest]))


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
