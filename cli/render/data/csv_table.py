"""Records as CSV with a header, for spreadsheets."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from cli.render import safe
from cli.render.formats import Record, document

AMOUNTS = frozenset({"amount", "paid", "refunded", "net", "average", "paid_amount", "refunded_amount"})
"""Columns of amounts, which are numbers to a spreadsheet where they have no currency beside them."""

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def write(stream: TextIO, records: Iterable[Record], columns: Sequence[str], *, delimiter: str = ",") -> None:
    """Write a header and a row per record, with the values at `columns`."""
    writer = csv.writer(stream, lineterminator="\n", delimiter=delimiter)
    writer.writerow(columns)
    for record in records:
        writer.writerow([_cell(value_at(record, column), is_amount=column in AMOUNTS) for column in columns])


def value_at(record: Record, column: str) -> Any:
    """The value at `column`; a dot leads into a nested record."""
    value: Any = record
    for name in column.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _cell(value: Any, *, is_amount: bool) -> str | int | float:
    """A cell that a spreadsheet reads as text or a number, and never as a formula: an amount below zero is a
    number."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if is_amount and isinstance(value, str) and _NUMBER.fullmatch(value):
        return value
    text = safe.cell(value) if isinstance(value, str) else document(value)
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") and text.strip() else text
