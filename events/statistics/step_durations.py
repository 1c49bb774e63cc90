"""How long orders take from the first event of one kind to the first of another."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from events.order_examples import Longest, OrderName, named
from events.statistics.quantiles import mark, median
from events.vocabulary.kinds import Kind

STEPS = ((Kind.PLACED, Kind.PAID), (Kind.PAID, Kind.SHIPPED), (Kind.PLACED, Kind.SHIPPED))
"""The steps between which durations are measured."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Duration:
    """How long orders took from the first event of one kind to the first of another. `orders` had both, in
    this order, of which `slowest` took longest; `backwards` had them the other way round, and are not in
    `median` and `p90`."""

    start: Kind
    end: Kind
    orders: int
    backwards: int
    median: timedelta | None
    p90: timedelta | None
    slowest: Sequence[OrderName] = ()


class StepSpans(Longest):
    """How long orders took, in microseconds: eight bytes for each; a negative one went backwards."""

    __slots__ = ("all",)

    def __init__(self) -> None:
        super().__init__()
        self.all = array("q")


def add_spans(moments: Iterable[Sequence[int | None]]) -> dict[tuple[Kind, Kind], StepSpans]:
    """How long orders took from step to step. `moments` are an order's id, and when it was first placed, paid
    and shipped."""
    found = {step: StepSpans() for step in STEPS}
    for order, placed, paid, shipped in moments:
        for step, start, end in zip(STEPS, (placed, paid, placed), (paid, shipped, shipped), strict=True):
            if start is not None and end is not None:
                found[step].all.append(end - start)
                if end >= start:
                    found[step].add(end - start, order)
    return found


def as_duration(start: Kind, end: Kind, taken: StepSpans, names: Mapping[int, OrderName]) -> Duration:
    """The spans between two steps as medians, with the orders that took longest; `names` are by id."""
    forward = array("q", (span for span in taken.all if span >= 0))
    return Duration(
        start=start,
        end=end,
        orders=len(forward),
        backwards=len(taken.all) - len(forward),
        median=timedelta(microseconds=median(forward)) if forward else None,
        p90=timedelta(microseconds=mark(forward, 0.9)) if forward else None,
        slowest=named(taken.ids(), names),
    )
