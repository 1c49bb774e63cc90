"""Counts legacy messages by their wording: those that differ in nothing but numbers count together.

No more wordings are kept in memory than `MOST`, however many a log has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import TYPE_CHECKING, Any

from sqlalchemy import false, func, select

from events.classified_events import PAGE, read_customer_events, read_order_events
from events.filters import EVERYTHING, ORDER, TABLES, conditions, with_condition
from events.kind_store.pages import BITS, SIZE
from events.meaning.classify import OTHER
from events.meaning.kind_codes import SHORT, codes_of, masked
from events.order_examples import OrderName, read_names
from events.summaries.stored_summaries import expect_all
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select, TableClause

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

Page = tuple[Sequence[str], Sequence[int | None]]
"""The first `SHORT` characters of some messages, and the order that each is of."""


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

    def add(self, texts: Sequence[str], orders: Sequence[int | None]) -> None:
        """Count these messages, and remember an order of each wording; a page of them at a time is fast."""
        self.events += len(texts)
        templates = masked("\0".join(texts)).split(b"\0")
        if len(templates) != len(texts):  # some have the separator
            templates = list(map(masked, texts))
        new = set(templates) - self._orders.keys()
        self._templates.update(templates)
        if new:
            found = zip(reversed(templates), reversed(orders), strict=True)
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
        for texts, orders in pages:
            found.add(texts, orders)
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
) -> Iterator[Page]:
    read = read_order_events if table is TABLES[ORDER] else read_customer_events
    for event in read(reader, filters, legacy):
        if not kinds or event.display_kind in kinds or event.kind in kinds:
            yield [event.text[:SHORT]], [event.order]


def _of_codes(
    reader: Connection, letter: str, filters: Filters, codes: frozenset[int], stored: StoredKinds
) -> Iterator[Page]:
    """Page by page of ids: all messages of a page are read where many of them are wanted, else only those."""
    own, pages = TABLES[letter].c, stored.pages(letter)
    text = func.coalesce(func.substr(own.parameters["message"].as_string(), 1, SHORT), "")
    rows = select(own.id, text, own.order_id)
    rows = rows.where(*conditions(TABLES[letter], EVERYTHING, filters))
    for number in sorted(pages.pages):
        wanted = list(pages.ids_of_page(number, codes))
        if len(wanted) * _TOGETHER >= SIZE:
            within = rows.where(own.id.between(number << BITS, ((number + 1) << BITS) - 1))
            yield from _texts(reader, within, frozenset(wanted))
            continue
        for start in range(0, len(wanted), PAGE):
            some = wanted[start : start + PAGE]
            yield from _texts(reader, rows.where(own.id.in_(some)), frozenset(some))


def _texts(reader: Connection, rows: Select[Any], wanted: frozenset[int]) -> Iterator[Page]:
    with reader.execute(rows, execution_options={"yield_per": _PAGE}) as result:
        for page in result.partitions():
            ids, texts, orders = zip(*page, strict=True)
            are_wanted = list(map(wanted.__contains__, ids))
            yield list(compress(texts, are_wanted)), list(compress(orders, are_wanted))
