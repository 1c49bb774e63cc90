"""`--columns`: which values of an event are exported, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cli.context import Context
from cli.format_registry import Media, find_format
from cli.render.records import EVENT_COLUMNS, event_columns
from events.errors import UsageError
from events.vocabulary.words import nearest
from importers.readable_export import COLUMNS


def pick_columns(text: str, *, format: str) -> tuple[str, ...]:
    """The columns that were named, none where the format's own are meant; `short` are those that people read,
    and `all` is every one.

    Raises `UsageError` for one that does not exist, with the nearest, and for a format without columns.
    """
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if names in (("short",), ("all",)):
        names = COLUMNS if names == ("short",) else EVENT_COLUMNS
    if names and find_format(format).media not in (Media.DATA, Media.BOOK):
        raise UsageError(f"--columns is for csv, json, jsonl and xlsx, not for {format}.")
    for name in names:
        if name not in EVENT_COLUMNS:
            near = nearest(name, list(EVENT_COLUMNS))
            hint = f" Did you mean {near[0]}?" if near else ""
            raise UsageError(
                f"There is no column {name!r}.{hint} They are {', '.join(EVENT_COLUMNS)}; short; all."
            )
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


def write_records(
    context: Context, found: Iterable[Mapping[str, Any]], names: Sequence[str], *, format: str
) -> None:
    """Write events in a data format: with the columns that were picked, or the format's own."""
    picked = (picked_record(record, names) for record in found) if names else found
    context.write(picked, names or event_columns(format), format=format)
