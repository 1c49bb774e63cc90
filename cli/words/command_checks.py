"""Command lines that cannot work, answered with the command that does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import PurePath

from cli.words import hints, synonyms
from events.errors import UsageError
from events.next_commands import joined, quoted

Options = Mapping[str, bool]
"""The option names of a command, and whether each takes a value."""

EVENT_ID = re.compile(r"[oc]\d+")
FILE = re.compile(r"[^=]*\.[A-Za-z][A-Za-z0-9]{1,9}")
"""A value that no format has: the name of a file, by its extension."""

_REJECTS = re.compile(r"rejects-(\d{1,18})\b")


def check_settings(words: list[str]) -> list[str]:
    """Raises `UsageError` for `config set user anna`."""
    from events import settings

    if words[:1] not in (["set"], ["unset"]):
        return words
    asked = words[1].partition("=")[0] if words[1:] else ""
    value = words[1].partition("=")[2] if "=" in " ".join(words[1:2]) else " ".join(words[2:3])
    name = settings.meant_setting(asked)
    known = ", ".join(row.name for row in fields(settings.Settings))
    if asked and not name:
        raise UsageError(f"There is no setting {asked!r}. The settings are {known}.")
    written = settings.check_value(name, value) if name and value else '"VALUE"'
    raise UsageError(
        f"No command changes a setting. Write it into {settings.config_file()}: "
        f"{name or 'NAME'} = {written}. The settings are {known}; most are options too, for one command."
    )


def check_one_order(words: list[str]) -> list[str]:
    """Raises `UsageError` for `order lampen 1001`, which may be a shop's order or two orders."""
    two = words[:2]
    if len(two) < 2 or any(word.startswith("-") for word in words[:2]):
        return words
    raise UsageError(
        "`events order` shows one order. One of a shop: "
        f"{joined(['events', 'order', '/'.join(two)])}; each of two: events order {quoted(two[0])}, then "
        f"events order {quoted(two[1])}"
    )


def check_actors(words: list[str]) -> list[str]:
    """Raises `UsageError` for `actors merge A B`, which is `actors assign`."""
    if words[:1] and words[0] in ("join", "link", "map", "merge", "rename"):
        raise UsageError(f"`events actors` has no command {words[0]!r}. {hints.ASSIGN}")
    return words


def without_key(words: list[str]) -> list[str]:
    """`config get tz` shows all settings."""
    rest = with_log(check_settings(words))
    while rest and not rest[0].startswith("-"):
        rest = rest[1:]
    return rest


def check_db(words: list[str]) -> list[str]:
    """Raises `UsageError` for `db restore FILE`."""
    if words[:1] and words[0] in hints.OF_DATABASES:
        raise UsageError(f"`events db` has no command {words[0]!r}. {hints.COMMANDS[words[0]]}")
    return words


_LOGS = frozenset((".db", ".sqlite", ".sqlite3"))


def is_log(word: str) -> bool:
    """Whether a word looks like the place of a log: a file or the URL of a database."""
    return "://" in word or PurePath(word).suffix.lower() in _LOGS


def with_log(words: list[str]) -> list[str]:
    """`db info shop.db` means `--database shop.db`."""
    return ["--database", *words] if words and is_log(words[0]) else words


def check_quotes(words: list[str], options: Options) -> None:
    """Raises `UsageError` for `add-note 1001 Bank transfer announced`."""
    given, at, texts = words[: words.index("--") if "--" in words else len(words)], 0, list[str]()
    while at < len(given):
        if given[at].startswith("-") and given[at] != "-":
            if given[at].partition("=")[0] not in options:  # its error names it
                return
            at += 2 if options.get(given[at]) else 1
            continue
        texts.append(given[at])
        at += 1
    if len(texts) > 2 and not {"--from-file"} & {*given}:
        note = joined(["events", "add-note", texts[0], " ".join(texts[1:])])
        raise UsageError(f"The note is one word for the shell: put it in quotes. {note}")


def check_retried(words: list[str]) -> list[str]:
    """Raises `UsageError` for `retry rejects.csv`, which lacks the import."""
    file = words[0] if len(words) == 1 else ""
    if not FILE.fullmatch(file):
        return words
    known = _REJECTS.match(PurePath(file).name)
    again = joined(["events", "retry", known[1] if known else "ID", file])
    raise UsageError(f"Name the import of these records: {again}. `events batches` lists the imports.")


def check_where(words: list[str]) -> list[str]:
    """`where` is asked for a line of a file. Raises `UsageError` for an event."""
    event = next((word for word in words if EVENT_ID.fullmatch(word)), "")
    if event:
        raise UsageError(
            f"`events where` takes FILE:LINE. The line that {event} came from: events show {event} --source"
        )
    named = [word for word in words if not word.startswith("-")]
    if len(named) == 2 and words[:2] == named and named[1].isdecimal() and ":" not in named[0]:
        return [f"{named[0]}:{named[1]}", *words[2:]]
    return words


def with_format_name(words: list[str], options: Options) -> list[str]:
    """Formats by their own names: `-o md` is `-o markdown`."""
    found = list(words)
    for at, word in enumerate(words if "--format" in options else ()):
        name, equals, value = word.partition("=")
        if name not in ("--format", "-o"):
            continue
        if equals:
            found[at] = f"{name}={synonyms.FORMATS.get(value.lower(), value)}"
        elif words[at + 1 :]:
            found[at + 1] = synonyms.FORMATS.get(words[at + 1].lower(), words[at + 1])
    return found


def set_instead(pair: str) -> str:
    """That `--map` takes a file, and the option that takes a column, whichever way round it was written."""
    from importers.mapping.column_mapping import MAPPED

    one, _, other = pair.partition("=")
    field, column = (other, one) if other in MAPPED else (one, other)
    return f"--map takes a TOML file. To map one column: {joined(['--set', f'{field}={column}'])}"
