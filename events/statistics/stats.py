"""Statistics: events by month, type, kind, author and shop, and how long orders take.

The database counts. Kinds and durations depend on what legacy messages mean, which the database does not
know: they take one pass over the events, one order at a time, and no texts where kinds are stored.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from itertools import chain, islice
from typing import TYPE_CHECKING

from sqlalchemy import func, select, union_all

from events.account.people import Person, columns, from_columns
from events.filters import ORDER, TABLES
from events.meaning.kind_codes import MEANT
from events.order_examples import EXAMPLES, named, read_names
from events.statistics.event_counts import (
    EventCount,
    count_days,
    count_months,
    count_periods,
    count_types,
    in_order,
    read_extent,
    select_events,
)
from events.statistics.group_examples import add_months_examples, add_shops_examples, read_authors_examples
from events.statistics.money_sums import SumsByPeriod, add_up, add_up_money, has_period
from events.statistics.step_durations import Duration, StepSpans, add_spans, as_duration
from events.statistics.zone_offsets import countable_zone
from events.summaries.shop_signs import ShopSigns
from events.summaries.store import read_moments
from events.summaries.stored_summaries import count_customer_kinds, expect_all, read_summaries
from events.tables import customer_events, order_events, orders, users
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.classified_events import LegacyKind
    from events.filters import Filters
    from events.kind_store import StoredKinds
    from events.order_examples import OrderName
    from events.periods import Period
    from events.summaries.order_summary import OrderSummary
    from events.tables import Reader

_LOOKED_AT = (20, 200, 2000)
"""Events of each kind whose orders are looked at, in one query after the other: an order may have many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthorEventCount:
    """The number of events by an author, with orders that have some; None is the system."""

    who: Person | None
    events: int
    examples: Sequence[OrderName] = field(default=(), compare=False)


@dataclass(frozen=True, kw_only=True)
class Stats:
    """The results. `days` are those of `count_days` up to the last event that have any; `authors` has the
    most active ones, of `all_authors` in total; `zone` is that of the months and days."""

    events: int
    first: datetime | None
    last: datetime | None
    months: list[EventCount]
    days: list[EventCount]
    types: list[EventCount]
    kinds: list[EventCount]
    authors: list[AuthorEventCount]
    all_authors: int
    shops: list[EventCount]
    durations: list[Duration]
    sums: SumsByPeriod = field(default_factory=dict)
    zone: tzinfo = UTC
    periods: list[EventCount] = field(default_factory=list)


def stats(
    reader: Reader,
    filters: Filters,
    *,
    authors: int,
    legacy: LegacyKind | None = None,
    stored: StoredKinds | None = None,
    has_summaries: bool = False,
    summed: frozenset[Kind] = frozenset(),
    of_all_kinds: Filters | None = None,
    with_kinds: bool = True,
    zone: tzinfo = UTC,
    period: Period | None = None,
) -> Stats:
    """Count the events that pass the filters; `authors` is how many authors to name. `stored` kinds take the
    place of classifying messages with the `legacy` words. With filters, the amounts of the kinds that are
    `summed` are added up, by `of_all_kinds`: the filters before they were restricted to kinds.
    Without `with_kinds`, neither kinds nor durations are looked at. Without filters, kinds are counted in the
    store, and durations come from the stored summaries of orders, where there are any. Months, days and the
    periods that are asked for are those of `zone`."""
    expect_all(reader)
    extents = [read_extent(reader, table, filters) for table in TABLES.values()]
    counts, firsts, lasts = zip(*extents, strict=True)
    first, last = min(filter(None, firsts), default=None), max(filter(None, lasts), default=None)
    zone, by = countable_zone(zone, first, last), period or "month"
    is_stored = has_summaries and stored is not None and not filters.hiding
    sums: SumsByPeriod = {}
    kinds: list[EventCount] = []
    durations: list[Duration] = []
    if is_stored and stored is not None:
        kinds, durations = _stored_meanings(reader, stored)
    elif with_kinds:
        # Events of one kind alone do not say all of their amounts.
        are_apart = summed and (has_period(filters) or of_all_kinds is not None)
        if are_apart:
            of_all_kinds = of_all_kinds or filters
            sums = add_up(
                reader,
                of_all_kinds,
                of_all_kinds,
                legacy=legacy,
                stored=stored,
                summed=summed,
                by=by,
                zone=zone,
            )
        wanted = frozenset() if are_apart else summed
        kinds, durations = _meanings(
            reader, filters, legacy, stored, summed=wanted, sums=sums, zone=zone, by=by
        )
    months, shops = count_months(reader, filters, first, last, zone), _shops(reader, filters)
    most, all_authors = _authors(reader, filters, authors, events=sum(counts))
    return Stats(
        events=sum(counts),
        first=first,
        last=last,
        months=months if filters.hiding else add_months_examples(reader, months, zone),
        days=count_days(reader, filters, last, zone),
        types=count_types(reader, filters),
        kinds=kinds,
        authors=most if filters.hiding else _with_orders(reader, most),
        all_authors=all_authors,
        shops=shops if filters.hiding else add_shops_examples(reader, shops),
        durations=durations,
        sums=sums,
        zone=zone,
        periods=count_periods(reader, filters, period, first=first, last=last, zone=zone) if period else [],
    )


