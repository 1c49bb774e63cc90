"""Workbooks that `events export` writes to be read: their columns, and how they are known again.

Their dates are local times, and they lack most of what an event holds, so that nothing but their names of
columns would keep an import from taking them for new records.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from events.errors import UnreadableDataError

COLUMNS = ("date", "shop", "order", "customer", "kind", "user", "message", "amount", "currency", "id")
"""The columns of an event that are written where none are chosen."""

_DATE = re.compile(r"date \([A-Z][\w+:/-]*\)")


class ReadableExportError(UnreadableDataError):
    """The input is a workbook that was exported to be read."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}: `events export` wrote this table to be read: its dates are local times, and it holds a "
            "part of each event only, so importing it would double events. Nothing was imported. "
            "What goes back into a log or into another one: events export FILE.jsonl"
        )


def date_heading(zone: object) -> str:
    """The name of the column of dates, which says their time zone."""
    return f"date ({zone})"


def is_readable_export(columns: Collection[str]) -> bool:
    """Whether a table with these columns is such an export: it has the local date and the id of an event."""
    dates = [name for name in columns if _DATE.fullmatch(name)]
    rest = {name.lower() for name in columns} - {*dates}
    return len(dates) == 1 and "id" in rest and bool(rest & {"kind", "message", "order"})
