"""The paths that orders take through their steps, and how long they wait between two of them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from decimal import Decimal
from math import fsum
from typing import TYPE_CHECKING

from events.database.types import from_microseconds
from events.errors import UsageError
from events.order_examples import EXAMPLES, Longest, OrderName, named, read_names
from events.periods import Period, period_of, place_of
from events.statistics.order_steps import OrderSteps, read_order_steps
from events.statistics.quantiles import mark, median
from events.statistics.unrecorded_steps import StepWithoutEvent, UnrecordedSteps
from events.summaries.order_summary import STEPS
from events.vocabulary.kinds import Kind
from events.vocabulary.words import kind_called

if TYPE_CHECKING:
    from events.classified_events import LegacyKind
    from events.filters import Filters
    from events.kind_store import StoredKinds
    from events.tables import Reader

Pair = tuple[Kind, Kind]
"""Two steps: from which an order waits, and for which."""

PAIRS: tuple[Pair, ...] = (
    (Kind.PLACED, Kind.PAID),
    (Kind.PAID, Kind.SHIPPED),
    (Kind.PLACED, Kind.SHIPPED),
    (Kind.SHIPPED, Kind.DELIVERED),
    (Kind.PAID, Kind.REFUNDED),
)
"""The steps between which orders wait."""

MOST_PATHS = 10_000
"""Different paths that are kept apart; orders of further ones are counted together."""

_SECOND = 1_000_000


@dataclass(frozen=True, kw_only=True)
class OrderPath:
    """Orders whose steps came in the same order.

    `median` is in seconds, from the first step to the last. `refunded` are the amounts that went back, by
    currency ("" where unknown).
    """

    steps: tuple[Kind, ...]
    orders: int
    median: float
    refunded: Mapping[str, Decimal]
    examples: Sequence[OrderName]


@dataclass(frozen=True, kw_only=True)
class PathsFound:
    """All orders that have events, those with a step, and the most frequent of their different paths."""

    orders: int
    with_steps: int
    different: int
    paths: Sequence[OrderPath]


@dataclass(frozen=True, kw_only=True)
class WaitsOfPeriod:
    """The waits that began in a period, in seconds; `orders` of them, of which `slowest` waited longest.
    `name` is that of `period_of`."""

    name: str
    orders: int
    median: float
    average: float
    p90: float
    slowest: Sequence[OrderName]


@dataclass(frozen=True, kw_only=True)
class OrderWait:
    """How long orders waited from their first `start` to their first `end`, in seconds.

    `orders` had both in this order; `started` had the first. `slowest` are those that waited longest.
    """

    start: Kind
    end: Kind
    started: int
    orders: int
    median: float
    average: float
    p90: float
    periods: Sequence[WaitsOfPeriod]
    slowest: Sequence[OrderName]


@dataclass(frozen=True, kw_only=True)
class WaitsFound:
    """All orders that have events, the waits between the steps asked for that any of them has, and the steps
    of these that some took at an unknown time, so that no wait of theirs is counted."""

    orders: int
    waits: Sequence[OrderWait]
    without_event: Sequence[StepWithoutEvent] = ()


@dataclass(kw_only=True)
class _Path:
    spans: array[float] = field(default_factory=lambda: array("d"))
    refunded: dict[str, Decimal] = field(default_factory=dict)
    examples: list[int] = field(default_factory=list)


@dataclass(kw_only=True)
class _Waits:
    spans: array[float] = field(default_factory=lambda: array("d"))
    slowest: Longest = field(default_factory=Longest)


@dataclass(kw_only=True)
class _Wait:
    started: int = 0
    periods: dict[str, _Waits] = field(default_factory=lambda: defaultdict(_Waits))
    slowest: Longest = field(default_factory=Longest)

    def examples(self) -> Iterator[int]:
        yield from self.slowest.ids()
        for period in self.periods.values():
            yield from period.slowest.ids()


def find_paths(
    reader: Reader,
    filters: Filters,
    *,
    limit: int,
    legacy: LegacyKind | None,
    stored: StoredKinds | None = None,
    has_summaries: bool = False,
) -> PathsFound:
    """The most frequent paths of the orders: see `read_order_steps`. Steps of one moment come in the order of
    `STEPS`."""
    found: dict[tuple[Kind, ...], _Path] = {}
    read = 0
    for order in read_order_steps(
        reader, filters, legacy=legacy, stored=stored, has_summaries=has_summaries, with_refunds=True
    ):
        read += 1
        steps = tuple(sorted(order.first, key=order.first.__getitem__))
        if steps:
            known = steps in found or len(found) < MOST_PATHS
            _add_order(found.setdefault(steps if known else (), _Path()), order, steps)
    best = sorted(found.items(), key=lambda pair: -len(pair[1].spans))
    names = read_names(reader, [order for _, path in best[:limit] for order in path.examples])
    return PathsFound(
        orders=read,
        with_steps=sum(len(path.spans) for path in found.values()),
        different=len(found),
        paths=[
            OrderPath(
                steps=steps,
                orders=len(path.spans),
                median=median(path.spans),
                refunded=path.refunded,
                examples=named(path.examples, names),
            )
            for steps, path in best[:limit]
        ],
    )


def _add_order(path: _Path, order: OrderSteps, steps: Sequence[Kind]) -> None:
    path.spans.append((order.first[steps[-1]] - order.first[steps[0]]) / _SECOND)
    for currency, amount in order.refunded.items():
        path.refunded[currency] = path.refunded.get(currency, Decimal()) + amount
    if len(path.examples) < EXAMPLES:
        path.examples.append(order.order)


def find_waits(
    reader: Reader,
    filters: Filters,
    *,
    legacy: LegacyKind | None,
    stored: StoredKinds | None = None,
    has_summaries: bool = False,
    pairs: Sequence[Pair] = PAIRS,
    by: Period = "year",
    zone: tzinfo = UTC,
    has_whole_orders: bool = True,
) -> WaitsFound:
    """How long orders waited between two steps, by when the wait began in `zone`: see `read_order_steps`.

    Where filters may hide some events of an order and not others, it is not known which steps have none.
    """
    found = {pair: _Wait() for pair in pairs}
    lacking = UnrecordedSteps(step for pair in pairs if has_whole_orders for step in pair)
    read = 0
    for order in read_order_steps(
        reader, filters, legacy=legacy, stored=stored, has_summaries=has_summaries, with_refunds=False
    ):
        read += 1
        lacking.add(order)
        for (start, end), wait in found.items():
            spanned = _span(order, start, end)
            wait.started += start in order.first
            if spanned is not None:
                period = period_of(from_microseconds(order.first[start]), by, zone)
                _add_wait(wait, order.order, spanned, period)
    names = read_names(reader, {order for wait in found.values() for order in wait.examples()})
    waits = (_as_wait(start, end, wait, names) for (start, end), wait in found.items())
    return WaitsFound(
        orders=read,
        waits=[wait for wait in waits if wait.orders],
        without_event=lacking.found(),
    )


def pairs_of(words: Sequence[str]) -> Sequence[Pair]:
    """The steps that words name: two of them in this order, those of `PAIRS` with one step, or all of them.

    Raises `UsageError` for other words.
    """
    named = [kind_called(word) for word in words]
    unknown = next((word for word, kind in zip(words, named, strict=True) if kind not in STEPS), None)
    if unknown is not None:
        raise UsageError(f"{unknown!r} is no step of an order. The steps are {', '.join(STEPS)}.")
    steps = list(map(Kind.parse, named))
    if len(steps) > 2 or len(set(steps)) < len(steps):
        raise UsageError("Name the step that orders wait from and the one they wait for: paid shipped.")
    if len(steps) == 2:
        return [(steps[0], steps[1])]
    return [pair for pair in PAIRS if not steps or steps[0] in pair]


def _span(order: OrderSteps, start: Kind, end: Kind) -> float | None:
    """The seconds from the first step to the other, if that came later."""
    began, ended = order.first.get(start), order.first.get(end)
    return None if began is None or ended is None or ended < began else (ended - began) / _SECOND


def _add_wait(wait: _Wait, order: int, seconds: float, period: str) -> None:
    of = wait.periods[period]
    of.spans.append(seconds)
    of.slowest.add(seconds, order)
    wait.slowest.add(seconds, order)


def _as_wait(start: Kind, end: Kind, wait: _Wait, names: Mapping[int, OrderName]) -> OrderWait:
    spans = array("d", (span for period in wait.periods.values() for span in period.spans))
    return OrderWait(
        start=start,
        end=end,
        started=wait.started,
        orders=len(spans),
        median=median(spans),
        average=_average(spans),
        p90=mark(spans, 0.9),
        periods=[
            WaitsOfPeriod(
                name=period,
                orders=len(of.spans),
                median=median(of.spans),
                average=_average(of.spans),
                p90=mark(of.spans, 0.9),
                slowest=named(of.slowest.ids(), names),
            )
            for period, of in sorted(wait.periods.items(), key=lambda one: place_of(one[0]))
        ],
        slowest=named(wait.slowest.ids(), names),
    )


def _average(spans: Sequence[float]) -> float:
    return fsum(spans) / len(spans) if spans else 0.0
