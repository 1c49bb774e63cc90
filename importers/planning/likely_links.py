"""Other tables of an input that hold orders' numbers and customers, and who wrote: by names and values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from events.errors import UsageError
from events.next_commands import quoted, quoted_path
from importers.column_words import simple
from importers.inference.name_score import (
    EXACT,
    INTERNAL_IDS,
    is_email,
    is_named_after_orders,
    may_name_orders,
    named,
)
from importers.mapping.column_mapping import (
    ColumnMapping,
    Value,
    of_column,
)
from importers.planning.table_links import ARROW, is_linked, key_of

if TYPE_CHECKING:
    import polars as pl

    from importers.readers.tables import Tables

_IN_ORDERS = frozenset("reference ref code name order_no number_formatted".split())
"""Names that are those of an order's number in a table of orders alone."""
_POINTERS = frozenset("parent parent_id object_id entity_id subject_id target_id resource_id ref_id".split())
_GLUED = re.compile(r".(num(ber|mer|ero)?|nr|ref(erence)?)$")
"""The end of a name that is written as one word, and is that of numbers: `ordernumber`."""

_SAMPLE = 5_000
"""The number of rows whose ids are looked up."""

_MOST = 0.5
"""The share of keys that another table has, from which on it may be the one that they point to."""


class UncertainLinkError(UsageError):
    """A column of ids seems to point to another table, which does not have all of them."""

    def __init__(self, path: str, *, table: str, link: Link) -> None:
        command, share = f"events import {quoted_path(path)} --table {quoted(table)}", int(100 * link.share)
        super().__init__(
            f"{link.left} seems to point to {link.table}.{link.key}, but only {share}% of its ids "
            f"lead to a number of their own in {link.table}.{link.column}. Nothing was imported. "
            f"For the numbers, where there are any: {command} --set {quoted(f'order={link.name}')}. "
            f"For the ids: {command} --set {quoted(f'order={link.left}')}"
        )


@dataclass(frozen=True, kw_only=True)
class Link:
    """A column of ids, the `table` and the `column` that it leads to, and the `share` of its ids that are
    there, each once and with another value."""

    left: str
    table: str
    key: str
    column: str
    share: float

    @property
    def name(self) -> str:
        """The column's name in a mapping."""
        return f"{self.left}{ARROW}{self.table}.{self.column}"


@dataclass(frozen=True, kw_only=True)
class Linked:
    """The `fields` that other tables fill, and what to say of them. `unclear` are those that may be filled
    so, `uncertain` is a link to orders that does not hold for all rows."""

    fields: dict[str, Value] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unclear: dict[str, str] = field(default_factory=dict)
    uncertain: Link | None = None


def with_likely_links(
    source: str,
    frame: pl.DataFrame,
    mapping: ColumnMapping,
    fields: Mapping[str, Value],
    tables: Tables,
    *,
    table: str,
) -> Linked:
    """What other tables say of the first rows of `table`, whose own columns fill these `fields`. What the
    mapping itself names stays, and a sentence says what else it may name. Raises `UncertainLinkError`."""
    if not tables.path or len(tables.names()) < 2 or any(map(is_linked, mapping.columns())):
        return Linked()
    linked = likely_links(frame.head(_SAMPLE), fields, tables, table)
    if "order" in mapping.fields:
        found = linked.uncertain.name if linked.uncertain else linked.unclear.get("order", "")
        name = linked.fields["order"][0].shown() if "order" in linked.fields else found
        left = name.partition(ARROW)[0]
        points = "may point" if found else "points"
        said = (
            f"{left} {points} to another table: --set {quoted(f'order={name}')} takes the number from there."
        )
        return Linked(notes=[said] if name else [])
    if linked.uncertain is not None:
        raise UncertainLinkError(source, table=table, link=linked.uncertain)
    own = {name: value for name, value in linked.fields.items() if name not in mapping.fields}
    return replace(linked, fields=own)


