"""Counts legacy messages by their wording: those that differ in nothing but numbers count together.

No more wordings are kept in memory than `MOST`, however many a log has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import TYPE_CHECKING, Any, AnyStr

from sqlalchemy import LargeBinary, Text, case, cast, false, func, select

from events.classified_events import PAGE, read_customer_events, read_order_events
from events.filters import EVERYTHING, ORDER, TABLES, conditions, with_condition
from events.kind_store.pages import BITS, SIZE
from events.meaning.classify import OTHER
from events.meaning.kind_codes import SHORT, codes_of, masked, masked_bytes
from events.order_examples import OrderName, read_names
from events.prefetch import prefetch
from events.summaries.stored_summaries import expect_all
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select, TableClause

    from events.classified_events import LegacyKind
    from events.filters import Filters
    from events.kind_store import StoredKinds

MOST = 100_000
"""Wordings that are kept at a time; beyond, the rarest make room."""

_TOGETHER = 16
"""Messages are read by id where fewer than one in `_TOGETHER` of a page is wanted."""

_NUMBER = re.compile(rb"#?1+(?:[.,:'/-]1+)*")
_SPACE = re.compile(r"\s+")

_PAGE = 10_000
"""Messages that are read at a time."""

_TOGETHER_BITS = 14
"""Messages of this many bits of ids are read as one text, in a third of the time that their rows take."""

_SEPARATOR = "\x1f"
"""Stands between messages that are read as one text; those that have it are read as rows."""

Page = tuple["Callable[[], Sequence[bytes]]", "Callable[[], Sequence[int | None]]"]
"""What gives the masked beginnings (of `SHORT` characters) of some messages, and what the order of each. Both
are worked out while the next messages are read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageCount:
    """How often a wording was used, with an order to open. Numbers are `#` in it, and a long one is cut off
    after `SHORT` characters."""

    wording: str
    events: int
    example: OrderName | None


@dataclass(frozen=True, kw_only=True)
class MessageCounts:
    """Wordings, the most frequent first, of `events` messages. Of `rare` of these the wording was not kept;
    where there are any, the counts of others may be lower than the true ones, by as many at most."""

    counts: Sequence[MessageCount]
    events: int
    rare: int = 0


