"""Declarations of legacy systems: one file per system says what its tables and columns mean; none runs code.

Values are written as in a mapping file: a column, `'a constant'`, a `{template}`, or a tuple of these, of
which the first that is not empty counts. Columns of a joined table are called `lookup.column`.
`docs/plugins.md` explains how to write and check a platform in a package of your own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from importers.platforms.compatibility import (
    LOOKUP_KEYWORDS,
    PLATFORM_KEYWORDS,
    TABLE_KEYWORDS,
    accept_old_keywords,
    accepts_old_keywords,
)

GROUP = "events.importers"
"""The entry-point group in which platforms are registered, ours and those of other packages."""

Values = Mapping[str, str | tuple[str, ...]]
"""Fields of the neutral record, or names, each with a value or with several alternatives."""

_T = TypeVar("_T")


def _nothing() -> Mapping[str, _T]:
    return MappingProxyType({})


@accepts_old_keywords(LOOKUP_KEYWORDS)
@dataclass(frozen=True, kw_only=True)
class Lookup:
    """A left join: each record gets the columns of at most one row of another table.

    Example: `Lookup(name="order", table="orders", left_on="order_id", right_on="id", columns=("number",))`
    makes the column `order.number`.
    """

    name: str
    """Prefix of the joined columns: `"order"` makes `order.number`."""
    table: str | tuple[str, ...]
    """The joined table, without its prefix; of several names the first that exists. Empty: the records' own
    table."""
    right_on: str
    """Key column of the joined table: `"id"`. `"a|b"` is column `a`, or `b` where there is no `a`."""
    left_on: str | tuple[str, ...]
    """Column of the record (or of an earlier lookup) that holds the key: `"order_id"`. Of several the first
    that is not empty counts."""
    columns: tuple[str, ...]
    """Columns to join: `("number", "email")`. `"a|b"` is called `a`, and is `b` where `a` is missing."""
    where: tuple[str, ...] = ()
    """Conditions that all hold of the joined rows: `("deleted = 0",)`."""
    language: str = ""
    """Column of the language id, in a table with one row per language: `"language_id"`. `--language` chooses;
    the lowest id is the default."""
    priority: tuple[str, ...] = ()
    """A column and its allowed values, best first: `("meta_key", "_number_formatted", "_number")`. Of several
    rows with one key the best that is not empty is joined."""
    computed: Values = field(default_factory=_nothing, hash=False)
    """Columns computed from the joined table's own: `{"name": "{first} {last}"}`."""
    aggregate: bool = False
    """Join all rows with the key, their texts one per line, and not only the first row."""
    alternate_key: str = ""
    """Second key column, for exports that name a row by it and not by `right_on`: `"email"`."""

    @classmethod
    @accept_old_keywords(LOOKUP_KEYWORDS, owner="Lookup.by_id")
    def by_id(
        cls,
        name: str,
        table: str | tuple[str, ...],
        left_on: str | tuple[str, ...],
        *columns: str,
        alternate_key: str = "",
    ) -> Lookup:
        """Join the row of `table` whose `id` equals `left_on`."""
        return cls(
            name=name,
            table=table,
            right_on="id",
            left_on=left_on,
            columns=columns,
            alternate_key=alternate_key,
        )

    @classmethod
    def by_key(
        cls,
        name: str,
        table: str | tuple[str, ...],
        key: str,
        *columns: str,
        where: tuple[str, ...] = (),
        language: str = "",
    ) -> Lookup:
        """Join the row of `table` whose column `key` equals the record's column of the same name."""
        return cls(
            name=name,
            table=table,
            right_on=key,
            left_on=key,
            columns=columns,
            where=where,
            language=language,
        )


@dataclass(frozen=True, kw_only=True)
class CodeLabels:
    """A column with a text for each code of another column, for systems that hard-code these texts."""

    column: str
    """The column of the code: `"type"`."""
    labels: Values
    """The value for each code: `{"updated": "'Details were updated'"}`."""
    into: str = "label"
    """Name of the new column."""

    @classmethod
    def from_pair(cls, pair: tuple[str, Values]) -> CodeLabels:
        """Convert what 0.1 called `said`: a column and its labels, which made a column `said`."""
        column, labels = pair
        return cls(column=column, labels=labels, into="said")


def event(part: str, date: str | tuple[str, ...], *messages: str, **fields: str | tuple[str, ...]) -> Values:
    """One of several events of a row, for `HistoryTable.parts`.

    `part` names it within the row, `date` is its date column (a row without that date has no such event),
    `messages` are alternatives, and `fields` replace fields of the table. `where` holds conditions for this
    event: a row that does not meet all of them has none.
    Example: `event("shipped", "shipped_at", "Shipped by {carrier}", "'Shipped'")`.
    """
    return MappingProxyType({"part": part, "date": date, "message": messages, **fields})