def _authors(
    reader: Reader, filters: Filters, most: int, *, events: int
) -> tuple[list[AuthorEventCount], int]:
    """The authors of most events, and how many there are. Without filters, people are counted in the index
    of authors, and the rest of the events have none."""
    parts = []
    for table in TABLES.values():
        author = table.c.user_id.label("author")
        part = select_events(table, filters, author, func.count().label("n")).group_by(author)
        parts.append(part if filters.hiding else part.where(author.is_not(None)))
    both = union_all(*parts).subquery()
    summed = select(both.c.author, func.sum(both.c.n).label("n")).group_by(both.c.author).subquery()
    first = (summed.c.n.desc(), summed.c.author.is_(None), summed.c.author)
    in_all = (func.count().over().label("authors"), func.sum(summed.c.n).over().label("events"))
    # Only those few are looked up, not everybody who ever acted.
    best = select(*in_all, summed.c.n, summed.c.author).order_by(*first).limit(most).subquery()
    rows = (
        select(best.c.authors, best.c.events, best.c.n, *columns(users))
        .select_from(best)
        .outerjoin(users, users.c.id == best.c.author)
        .order_by(best.c.n.desc(), best.c.author.is_(None), best.c.author)
    )
    found = reader.execute(rows).all()
    named = [AuthorEventCount(who=from_columns(tuple(who)), events=int(n)) for _, _, n, *who in found]
    number, by_people = (int(found[0][0]), int(found[0][1])) if found else (0, 0)
    if filters.hiding or by_people >= events:  # some may have come since they were counted
        return named, number
    named.append(AuthorEventCount(who=None, events=events - by_people))
    named.sort(key=lambda one: (-one.events, one.who is None))
    return named[:most], number + 1


def _with_orders(reader: Reader, authors: list[AuthorEventCount]) -> list[AuthorEventCount]:
    """The authors with orders to open; looking for those of the system could take as long as counting."""
    known = [one.who.id for one in authors if one.who is not None and one.who.id is not None]
    orders_of = read_authors_examples(reader, known)
    return [
        replace(one, examples=orders_of.get(one.who.id or 0, ())) if one.who is not None else one
        for one in authors
    ]


def _shops(reader: Reader, filters: Filters) -> list[EventCount]:
    """Events by the shop of their order; a customer's events without an order are of no shop.

    Where all orders are of one shop, and nothing is filtered, their events need not be grouped.
    """
    found: Counter[str] = Counter()
    shops = reader.scalars(select(orders.c.shop).distinct().limit(2)).all()
    for table in (order_events, customer_events):
        if len(shops) == 1 and not filters.hiding:
            found[shops[0]] += reader.scalar(select(func.count()).where(table.c.order_id.is_not(None))) or 0
            continue
        per_order = select_events(table, filters, table.c.order_id, func.count().label("n")).group_by(
            table.c.order_id
        )
        part = per_order.subquery()
        joined = part.join(orders, orders.c.id == part.c.order_id)
        rows = select(orders.c.shop, func.sum(part.c.n)).select_from(joined).group_by(orders.c.shop)
        for shop, events in reader.execute(rows):
            found[shop] += int(events)
    return in_order(+found)


