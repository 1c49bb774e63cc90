"""The steps that each order took, and when first: from the stored summaries, else from the events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from events.filters import Filters
from events.summaries.order_summary import STEPS
from events.summaries.shop_signs import with_units
from events.summaries.store import read_first_steps
from events.summaries.stored_summaries import expect_all, read_summaries
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.classified_events import LegacyKind
    from events.kind_store import StoredKinds
    from events.summaries.order_summary import OrderSummary
    from events.tables import Reader

_NOTHING: Mapping[str, Decimal] = MappingProxyType({})
_REFUNDED = STEPS.index(Kind.REFUNDED)


class OrderSteps(NamedTuple):
    """The first moment of each of `STEPS` that an order took, in microseconds since 1970, and the amounts
    that went back, by currency ("" where unknown)."""

    order: int
    first: Mapping[Kind, int]
    refunded: Mapping[str, Decimal]


def read_order_steps(
    reader: Reader,
    filters: Filters,
    *,
    legacy: LegacyKind | None,
    stored: StoredKinds | None,
    has_summaries: bool,
    with_refunds: bool,
) -> Iterator[OrderSteps]:
    """The steps of each order that has events which pass the filters, with `refunded` only `with_refunds`.

    Without filters, stored summaries, where there are any, take the place of reading all events.
    """
    if not has_summaries or filters.hiding:
        read = read_summaries(reader, filters, legacy=legacy, kinds=stored)
        summaries = with_units(reader, read, legacy)
        return (_of_summary(one, with_refunds=with_refunds) for one in summaries)
    expect_all(reader)
    return _stored(reader, legacy, stored, with_refunds=with_refunds)


def _of_summary(summary: OrderSummary, *, with_refunds: bool) -> OrderSteps:
    first = {kind: moment for kind in STEPS if (moment := summary.first.get(kind)) is not None}
    return OrderSteps(summary.order or 0, first, _refunded(summary) if with_refunds else _NOTHING)


def _refunded(summary: OrderSummary) -> Mapping[str, Decimal]:
    totals = summary.totals(Kind.REFUNDED) if Kind.REFUNDED in summary.steps else None
    return totals.sums if totals else _NOTHING


def _stored(
    reader: Reader, legacy: LegacyKind | None, stored: StoredKinds | None, *, with_refunds: bool
) -> Iterator[OrderSteps]:
    for page in read_first_steps(reader):
        wanted = [row[-1] for row in page if row[_REFUNDED] is not None] if with_refunds else []
        refunds = _read_refunds(reader, wanted, legacy, stored) if wanted else {}
        for row in page:
            pairs = zip(STEPS, row, strict=False)  # behind the steps, a row has the order's id
            first = {kind: one for kind, one in pairs if one is not None}
            yield OrderSteps(row[-1], first, refunds.get(row[-1], _NOTHING))


def _read_refunds(
    reader: Reader, orders: Sequence[int], legacy: LegacyKind | None, stored: StoredKinds | None
) -> Mapping[int, Mapping[str, Decimal]]:
    """What went back of each of these orders, whose events are read."""
    only = Filters(extra_condition=lambda table: table.c.order_id.in_(orders))
    summaries = with_units(reader, read_summaries(reader, only, legacy=legacy, kinds=stored), legacy)
    return {one.order: _refunded(one) for one in summaries if one.order is not None}