class Wordings:
    """Counts wordings, keeping at most `most` of them at a time."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._templates: Counter[bytes] = Counter()
        self._orders: dict[bytes, int] = {}
        self.events = 0

    def add(self, templates: Sequence[bytes], orders: Callable[[], Sequence[int | None]]) -> None:
        """Count these masked messages, and remember an order of each wording: `orders` gives those of all
        messages, and is asked only where a wording is new. A page of them at a time is fast."""
        self.events += len(templates)
        numbers = Counter(templates)
        new = numbers.keys() - self._orders.keys()
        self._templates.update(numbers)
        if new:
            found = zip(reversed(templates), reversed(orders()), strict=True)
            self._orders |= {one: order for one, order in found if order is not None and one in new}
        if len(self._templates) > self._most:
            self._fold()

    def most_frequent(self) -> list[tuple[str, int, int | None]]:
        """Wording, number and an order of each that was kept, the most frequent first."""
        self._fold()
        found = [
            (template.decode("utf-8", "replace"), number, self._orders.get(template))
            for template, number in self._templates.items()
        ]
        return sorted(found, key=lambda one: (-one[1], one[0]))

    def _fold(self) -> None:
        """Put what differs in the length of its numbers together; then drop the rarest, half of all, if there
        are still too many."""
        templates: Counter[bytes] = Counter()
        orders: dict[bytes, int] = {}
        for template, number in self._templates.items():
            wording = _folded(template)
            templates[wording] += number
            if template in self._orders:
                orders.setdefault(wording, self._orders[template])
        if len(templates) > self._most // 2:
            templates = Counter(dict(templates.most_common(self._most // 2)))
            orders = {wording: order for wording, order in orders.items() if wording in templates}
        self._templates, self._orders = templates, orders


def count_messages(
    reader: Connection,
    filters: Filters,
    kinds: frozenset[Kind],
    *,
    legacy: LegacyKind | None,
    stored: StoredKinds | None,
    most: int = MOST,
) -> MessageCounts:
    """The wordings of the legacy messages of `kinds` (without any: of all) that pass the filters. `stored`
    kinds take the place of classifying messages with the `legacy` words."""
    expect_all(reader)
    found = Wordings(most)
    filters = _of_legacy(filters)
    for letter, table in TABLES.items():
        if stored is not None:
            pages = _of_codes(reader, letter, filters, codes_of(kinds or frozenset(Kind)), stored)
        else:
            pages = _of_messages(reader, table, filters, kinds, legacy)
        with prefetch(pages) as read:
            for templates, orders in read:
                found.add(templates(), orders)
    counted = found.most_frequent()
    names: dict[int, OrderName] = {}
    ids = [order for _, _, order in counted if order is not None]
    for start in range(0, len(ids), PAGE):
        names |= read_names(reader, ids[start : start + PAGE])
    counts = [
        MessageCount(wording=wording, events=number, example=names.get(order or 0))
        for wording, number, order in counted
    ]
    return MessageCounts(
        counts=counts, events=found.events, rare=found.events - sum(one.events for one in counts)
    )


def _of_legacy(filters: Filters) -> Filters:
    """The filters, restricted to legacy messages."""
    if filters.types and OTHER not in filters.types:
        return with_condition(filters, lambda _: false())
    return replace(filters, types=frozenset({OTHER}))


def _folded(template: bytes) -> bytes:
    """The wording of a masked message: each number is one sign, and so is each gap."""
    text = _NUMBER.sub(b"#", template).decode("utf-8", "surrogatepass")
    return _SPACE.sub(" ", text).strip().encode("utf-8", "surrogatepass")


def _of_messages(
    reader: Connection,
    table: TableClause,
    filters: Filters,
    kinds: frozenset[Kind],
    legacy: LegacyKind | None,
) -> Generator[Page]:
    read = read_order_events if table is TABLES[ORDER] else read_customer_events
    for event in read(reader, filters, legacy):
        if not kinds or event.display_kind in kinds or event.kind in kinds:
            yield _page([event.text[:SHORT]], [event.order])


def _of_codes(
    reader: Connection, letter: str, filters: Filters, codes: frozenset[int], stored: StoredKinds
) -> Generator[Page]:
    """Page by page of ids: all messages of a page are read where many of them are wanted, else only those."""
    own, pages = TABLES[letter].c, stored.pages(letter)
    rows = select(own.id, _beginning(reader, TABLES[letter]).label("text"), own.order_id)
    rows = rows.where(*conditions(TABLES[letter], EVERYTHING, filters))
    for number in sorted(pages.pages):
        wanted = None if pages.has_only(number, codes) else frozenset(pages.ids_of_page(number, codes))
        if wanted is None or len(wanted) * _TOGETHER >= SIZE:
            for first in range(number << BITS, (number + 1) << BITS, 1 << _TOGETHER_BITS):
                within = rows.where(own.id.between(first, first + (1 << _TOGETHER_BITS) - 1))
                yield from _joined(reader, within, wanted)
            continue
        ids = sorted(wanted)
        for start in range(0, len(ids), PAGE):
            yield from _texts(reader, rows.where(own.id.in_(ids[start : start + PAGE])), wanted)


def _beginning(reader: Connection, table: TableClause) -> ColumnElement[str]:
    """The first `SHORT` characters of a message, which are counted one by one only where it may have more."""
    message = table.c.parameters["message"].as_string()
    bytes_of = (
        func.octet_length(message)
        if reader.dialect.name == "postgresql"
        else func.length(cast(table.c.parameters, LargeBinary))
    )
    beginning: ColumnElement[Any] = func.substr(message, 1, SHORT)
    beginning = case((bytes_of <= SHORT, message), else_=beginning)
    return func.coalesce(beginning, "")


def _joined(reader: Connection, rows: Select[Any], wanted: frozenset[int] | None) -> Generator[Page]:
    """The messages of the rows that are `wanted` (None: of all), read as one text, with their ids and
    orders."""
    own = rows.subquery().c
    columns = [own.text] if wanted is None else [own.text, cast(own.id, Text)]
    orders = func.coalesce(cast(own.order_id, Text), "")
    joined = [_as_read(reader, func.aggregate_strings(one, _SEPARATOR)) for one in (*columns, orders)]
    number, text, *ids, of_orders = reader.execute(select(func.count(), *joined)).one()
    if not number:
        return
    if text.count(_separator(text)) + 1 != number:
        yield from _texts(reader, rows, wanted)
        return
    if wanted is None:
        yield lambda: _split(text), lambda: _numbers(of_orders)
        return
    are_wanted = [one in wanted for one in map(int, ids[0].split(_separator(ids[0])))]
    yield (
        lambda: list(compress(_split(text), are_wanted)),
        lambda: list(compress(_numbers(of_orders), are_wanted)),
    )


def _as_read(reader: Connection, joined: ColumnElement[str]) -> ColumnElement[Any]:
    """A joined text, as bytes where these need no decoding: masking wants them. A server sends them twice as
    long."""
    return joined if reader.dialect.name == "postgresql" else cast(joined, LargeBinary)


def _separator(joined: AnyStr) -> AnyStr:
    return _SEPARATOR.encode() if isinstance(joined, bytes) else _SEPARATOR


def _split(joined: str | bytes) -> list[bytes]:
    return (masked(joined) if isinstance(joined, str) else masked_bytes(joined)).split(_SEPARATOR.encode())


def _numbers(joined: AnyStr) -> list[int | None]:
    return [int(one) if one else None for one in joined.split(_separator(joined))]


def _texts(reader: Connection, rows: Select[Any], wanted: frozenset[int] | None) -> Generator[Page]:
    with reader.execute(rows, execution_options={"yield_per": _PAGE}) as result:
        for page in result.partitions():
            chosen = [row for row in page if wanted is None or row[0] in wanted]
            yield _page([text for _, text, _ in chosen], [order for _, _, order in chosen])


def _page(texts: Sequence[str], orders: Sequence[int | None]) -> Page:
    return lambda: list(map(masked, texts)), lambda: orders
