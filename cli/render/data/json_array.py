"""Records as one JSON array, a record on each line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from cli.render.formats import Record, document


def write(stream: TextIO, records: Iterable[Record], _columns: Sequence[str]) -> None:
    """Write the records; no records make an empty array."""
    stream.write("[")
    separator = "\n"
    for record in records:
        stream.write(separator + document(record))
        separator = ",\n"
    stream.write("\n]\n" if separator != "\n" else "]\n")
