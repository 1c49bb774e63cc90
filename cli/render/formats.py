"""Writes plain records in the data formats of the registry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, tzinfo
from typing import Any, TextIO

from cli.format_registry import Media, find_format
from cli.render import safe
from events.errors import UsageError

Record = Mapping[str, Any]


def document(record: object, *, indent: int | None = None) -> str:
    """A JSON document that is safe to look at: control and bidirectional characters are escaped."""
    text = json.dumps(record, ensure_ascii=False, indent=indent)
    return "\n".join(safe.json(line) for line in text.split("\n"))


def write_one(stream: TextIO, record: Record, *, format: str) -> None:
    """Write a single record: indented for `json`, on one line for `jsonl`."""
    stream.write(document(record, indent=2 if format == "json" else None) + "\n")


def write(
    stream: TextIO,
    records: Iterable[Record],
    columns: Sequence[str],
    *,
    format: str,
    zone: tzinfo = UTC,
    hidden: int = 0,
    delimiter: str = "",
) -> str:
    """Write records in a data format, one at a time; `columns` are those of tabular formats.

    `zone` is that of a workbook's dates, of whose columns people do not see the last `hidden` ones.
    `delimiter` is that of CSV. Returns a note about what the format could not hold, or "".

    Raises `UsageError` where a workbook would go to a terminal.
    """
    found = find_format(format)
    if found.media is not Media.BOOK:
        options = {"delimiter": delimiter} if delimiter else {}
        found.load().write(stream, records, columns, **options)
        return ""
    if stream.isatty():
        raise UsageError(f"A workbook cannot be printed on a terminal. Redirect the output: > FILE.{format}")
    note: str = found.load().write(stream.buffer, records, columns, zone, hidden=hidden)
    return note


def is_data(format: str) -> bool:
    """Whether `format` writes plain records, as text or into a workbook."""
    return find_format(format).media in (Media.DATA, Media.BOOK)
