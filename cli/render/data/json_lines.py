"""Records as JSON Lines: one JSON document per line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from cli.render.formats import Record, document


def write(stream: TextIO, records: Iterable[Record], _columns: Sequence[str]) -> None:
    """Write the records; no records write nothing."""
    for record in records:
        stream.write(document(record) + "\n")
