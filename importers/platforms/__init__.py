"""One legacy system, one file: a declaration of which tables and columns mean what, and nothing that runs.

Values are written as in a mapping file: a column, `'a constant'`, a `{template}`, or several of these, of
which the first that is filled counts. A joined table's columns are called `lookup.column`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

GROUP = "events.importers"
"""The entry-point group that platforms are found by, ours and those of other packages."""

Values = Mapping[str, str | tuple[str, ...]]
_T = TypeVar("_T")


def _nothing() -> Mapping[str, _T]:
    return MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """A table that records are joined with: at most one row for each record, the first of its key.

    No `table` means the records' own; of several names the first that is there counts. `on` names the
    record's column (or an earlier lookup's; of several, the first that is filled), `key` the one it must
    equal here. A column or key `a|b` is called `a`, and is `b` where there is no `a`. `where` says which rows
    count. `language` is the column of a language's id, where there is a row for each: the one that was
    asked for wins, else the lowest. `best` is a column and those of its values that count, the best first:
    of several rows of a key the best that is filled wins.
    """

    name: str
    table: str | tuple[str, ...]
    key: str
    on: str | tuple[str, ...]
    columns: tuple[str, ...]
    where: tuple[str, ...] = ()
    language: str = ""
    best: tuple[str, ...] = ()
    made: Values = field(default_factory=_nothing, hash=False)
    """Columns that are made of the table's own, and of those made before them, as fields are."""
    every: bool = False
    """Whether all rows of a key count: a column is then their texts, each on a line of its own."""
    natural: str = ""
    """The column that `on` may name a row by, where it does not by its key."""

    @classmethod
    def by_id(
        cls, name: str, table: str, on: str | tuple[str, ...], *columns: str, natural: str = ""
    ) -> Lookup:
        """The row of `table` whose `id` is what `on` holds, as it mostly is."""
        return cls(name=name, table=table, key="id", on=on, columns=columns, natural=natural)


def event(part: str, date: str | tuple[str, ...], *messages: str, **fields: str | tuple[str, ...]) -> Values:
    """One of the events that a row makes, if it has the date; `fields` are its own, over the row's."""
    return MappingProxyType({"part": part, "date": date, "message": messages, **fields})


@dataclass(frozen=True, kw_only=True)
class HistoryTable:
    """A table each of whose rows is a piece of history.

    `table` is its name, whatever prefix it has, or several names; a table of any name with all the
    columns `needs` will do where none has it; `a|b` there is either column, as are two that are the `same`.
    `fields` fill the neutral record.
    """

    table: str | tuple[str, ...]
    needs: tuple[str, ...]
    fields: Values
    name: str = ""
    """What the ledger calls the table: the same for every carrier and prefix. Empty: the first `table`."""
    only: tuple[str, ...] = ()
    """Conditions on the table's own columns: rows that they do not hold of are no records at all."""
    lookups: tuple[Lookup, ...] = ()
    same: Values = field(default_factory=_nothing)
    """Columns, and what else they are called: where a table has only another name, that one is renamed."""
    said: tuple[str, Values] = ("", MappingProxyType({}))
    """The column of a code, and what each code says, as a field's value: this makes the column `said`."""
    given: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    """Further columns: what column they copy, and the conditions without which they are empty. A later one
    may copy an earlier one."""
    cut: Mapping[str, tuple[str, str]] = field(default_factory=_nothing)
    """Further columns: what column they are cut from, and the pattern whose first group they are."""
    every: bool = False
    """Whether all tables that fit are read, as those of an interface's pages, and not only one."""
    each: str = ""
    """A column that holds a JSON list of objects: each of them is a record, its keys `each.key`."""
    each_as: str = ""
    """The pattern of one of them, its named groups the keys, where the list is written as a text."""
    each_by: str = ""
    """The key whose values grow with time, where such a list may begin with the latest."""
    parts: tuple[Values, ...] = ()
    """The events that one row makes, as a mapping's `[[events]]`: see `event`. A row without any of their
    dates makes none."""
    skip: Values = field(default_factory=_nothing)
    """Rows that are no history: the reason, and the conditions that all hold of them."""
    html: bool = False
    """Whether messages are HTML, or have its escapes."""
    serialized: tuple[str, ...] = ()
    """Columns of PHP's serialized values or JSON, whose members become columns `column.key`."""
    system: str = ""
    """A pattern of author's names that stand for nobody."""
    shown: str = ""
    """The condition that the customer could see it; kept as `visibility` in extra."""
    type: str = ""
    """The column of an event type that is always translated; with `parameters`, the column of these."""
    parameters: str = ""
    types: Mapping[str, str] = field(default_factory=_nothing)
    """Names that `type` had in older versions, and their codes here."""
    typed: Values = field(default_factory=_nothing)
    """What may be translated on demand: an event type's code, and the conditions that make sure of it."""
    tz: str | None = None
    """The zone of its dates, where that is not the platform's; empty where it is the shop's own."""


@dataclass(frozen=True, kw_only=True)
class Platform:
    """A legacy system. `tz` is the zone its dates are stored in, empty where that is the shop's own."""

    title: str
    records: tuple[HistoryTable, ...]
    tz: str = ""
    silent: Mapping[str, str] = field(default_factory=_nothing)
    """Tables beside the history that people export alone, and what their rows are: these are skipped."""
