"""Which of several tables holds a history, by their columns' names and their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from importers.column_words import simple
from importers.inference.name_score import named

_HISTORY = re.compile(
    r"histor|log|note|comment|event|message|activit|audit|timeline|verlauf|protokoll|journal"
)
_SUBJECTS = ("order", "customer")


def is_history(columns: Sequence[str]) -> bool:
    """Whether columns are named like those of a history: a date, a message, and whose they are."""
    return {"date", "message"} <= _roles(columns) and bool(_roles(columns) & {*_SUBJECTS})


def likeliest_history(tables: Mapping[str, Sequence[str]]) -> str:
    """The table, of `tables` with their columns, that is most like a history; the first of equals."""
    return max(tables, key=lambda name: _likeness(name, tables[name]), default="")


def _likeness(name: str, columns: Sequence[str]) -> tuple[bool, bool, int]:
    return is_history(columns), _HISTORY.search(simple(name)) is not None, len(_roles(columns))


def _roles(columns: Collection[str]) -> set[str]:
    return {role for role in ("date", "message", *_SUBJECTS) if any(named(role, one) for one in columns)}
