"""Data formats: a table of writers, each from plain records to a stream, one record at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TextIO

from cli.render import safe

Record = Mapping[str, Any]
Writer = Callable[[TextIO, Iterable[Record], Sequence[str]], None]


def document(record: object, *, indent: int | None = None) -> str:
    """A JSON document that is safe to look at: control and bidirectional characters are escaped."""
    text = json.dumps(record, ensure_ascii=False, indent=indent)
    return "\n".join(safe.json(line) for line in text.split("\n"))


def write_one(stream: TextIO, record: Record, *, format: str) -> None:
    """A single record: spread out for `json`, on one line for `jsonl`."""
    stream.write(document(record, indent=2 if format == "json" else None) + "\n")


def _json(stream: TextIO, records: Iterable[Record], _columns: Sequence[str]) -> None:
    stream.write("[")
    separator = "\n"
    for record in records:
        stream.write(separator + document(record))
        separator = ",\n"
    stream.write("\n]\n" if separator != "\n" else "]\n")


def _jsonl(stream: TextIO, records: Iterable[Record], _columns: Sequence[str]) -> None:
    for record in records:
        stream.write(document(record) + "\n")


def _csv(stream: TextIO, records: Iterable[Record], columns: Sequence[str]) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for record in records:
        writer.writerow([_cell(_pick(record, column)) for column in columns])


WRITERS: Mapping[str, Writer] = {"json": _json, "jsonl": _jsonl, "csv": _csv}


def _pick(record: Record, column: str) -> Any:
    """The value at `column`; a dot leads into a nested record."""
    value: Any = record
    for name in column.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _cell(value: Any) -> str | int | float:
    """A cell that a spreadsheet takes as the text or number it is, and never as a formula."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = safe.cell(value) if isinstance(value, str) else document(value)
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") and text.strip() else text
