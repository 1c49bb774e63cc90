"""What words of a command line mean by their look: numbers, e-mails, event ids, names of files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath

from events.errors import UsageError
from events.next_commands import joined

Options = Mapping[str, bool]
"""The option names of a command, and whether each takes a value."""

_EVENT_ID = re.compile(r"[oc]\d+")
_DATES = {"--before": "--until", "--after": "--since"}
_GROUPS = frozenset(("year", "month", "day", "type", "kind", "author", "user", "source", "shop"))
_FILE = re.compile(r"[^=]*\.[A-Za-z][A-Za-z0-9]{1,9}")
"""A value that no format has: the name of a file, by its extension."""


def opener(word: str) -> str:
    """The command that opens what `word` looks like: `show` for an event id, `customer` for an e-mail or a
    name of several words, `order` for what has a digit; empty where it looks like none of them."""
    if _EVENT_ID.fullmatch(word):
        return "show"
    if "@" in word or " " in word.strip():
        return "customer"
    return "order" if any(map(str.isdigit, word)) else ""


def prepare(path: str, words: list[str]) -> list[str]:
    """The words of the command `path` before other names of options are replaced."""
    rule = _BEFORE.get(path)
    return rule(words) if rule else words


def adjust(path: str, words: list[str], options: Options) -> list[str]:
    """The words of the command `path`, changed to what they can only mean there."""
    rule = _RULES.get(path)
    words = _with_dates(words, options)
    return rule(words) if rule else words


def _with_dates(words: list[str], options: Options) -> list[str]:
    """`--before 2020-03-01` means a date, not an event."""
    found = list(words)
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in _DATES and name in options:
            value = value if equals else " ".join(words[at + 1 : at + 2])
            found[at] = word if _EVENT_ID.fullmatch(value) else word.replace(name, _DATES[name], 1)
    return found


def _name_file(words: list[str]) -> list[str]:
    """`export -o events.csv` names the file, not the format."""
    found = list(words)
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name not in ("--format", "-o"):
            continue
        if equals and _FILE.fullmatch(value):
            found[at] = value
        elif not equals and at + 1 < len(words) and _FILE.fullmatch(words[at + 1]):
            del found[at]
    return found


def _name_mapping(words: list[str]) -> list[str]:
    """`import --from m.toml` names a mapping file. Raises `UsageError` for columns given to --map."""
    found = list(words)
    for at, word in enumerate(words):
        value = words[at + 1] if at + 1 < len(words) else ""
        if word == "--from" and PurePath(value).suffix.lower() == ".toml":
            found[at] = "--map"
        if word == "--map" and "=" in value:
            raise UsageError(_set_instead(value))
    return found


def _set_instead(pair: str) -> str:
    """That `--map` takes a file, and the option that takes a column, whichever way round it was written."""
    from importers.mapping.column_mapping import FIELDS

    one, _, other = pair.partition("=")
    field, column = (other, one) if other in FIELDS else (one, other)
    return f"--map takes a TOML file. To map one column: {joined(['--set', f'{field}={column}'])}"


def _without_groups(words: list[str]) -> list[str]:
    """`stats --by year` needs no choice: all groups are shown."""
    found, at = list(words), 0
    while at < len(found):
        name, equals, value = found[at].partition("=")
        if name == "--by" and (value if equals else " ".join(found[at + 1 : at + 2])) in _GROUPS:
            del found[at : at + (1 if equals else 2)]
        at += 1
    return found


def _where(words: list[str]) -> list[str]:
    """`where` is asked for a line of a file. Raises `UsageError` for an event."""
    event = next((word for word in words if _EVENT_ID.fullmatch(word)), "")
    if event:
        raise UsageError(
            f"`events where` takes FILE:LINE. The line that {event} came from: events show {event} --source"
        )
    return words


def _last_note(words: list[str]) -> list[str]:
    """`correct-note --last TEXT` means one's own last note."""
    return ["last" if word == "--last" else word for word in words]


_BEFORE: Mapping[str, Callable[[list[str]], list[str]]] = {
    "stats": _without_groups,
    "correct-note": _last_note,
    "move-note": _last_note,
    "undo-note": _last_note,
}
"""Rules for words whose other meaning would be taken first."""

_RULES: Mapping[str, Callable[[list[str]], list[str]]] = {
    "export": _name_file,
    "map": _name_file,
    "import": _name_mapping,
    "where": _where,
}
