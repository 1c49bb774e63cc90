"""What the program writes to be read, workbooks and lists: their columns, and how they are known again.

The dates of workbooks are local times, and they lack most of what an event holds, so that nothing but their
names of columns would keep an import from taking them for new records. Lists hold no events at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from events.errors import UnreadableDataError

COLUMNS = (
    "date",
    "shop",
    "order",
    "customer",
    "kind",
    "state",
    "user",
    "message",
    "amount",
    "currency",
    "id",
)
"""The columns of an event that are written where none are chosen."""

_DATE = re.compile(r"date \((?![YMDHS/.:-]+\))[\w<>+:/-]+\)", re.IGNORECASE)
"""The name of a zone, as machines write it, but no format of dates."""


LISTS: Mapping[str, frozenset[str]] = {
    "orders": frozenset(("number", "customer", "first_event", "last_event", "state", "state_since")),
    "orders --by GROUP": frozenset(("group", "name", "orders", "paid")),
    "customers": frozenset(("email", "orders", "events", "state_since", "all_events")),
    "authors": frozenset(("name", "source", "shop", "user", "events", "first", "last")),
    "batches": frozenset(("id", "status", "source", "file", "started", "read", "imported", "duplicate")),
    "stats": frozenset(("group", "name", "events", "orders", "median_seconds", "examples")),
    "stats --sum": frozenset(("currency", "orders", "payments", "paid", "average")),
    "paths": frozenset(("steps", "orders", "share", "median_days", "examples")),
    "waits": frozenset(("from", "to", "started", "orders", "median_days", "examples")),
    "find": frozenset(("kind", "name", "customer", "date", "text", "command")),
    "doctor": frozenset(("check", "shop", "order", "event", "details", "command")),
    "types": frozenset(("vocabulary", "code", "type", "label", "tone", "parameters")),
}
"""Columns by which the lists that commands write are known."""


class OwnListError(UnreadableDataError):
    """The input is a list that a command of this program wrote."""

    def __init__(self, name: str, *, command: str) -> None:
        super().__init__(
            f"{name}: `events {command}` wrote this list: it sums up what a log has, and holds no events. "
            "Nothing was imported. What goes into another log: events export FILE.jsonl"
        )


class ReadableExportError(UnreadableDataError):
    """The input is a workbook that was exported to be read."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}: `events export` wrote this table to be read: its dates are local times, and it holds a "
            "part of each event only, so importing it would double events. Nothing was imported. "
            "What goes back into a log or into another one: events export FILE.jsonl. If another program "
            "wrote it: give its column of dates another name."
        )


def date_heading(zone: object) -> str:
    """The name of the column of dates, which says their time zone."""
    return f"date ({zone})"


def is_readable_export(columns: Collection[str]) -> bool:
    """Whether a table with these columns is such an export: it has the local date and the id of an event."""
    dates = [name for name in columns if _DATE.fullmatch(name)]
    rest = {name.lower() for name in columns} - {*dates}
    return len(dates) == 1 and "id" in rest and bool(rest & {"kind", "message", "order"})


def list_of(columns: Collection[str]) -> str:
    """The command that wrote a list with these columns; empty where none did."""
    return next((command for command, own in LISTS.items() if own <= {*columns}), "")


def refuse_readable(name: str, columns: Collection[str]) -> None:
    """Raise `ReadableExportError` or `OwnListError` for a table with these columns of the input `name`."""
    if is_readable_export(columns):
        raise ReadableExportError(name)
    if command := list_of(columns):
        raise OwnListError(name, command=command)
