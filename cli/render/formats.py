"""Writes plain records in the data formats of the registry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from cli.format_registry import Media, find_format
from cli.render import safe

Record = Mapping[str, Any]


def document(record: object, *, indent: int | None = None) -> str:
    """A JSON document that is safe to look at: control and bidirectional characters are escaped."""
    text = json.dumps(record, ensure_ascii=False, indent=indent)
    return "\n".join(safe.json(line) for line in text.split("\n"))


def write_one(stream: TextIO, record: Record, *, format: str) -> None:
    """Write a single record: indented for `json`, on one line for `jsonl`."""
    stream.write(document(record, indent=2 if format == "json" else None) + "\n")


def write(stream: TextIO, records: Iterable[Record], columns: Sequence[str], *, format: str) -> None:
    """Write records in a data format, one at a time; `columns` are those of tabular formats."""
    find_format(format).load().write(stream, records, columns)


def is_data(format: str) -> bool:
    """Whether `format` writes plain records as text."""
    return find_format(format).media is Media.DATA
