"""What orders' events add up to, read with the kinds that are stored where there are any.

Without texts, a million events are read in a second or two. The texts of payments and refunds are read for
orders that have a refund: only of these all sums are asked for when a whole log is read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from events.classified_events import (
    dialect_of,
    full_meaning,
    lines_in,
    read_customer_events,
    read_order_events,
    read_positions,
)
from events.filters import CUSTOMER, ORDER, TABLES
from events.kind_store import Contents
from events.meaning.kind_codes import MEANT, PARTIAL
from events.summaries.order_summary import STEPS, OrderSummary, summarize_orders
from events.tables import order_events, order_lines, orders
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from events.classified_events import ClassifiedEvent, LegacyKind
    from events.filters import Filters
    from events.kind_store import StoredKinds
    from events.meaning.meaning import Meaning
    from events.tables import Reader

_STEP_CODES = frozenset(code for code, (_, shown) in MEANT.items() if shown in STEPS)
_SUMMED = (Kind.AUTHORIZED, Kind.PAID, Kind.REFUNDED)
_READ_ALL = "SET LOCAL cursor_tuple_fraction = 1; SET LOCAL work_mem = '64MB'; SET LOCAL jit = off"
"""All rows are wanted, not the first of them soon, and there is memory to sort them."""

_CACHE = "PRAGMA cache_size = -65536"
"""In KiB. With SQLite's usual 2 MiB, each row that is looked up costs a page of the file."""

_TOGETHER = 500
"""Orders whose texts are read in one go."""

KindCounts = Counter[Kind]
SummedKinds = Callable[[OrderSummary], Sequence[Kind]]


def expect_all(reader: Reader) -> None:
    """Let a server plan the queries of this transaction for all of their rows; give SQLite memory."""
    reader.execute(text(_READ_ALL if dialect_of(reader) == "postgresql" else _CACHE))


class StoredEvent:
    """An event whose kind was stored, for a summary: see `SummaryEvent`. The rest is read if asked for."""

    __slots__ = ("_contents", "_meaning", "date", "display_kind", "id", "is_partial", "kind")

    def __init__(self, number: int, date: int, code: int, contents: Contents) -> None:
        self.id, self.date, self._contents = number, date, contents
        self.kind, self.display_kind = MEANT[code]
        self.is_partial = code in PARTIAL
        self._meaning: Meaning | None = None

    @property
    def code(self) -> str:
        """The code of its type."""
        return self._contents.get(self.id)[0]

    @property
    def meaning(self) -> Meaning:
        """Its full meaning."""
        if self._meaning is None:
            self._meaning = full_meaning(*self._contents.get(self.id), self.display_kind)
        return self._meaning

    @property
    def lines(self) -> frozenset[int]:
        """The ids of the order's lines that it names."""
        return lines_in(*self._contents.get(self.id))


def read_summaries(
    reader: Reader,
    filters: Filters,
    *,
    legacy: LegacyKind | None,
    kinds: StoredKinds | None,
    counts: KindCounts | None = None,
    summed: SummedKinds | None = None,
) -> Iterator[OrderSummary]:
    """A summary of each order that has events which pass the filters. `counts` gets the numbers of these
    events by displayed kind. `legacy` is not needed with `kinds`. `summed` names the kinds of an order whose
    totals will be asked for."""
    expect_all(reader)
    if kinds is not None:
        return _with_texts(_summarize(reader, filters, kinds, counts), summed or _if_refunded)
    events = read_order_events(reader, filters, legacy)
    return summarize_orders(events if counts is None else _counted(events, counts))


def count_customer_kinds(
    reader: Reader, filters: Filters, *, legacy: LegacyKind | None, kinds: StoredKinds | None
) -> KindCounts:
    """The numbers of customer events that pass the filters by displayed kind."""
    if kinds is None:
        return Counter(event.display_kind for event in read_customer_events(reader, filters, legacy))
    codes: Counter[int] = Counter()
    for page in read_positions(reader, TABLES[CUSTOMER], filters, order=()):
        codes.update(kinds.codes(CUSTOMER, [number for _, _, number in page]))
    return _by_kind(codes)


def read_lines(reader: Reader, which: ColumnElement[bool]) -> Mapping[int, frozenset[int]]:
    """The ids of the lines of these orders, by order; an order without lines is left out."""
    own, found = order_lines.c, defaultdict[int, list[int]](list)
    for order, line in reader.execute(select(own.order_id, own.id).where(which)).all():
        found[order].append(line)
    return {order: frozenset(lines) for order, lines in found.items()}


def with_currencies(reader: Reader, summaries: Iterable[OrderSummary]) -> Iterator[OrderSummary]:
    """The same summaries, some at a time, those that have a refund with their order's currency."""
    rest = iter(summaries)
    while some := list(islice(rest, _TOGETHER)):
        refunded = {one.order: one for one in some if Kind.REFUNDED in one.steps}
        own = orders.c
        wanted = select(own.id, own.currency).where(own.id.in_([*refunded]))
        for order, currency in reader.execute(wanted) if refunded else ():
            refunded[order].currency = currency
        yield from some


def _counted(events: Iterable[ClassifiedEvent], counts: KindCounts) -> Iterator[ClassifiedEvent]:
    for event in events:
        counts[event.display_kind] += 1
        yield event


def _by_kind(codes: Counter[int]) -> KindCounts:
    found: KindCounts = Counter()
    for code, number in codes.items():
        found[MEANT[code][1]] += number
    return found


def _summarize(
    reader: Reader, filters: Filters, kinds: StoredKinds, counts: KindCounts | None
) -> Iterator[tuple[OrderSummary, Contents]]:
    """One long function, because every step of it runs for each of millions of events."""
    own, contents = order_events.c, Contents(kinds.connection, order_events)
    codes: Counter[int] = Counter()
    summary, is_first = OrderSummary(), True
    for page in read_positions(reader, order_events, filters, order=(own.order_id, own.date, own.id)):
        found = kinds.codes(ORDER, [number for _, _, number in page])
        for (order, date, number), code in zip(page, found, strict=True):
            if order != summary.order or is_first:
                if not is_first:
                    yield summary, contents
                summary, is_first = OrderSummary(order=order), False
            if code in _STEP_CODES:
                summary.add(StoredEvent(number, date, code, contents))
            else:
                kind, shown = MEANT[code]
                summary.note(shown, date, is_status=kind is Kind.STATUS, is_partial=code in PARTIAL)
        if counts is not None:
            codes.update(found)
    if not is_first:
        yield summary, contents
    if counts is not None:
        counts.update(_by_kind(codes))


def _with_texts(
    summaries: Iterator[tuple[OrderSummary, Contents]], summed: SummedKinds
) -> Iterator[OrderSummary]:
    """The summaries, some at a time, with the texts that their sums need."""
    while some := list(islice(summaries, _TOGETHER)):
        wanted = [
            event.id
            for summary, _ in some
            for kind in summed(summary)
            for event in chain(summary.steps.get(kind, ()), summary.again.get(kind, ()))
            if isinstance(event, StoredEvent)
        ]
        if wanted:
            some[0][1].prefetch(wanted)
        yield from (summary for summary, _ in some)


def _if_refunded(summary: OrderSummary) -> Sequence[Kind]:
    return _SUMMED if Kind.REFUNDED in summary.steps else ()