@accepts_old_keywords(TABLE_KEYWORDS, convert={"said": CodeLabels.from_pair})
@dataclass(frozen=True, kw_only=True)
class HistoryTable:
    """A table whose rows are history: each becomes one event, or one per entry of `parts`."""

    table: str | tuple[str, ...]
    """The table's name without its prefix, or several: `"order_history"`. Where no table has the name, one
    of any name with all `required_columns` is read."""
    required_columns: tuple[str, ...]
    """Columns that the table must have: `("order_id", "date_added")`. `"a|b"` is either of two."""
    fields: Values
    """The neutral record: `{"legacy_id": "id", "order": "order_id", "date": "added", "message": "text"}`.
    `customer_order` is the order that an event of a customer is about; `shop` is the order's shop, where one
    export has several. `status` names the state that is shown before a comment, where `kind` is its code.
    `amount` and `currency` are shown behind a message that says paid or refunded and
    names no amount."""
    name: str = ""
    """The table's name in the ledger, equal for every prefix and file format. Default: the first `table`."""
    row_filter: tuple[str, ...] = ()
    """Conditions on the table's own columns: `("type = shop_order",)`. Other rows are not records at all, and
    are not counted."""
    lookups: tuple[Lookup, ...] = ()
    """Tables to join, in this order."""
    column_aliases: Values = field(default_factory=_nothing)
    """Other names of columns: `{"order_id": ("Order ID", "order")}`. A column with such a name is renamed,
    unless the table also has the name itself."""
    cell_translations: Mapping[str, Values] = field(default_factory=_nothing)
    """Of a column, its words and what else they are called where columns have names of `column_aliases`, as
    in a report in another language: `{"Status": {"Completed": ("Abgeschlossen", "Terminé")}}`. Capitals don't
    count. A cell that is none of these stays, and is in `untranslated.Status` and in `untranslated`, too. The
    cells as they were are in their own column, or in `own.Status` where that is called `Status`."""
    code_labels: CodeLabels | tuple[CodeLabels, ...] | None = None
    """Texts for the codes of a column, or of several:
    `CodeLabels(column="type", labels={"7": "'Shipped'"})`."""
    copied_columns: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    """New columns, each a column to copy and the conditions without which it is empty:
    `{"author_id": ("uid", "uid != 0")}`. A later one may copy an earlier one. As in every condition, a value
    in braces is another column: `{"new": ("state", "state != {old_state}")}`."""
    extracted_columns: Mapping[str, tuple[str, str]] = field(default_factory=_nothing)
    """New columns, each a column and the pattern whose first group is extracted:
    `{"success": ("details", "(?m)^success: (true|false)")}`."""
    read_all_matches: bool = False
    """Read every table that fits, such as the pages of an API, and not only one."""
    explode: str = ""
    """A column with a JSON list of objects: `"notes"`. Each object is a record; its keys are `notes.key`."""
    explode_pattern: str = ""
    """For a list written as text: a pattern that matches one item; its named groups are the keys."""
    explode_sort_key: str = ""
    """The key that grows with time: `"created_at"`. A list that begins with its latest item is reversed."""
    parts: tuple[Values, ...] = ()
    """The events that one row makes, each written with `event`. A row without any of their dates is
    skipped."""
    skip: Values = field(default_factory=_nothing)
    """Rows to skip and count: the reason, and conditions that all hold: `{"in the trash": "status = 9"}`."""
    html: bool = False
    """Messages are HTML, or contain its escapes: they are converted to plain text."""
    packed_columns: tuple[str, ...] = ()
    """Columns of JSON or PHP-serialized values: `("parameters",)`. Members are columns `parameters.key`."""
    system_author_pattern: str = ""
    """A pattern of author names that mean the system, not a person: `"^Shopify$"`."""
    visible_when: str = ""
    """The condition under which the customer saw the record: `"notify = 1"`. Kept as `visibility`."""
    type: str = ""
    """The column with an event type, which is always translated: `"type"`."""
    parameters: str = ""
    """The column with the parameters that belong to `type`, as JSON."""
    exact: bool = False
    """Types and parameters are those of this program, and are taken as they are; an order `0` is one."""
    zero_is_name: bool = False
    """An order or a customer called `0` is one. Elsewhere 0 means that there is none."""
    types: Mapping[str, str] = field(default_factory=_nothing)
    """Other names of event types, and the type codes of this program: `{"payment_captured": "captured"}`."""
    typed: Values = field(default_factory=_nothing)
    """With `--typed`: an event type, and the conditions that make it certain: `{"placed": ("new = 1",)}`."""
    tz: str | None = None
    """The zone of this table's dates, where it differs from the platform's: `"UTC"`. Empty: the shop's."""

    @property
    def labelled(self) -> tuple[CodeLabels, ...]:
        """Each column of codes that has texts here."""
        found = self.code_labels
        return found if isinstance(found, tuple) else (found,) if found is not None else ()


Records = HistoryTable
"""The name of `HistoryTable` in 0.1."""


@accepts_old_keywords(PLATFORM_KEYWORDS)
@dataclass(frozen=True, kw_only=True)
class Platform:
    """A legacy system, registered as an entry point of the group `events.importers`."""

    title: str
    """Name for people: `"Acme Shop"`."""
    records: tuple[HistoryTable, ...]
    """The tables with history, in the order in which they are read."""
    tz: str = ""
    """The zone in which dates are stored: `"UTC"`. Empty: the shop's own, given with `--tz`."""
    ignored_tables: Mapping[str, str] = field(default_factory=_nothing)
    """Tables without history that people export alone, and the reason: `{"status": "a list of statuses"}`.
    Their rows are skipped and counted."""
    systems: tuple[str, ...] = ()
    """All systems that this declaration reads, as people call them: `("osCommerce", "Zen Cart")`. Default:
    the title."""
