"""Counts of events as one document and as plain records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cli.render import records as shapes
from cli.render.order_examples import order_numbers
from events.periods import PERIODS, place_of, with_empty
from events.statistics.event_counts import EventCount

if TYPE_CHECKING:
    from events.account.people import Person
    from events.order_examples import OrderName
    from events.statistics.money_sums import MoneySum, SumsByPeriod
    from events.statistics.stats import Stats
    from events.statistics.step_durations import Duration
    from events.vocabulary.kinds import Kind

COLUMNS = (
    "group",
    "name",
    "events",
    "orders",
    "backwards",
    "median_seconds",
    "p90_seconds",
    "examples",
    "amount",
    "currency",
)


@dataclass(frozen=True, kw_only=True)
class StatsView:
    """The counts, those of imported events by source (name, shop, events), which authors are only a
    legacy name, the sources of those whose name another one has (`apart`), and the only group to show (empty
    for all). `by_kind` has the months of each of several kinds that were asked for, each on its own."""

    stats: Stats
    sources: list[tuple[str, str, int]]
    legacy: set[int]
    apart: Mapping[int, str] = field(default_factory=dict)
    group: str = ""
    by_kind: Mapping[Kind, Sequence[EventCount]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of `records`: `COLUMNS`, and one for each of several kinds."""
        return (*COLUMNS, *(kind.value for kind in self.by_kind))

    def periods(self) -> list[EventCount]:
        """The periods that were asked for, those without events too."""
        by: Any = self.group
        known = {one.name: one for one in (self.stats.months if by == "month" else self.stats.periods)}
        return [known.get(name) or EventCount(name=name, events=0) for name in with_empty(known, by)]

    def periods_by_kind(self) -> list[tuple[EventCount, dict[Kind, int]]]:
        """The periods with the number of events of each of several kinds."""
        numbers = {kind: {one.name: one.events for one in of} for kind, of in self.by_kind.items()}
        return [(one, {kind: of.get(one.name, 0) for kind, of in numbers.items()}) for one in self.periods()]

    @property
    def recorded(self) -> int:
        """How many events no import brought."""
        return self.stats.events - sum(number for _, _, number in self.sources)


def document(counted: StatsView) -> dict[str, Any]:
    """Everything, or the one group, as one document; `user` is null for the system, `source` for what was
    not imported."""
    stats = counted.stats
    extent: dict[str, Any] = {
        "events": stats.events,
        "first": shapes.moment(stats.first) if stats.first else None,
        "last": shapes.moment(stats.last) if stats.last else None,
    }
    if stats.sums:
        extent["sums"] = list(_sums(counted))
    if counted.by_kind:
        periods = [
            {
                counted.group: one.name,
                "events": one.events,
                "kinds": {kind.value: n for kind, n in of.items()},
            }
            for one, of in counted.periods_by_kind()
        ]
        return {**extent, f"{counted.group}s": periods}
    if counted.group in PERIODS:
        return {**extent, f"{counted.group}s": _named(counted.group, counted.periods())}
    groups = _groups(counted)
    names = {f"{counted.group}s"} if counted.group else groups.keys()
    if counted.group == "author":  # the list may be cut
        names = {*names, "all_authors"}
    return {**extent, **{name: group for name, group in groups.items() if name in names}}


def _groups(counted: StatsView) -> dict[str, Any]:
    stats = counted.stats
    return {
        "months": _named("month", stats.months),
        "days": _named("day", stats.days),
        "types": _named("code", stats.types),
        "kinds": [
            {"kind": one.name, "events": one.events, "examples": order_numbers(one.examples)}
            for one in stats.kinds
        ],
        "authors": [
            {
                "user": _name(one.who, counted),
                "events": one.events,
                "examples": order_numbers(one.examples),
            }
            for one in stats.authors
        ],
        "all_authors": stats.all_authors,
        "sources": [
            {"source": name, "shop": shop, "events": number} for name, shop, number in all_sources(counted)
        ],
        "shops": _named("shop", stats.shops),
        "durations": [
            {
                "from": one.start.value,
                "to": one.end.value,
                **_spans(one),
                "examples": order_numbers(one.slowest),
            }
            for one in stats.durations
        ],
    }