def likely_links(frame: pl.DataFrame, fields: Mapping[str, Value], tables: Tables, table: str) -> Linked:
    """What other tables say of rows of `table`, whose own columns fill these `fields`."""
    others = [name for name in tables.names() if name != table]
    people = _author(frame, fields, tables, others)
    order = fields["order"][0].column if "order" in fields else None
    lefts = [order] if order else [name for name in frame.columns if _is_order_id(name) or _may_point(name)]
    first = sorted(others, key=lambda one: not _is_of_orders(one, tables.columns(one)))
    for left in (name for name in lefts if name in frame.columns):
        for other in first:
            link = _to_orders(frame[left], left, other, tables)
            if link is None or link.share < _MOST or not (_is_order_id(left) or _may_point(left)):
                continue
            is_number = link.column != link.key
            if is_number and _may_point(left):
                return Linked(fields=people, unclear={"order": link.name})
            if link.share == 1 and is_number:
                link = replace(link, share=_share_of_all(tables, table, link))
            if link.share < 1:
                return Linked(fields=people, uncertain=link if is_number else None)
            found = {} if "customer" in fields else _customer(left, other, tables, others)
            if not is_number:
                return Linked(fields=people | found)
            said = (
                f"{left} points to {other}.{link.key}, and the number that people use is "
                f"{other}.{link.column}. --set {quoted(f'order={left}')} takes the ids."
            )
            return Linked(fields=people | found | {"order": of_column(link.name)}, notes=[said])
    return Linked(fields=people)


def _to_orders(cells: pl.Series, left: str, table: str, tables: Tables) -> Link | None:
    """How ids lead to the numbers of a table of orders, to its key where it has none; None for other
    tables."""
    columns = tables.columns(table)
    key = key_of(columns, left)
    if not key or not _holds_orders(table, columns, key):
        return None
    column = _number_column(columns, key) or key
    return _link(cells, tables, table, left=left, key=key, column=column, distinct=True)


def _may_point(name: str) -> bool:
    """Whether a column may hold ids of orders, and may hold those of others."""
    return simple(name) in _POINTERS


def _is_order_id(name: str) -> bool:
    words = simple(name).split("_")
    is_id = bool(INTERNAL_IDS & {*words}) or words[-1].endswith("id")
    is_order = len(words) == 1 and named("order", name) >= EXACT and not _GLUED.search(words[0])
    return (is_id or is_order) and is_named_after_orders(name) and not _is_number(name)


def _holds_orders(table: str, columns: Sequence[str], key: str) -> bool:
    """Whether each row of a table is an order: it is called so, or has a column of their numbers, and
    has none that points to an order."""
    if any(_is_order_id(name) for name in columns if name != key):
        return False
    return _is_called_orders(table) or any(_is_number(one) and is_named_after_orders(one) for one in columns)


def _is_of_orders(table: str, columns: Sequence[str]) -> bool:
    """Whether a table is called so, and has their numbers: others may have a number of each row, too."""
    return _is_called_orders(table) and bool(_number_column(columns, ""))


def _is_called_orders(table: str) -> bool:
    words = [word for word in simple(table.rpartition(".")[2]).split("_") if not word.isdigit()]
    return is_named_after_orders(words[-1] if words else "")


def _is_number(name: str) -> bool:
    """Whether a column is called as the numbers are that people know orders by."""
    is_of_system = bool(INTERNAL_IDS & {*simple(name).split("_")}) and simple(name) != "increment_id"
    has_two_words = "_" in simple(name) or bool(_GLUED.search(simple(name)))
    return named("order", name) >= EXACT and not is_of_system and has_two_words


def _number_column(columns: Sequence[str], key: str) -> str:
    """The one column that is called as orders' numbers are; empty where there is none, or several."""
    for fits in (_is_number, _may_be_number):
        found = [name for name in columns if name != key and fits(name)]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""


def _may_be_number(name: str) -> bool:
    words = {*simple(name).split("_")}
    return (may_name_orders(name) and not words & {"invoice", "id"}) or simple(name) in _IN_ORDERS


