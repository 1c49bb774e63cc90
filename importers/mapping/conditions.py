"""Conditions on the cells of a row: which records count, and which events a row has."""

from __future__ import annotations

import re
from dataclasses import dataclass

from importers.errors import InvalidMappingError

_CONDITION = re.compile(
    r"^\s*(?P<column>.+?)\s*(?P<op>!=|!~|=|~|\bis not empty\b|\bis empty\b)\s*(?P<value>.*?)\s*$"
)
_OTHER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Condition:
    """A `where` filter: records it is not true of are skipped. A value in braces, `{old_status}`, is the cell
    of that column."""

    column: str
    op: str
    value: str

    @property
    def other(self) -> str:
        """The column with whose cell the condition compares; empty where it is a text."""
        found = _OTHER.fullmatch(self.value) if self.op in ("=", "!=") else None
        return found[1] if found else ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that decide it."""
        return (self.column, self.other) if self.other else (self.column,)

    @classmethod
    def parse(cls, text: str, *, where: str) -> Condition:
        """`column = value` or `column = {other}`, with =, !=, ~, !~, `is empty`, `is not empty`. Raises
        `InvalidMappingError`."""
        found = _CONDITION.match(text)
        if not found:
            raise InvalidMappingError(
                where,
                problem=f"{text!r} is not a condition. Write 'column = value', with =, !=, ~ (pattern), !~, "
                "or 'column is empty', 'column is not empty'.",
            )
        if found["op"] in ("~", "!~"):
            try:
                re.compile(found["value"])
            except re.error as error:
                raise InvalidMappingError(
                    where, problem=f"{found['value']!r} is not a regular expression ({error})."
                ) from None
        return cls(found["column"], found["op"], found["value"])


@dataclass(frozen=True)
class When:
    """A name (a reason, an event type) and the conditions that must all hold for it."""

    name: str
    conditions: tuple[Condition, ...]

    @property
    def columns(self) -> frozenset[str]:
        """The columns that decide it."""
        return frozenset(name for condition in self.conditions for name in condition.columns)
