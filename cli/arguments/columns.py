"""`--columns`: which values of an event are exported, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cli.format_registry import Media, find_format
from cli.render.records import EVENT_COLUMNS
from events.errors import UsageError
from events.vocabulary.words import nearest


def pick_columns(text: str, *, format: str) -> tuple[str, ...]:
    """The columns that were named, none where all are meant.

    Raises `UsageError` for one that does not exist, with the nearest, and for a format without columns.
    """
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if names and find_format(format).media not in (Media.DATA, Media.BOOK):
        raise UsageError(f"--columns is for csv, json, jsonl and xlsx, not for {format}.")
    for name in names:
        if name not in EVENT_COLUMNS:
            near = nearest(name, list(EVENT_COLUMNS))
            hint = f" Did you mean {near[0]}?" if near else ""
            raise UsageError(f"There is no column {name!r}.{hint} They are {', '.join(EVENT_COLUMNS)}.")
    return names


def picked_record(record: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The named values of a record; those of a nested record stay nested, as CSV and JSON have them."""
    found: dict[str, Any] = {}
    for name in names:
        outer, _, inner = name.partition(".")
        value = record.get(outer)
        if not inner:
            found[outer] = value
        elif isinstance(value, Mapping):
            found.setdefault(outer, {})[inner] = value.get(inner)
    return found
