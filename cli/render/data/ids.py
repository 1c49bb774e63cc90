"""The name or id of each record, one per line, as other commands take it: for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from cli.render.formats import Record

_NAMES = ("id", "number", "email", "name", "code")
"""What records are named by: the first of these that they have."""


def write(stream: TextIO, records: Iterable[Record], columns: Sequence[str]) -> None:
    """Write the names: an order's with its shop, a person's without an e-mail as the name."""
    for record in records:
        found = (record[name] for name in _NAMES if name in columns and record.get(name) not in (None, ""))
        name = str(next(found, ""))
        shop = record.get("shop") if "number" in columns else ""
        if name:
            stream.write((f"{shop}/{name}" if shop else name).replace("\n", " ") + "\n")