def _sums(counted: StatsView) -> Iterator[dict[str, Any]]:
    """Amounts by kind and currency, of each month or year where that is the group; those that are not known
    are a row of their own, so that `payments` adds up over the rows."""
    for period, kind, one in period_sums(counted.stats.sums, counted.group):
        own = {"period": period or None, "kind": kind.value}
        for currency, amount in sorted(one.amounts.items()):
            number = {"payments": one.counts[currency], "without_amount": 0}
            yield {**own, "currency": currency or None, "amount": f"{amount:f}", **number}
        if one.unknown:
            number = {"payments": one.unknown, "without_amount": one.unknown}
            yield {**own, "currency": None, "amount": None, **number}


def period_sums(sums: SumsByPeriod, group: str) -> list[tuple[str, Kind, MoneySum]]:
    """The sums by period and kind; where `group` is no period, those of all time."""
    is_period = group in PERIODS
    found = [(name or "", kind, one) for (kind, name), one in sums.items() if (name is not None) == is_period]
    return sorted(found, key=lambda one: (place_of(one[0]), one[1]))


def records(counted: StatsView) -> Iterator[dict[str, Any]]:
    """The same as rows: the group a count belongs to, its name, and the numbers."""
    if counted.by_kind:
        for count, of in counted.periods_by_kind():
            numbers = {kind.value: number for kind, number in of.items()}
            yield {"group": counted.group, "name": count.name, "events": count.events, **numbers}
    elif counted.group in PERIODS:
        for one in counted.periods():
            more = {"examples": _examples(one.examples)} if one.examples else {}
            yield {"group": counted.group, "name": one.name, "events": one.events, **more}
    else:
        yield from (row for row in _records(counted) if counted.group in ("", row["group"]))
    for row in _sums(counted):
        name = " ".join(filter(None, (row["period"], row["kind"])))
        money = {"amount": row["amount"], "currency": row["currency"]}
        yield {"group": "amount", "name": name, "events": row["payments"], **money}


def _records(counted: StatsView) -> Iterator[dict[str, Any]]:
    stats = counted.stats
    yield {"group": "all", "name": None, "events": stats.events}
    groups = {
        "month": stats.months,
        "day": stats.days,
        "type": stats.types,
        "kind": stats.kinds,
        "shop": stats.shops,
    }
    for group, tallies in groups.items():
        yield from (
            {"group": group, "name": one.name, "events": one.events, "examples": _examples(one.examples)}
            for one in tallies
        )
    for author in stats.authors:
        who = _name(author.who, counted)
        yield {
            "group": "author",
            "name": who,
            "events": author.events,
            "examples": _examples(author.examples),
        }
    for name, shop, number in all_sources(counted):
        yield {"group": "source", "name": f"{shop}/{name}" if shop else name, "events": number}
    for one in stats.durations:
        name = f"{one.start}-{one.end}"
        yield {"group": "duration", "name": name, **_spans(one), "examples": _examples(one.slowest)}


def _examples(names: Sequence[OrderName]) -> str | None:
    return ", ".join(order_numbers(names)) or None


def _named(key: str, tallies: Sequence[EventCount]) -> list[dict[str, Any]]:
    return [{key: one.name, "events": one.events, **_orders_of(one.examples)} for one in tallies]


def _orders_of(names: Sequence[OrderName]) -> dict[str, list[str]]:
    return {"examples": order_numbers(names)} if names else {}


def all_sources(counted: StatsView) -> list[tuple[str | None, str, int]]:
    """Each source (None for what was recorded here), its shop, and the number of its events."""
    recorded = [(None, "", counted.recorded)] if counted.recorded else []
    return [*counted.sources, *recorded]


def _spans(one: Duration) -> dict[str, Any]:
    return {
        "orders": one.orders,
        "backwards": one.backwards,
        "median_seconds": one.median.total_seconds() if one.median is not None else None,
        "p90_seconds": one.p90.total_seconds() if one.p90 is not None else None,
    }


def _name(who: Person | None, counted: StatsView) -> str | None:
    """An author as `--user` finds them: where two have the name, with the source."""
    apart = counted.apart.get(who.id or 0) if who else None
    return None if who is None else f"{who.label} ({apart})" if apart else who.label