def _customer(left: str, orders: str, tables: Tables, others: Sequence[str]) -> dict[str, Value]:
    """The customer that the table of orders names, or the table that its customer's id leads to."""
    columns = tables.columns(orders)
    own = [name for name in columns if named("customer", name) and not _is_id(name)]
    start = f"{left}{ARROW}{orders}."
    if own:
        return {"customer": of_column(start + min(own, key=lambda name: not is_email(name)))}
    for column in (name for name in columns if named("customer", name)):
        for other in (name for name in others if _is_called("customer", name)):
            if person := _person(tables.columns(other)):
                return {"customer": of_column(f"{start}{column}{ARROW}{other}.{person}")}
    return {}


def _author(
    frame: pl.DataFrame, fields: Mapping[str, Value], tables: Tables, others: Sequence[str]
) -> dict[str, Value]:
    """The people that ids of authors lead to; the id where there is none. Where no column was taken for the
    author, that of a user's ids is one if there are such people."""
    if "author" in fields:
        lefts = [fields["author"][0].column]
    else:
        used = {part.column for value in fields.values() for part in value}
        lefts = [name for name in frame.columns if _is_called("author", name) and name not in used]
    for left in (name for name in lefts if name in frame.columns and name is not None and _is_id(name)):
        for other in (name for name in others if _is_called("author", name)):
            key, person = key_of(tables.columns(other), left), _person(tables.columns(other))
            if key and person:
                link = _link(frame[left], tables, other, left=left, key=key, column=person)
                if link.share >= _MOST:
                    return {"author": (*of_column(link.name), *of_column(left))}
    return {}


def _is_id(name: str) -> bool:
    return bool(INTERNAL_IDS & {*simple(name).split("_")})


def _is_called(role: str, table: str) -> bool:
    """Whether a table is called after such people, in singular or plural."""
    words = simple(table.rpartition(".")[2]).split("_")
    return any(named(role, one.removesuffix(end)) >= 1 - 0.2 for one in words for end in ("", "s", "n", "en"))


def _person(columns: Sequence[str]) -> str:
    """The column that says who somebody is: the e-mail, else the name."""
    emails = [name for name in columns if is_email(name)]
    names = [one for one in columns if simple(one) in ("name", "username", "user_name", "login", "full_name")]
    return next(iter((*emails, *names)), "")


def _link(
    cells: pl.Series, tables: Tables, table: str, *, left: str, key: str, column: str, distinct: bool = False
) -> Link:
    """How many of the ids in `cells` the table has, each once and with a value, `distinct` from others."""
    wanted = {*cells.drop_nulls().str.strip_chars()}
    found: dict[str, str] = {}
    twice, values = set[str](), set[str]()
    for one, value in _pairs(tables, table, key, column):
        if one not in wanted:
            continue
        if one in found or not value or (distinct and value in values):
            twice.add(one)
        found[one] = value
        values.add(value)
    share = len(found.keys() - twice) / len(wanted) if wanted else 0.0
    return Link(left=left, table=table, key=key, column=column, share=share)


def _share_of_all(tables: Tables, table: str, link: Link) -> float:
    """The share of the ids in all rows of `table` that lead to a value of their own: later rows may have ids
    that the first ones do not show. What is kept of each text is a number of 8 bytes."""
    import polars as pl

    def hashed(name: str, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        yield pl.DataFrame(schema=dict.fromkeys(columns, pl.UInt64))
        for chunk in tables.reader(name).chunks():
            if {*columns} <= {*chunk.frame.columns}:
                texts = chunk.frame.select(pl.col(columns).str.strip_chars())
                yield texts.filter(pl.all_horizontal(pl.all().str.len_bytes() > 0)).select(pl.all().hash())

    wanted = pl.concat(one.unique() for one in hashed(table, [link.left])).to_series().unique()
    known = pl.concat(hashed(link.table, [link.key, link.column]))
    found = known.filter(pl.col(link.key).is_in(wanted.implode()))
    own = found.filter(pl.col(link.key).is_unique() & pl.col(link.column).is_unique())
    return len(own) / len(wanted) if len(wanted) else 1.0


def _pairs(tables: Tables, table: str, key: str, column: str) -> Iterator[tuple[str, str]]:
    for chunk in tables.reader(table).chunks():
        if {key, column} <= {*chunk.frame.columns}:
            for one, value in zip(chunk.frame[key], chunk.frame[column], strict=True):
                yield (one or "").strip(), (value or "").strip()