def _meanings(
    reader: Reader,
    filters: Filters,
    legacy: LegacyKind | None,
    stored: StoredKinds | None,
    *,
    summed: frozenset[Kind],
    sums: SumsByPeriod,
    zone: tzinfo,
    by: Period,
) -> tuple[list[EventCount], list[Duration]]:
    counts = count_customer_kinds(reader, filters, legacy=legacy, kinds=stored)
    needed = sorted({*summed, Kind.AUTHORIZED}) if summed else []
    orders = read_summaries(
        reader, filters, legacy=legacy, kinds=stored, counts=counts, summed=lambda _: needed
    )
    signs = ShopSigns(reader, legacy)
    orders = add_up_money(reader, orders, summed, sums, zone, by=by, signs=signs) if summed else orders
    examples: dict[Kind, list[int]] = {kind: [] for kind in Kind}
    taken = add_spans(
        (one.order, one.first.get(Kind.PLACED), one.first.get(Kind.PAID), one.first.get(Kind.SHIPPED))
        for one in _with_examples(orders, examples)
    )
    return _named(reader, counts, examples, taken)


def _stored_meanings(reader: Reader, stored: StoredKinds) -> tuple[list[EventCount], list[Duration]]:
    """The same of all events, without reading them."""
    kinds: Counter[Kind] = Counter()
    for letter in TABLES:
        for code, (_, kind) in MEANT.items():
            kinds[kind] += stored.pages(letter).count([code])
    taken = add_spans(one for page in read_moments(reader) for one in page)
    return _named(reader, +kinds, _stored_examples(reader, stored), taken)


def _stored_examples(reader: Reader, stored: StoredKinds) -> dict[Kind, list[int]]:
    """Orders of the first events of each kind."""
    codes: dict[Kind, list[int]] = defaultdict(list)
    for code, (_, kind) in MEANT.items():
        codes[kind].append(code)
    return {kind: _first_orders(reader, stored.pages(ORDER).ids(of)) for kind, of in codes.items()}


def _first_orders(reader: Reader, events: Iterator[int]) -> list[int]:
    """The first different orders of these events, as far as some thousands of events name them."""
    own = order_events.c
    found: dict[int, None] = {}
    for size in _LOOKED_AT:
        ids = list(islice(events, size))
        found |= dict.fromkeys(reader.scalars(select(own.order_id).where(own.id.in_(ids)).order_by(own.id)))
        if len(found) >= EXAMPLES or len(ids) < size:
            break
    return list(found)[:EXAMPLES]


def _named(
    reader: Reader,
    counts: Counter[Kind],
    examples: Mapping[Kind, list[int]],
    taken: Mapping[tuple[Kind, Kind], StepSpans],
) -> tuple[list[EventCount], list[Duration]]:
    """The kinds and durations, with the numbers of the orders that stand for them."""
    ids = {*chain.from_iterable(examples.values()), *(order for one in taken.values() for order in one.ids())}
    names = read_names(reader, ids)
    by_kind = {kind: named(found, names) for kind, found in examples.items()}
    durations = [as_duration(start, end, one, names) for (start, end), one in taken.items()]
    return in_order(counts, by_kind), durations


def _with_examples(
    summaries: Iterable[OrderSummary], examples: Mapping[Kind, list[int]]
) -> Iterator[OrderSummary]:
    """The same summaries; `examples` gets the first orders that have each kind."""
    wanted = set(examples)
    for summary in summaries:
        for kind in wanted & summary.first.keys():
            examples[kind].append(summary.order or 0)
            if len(examples[kind]) == EXAMPLES:
                wanted.discard(kind)
        yield summary
