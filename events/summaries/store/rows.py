"""What is stored of an order's summary."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from events.amounts import with_codes
from events.summaries.order_state import PLACES, UNSETTLED, Standing
from events.summaries.order_summary import MOST, STEPS, OrderSummary
from events.summaries.payments import Payment, by_status
from events.summaries.store import paid
from events.summaries.store.tables import NEVER, UNKNOWN
from events.vocabulary.kinds import Kind

REVISION = 15
"""To be raised when a row is computed differently from the same events and kinds, or the tables change."""

_OFFSET = 100
_STEPS = tuple((kind.value, kind) for kind in STEPS)
_NOTHING = OrderSummary()
_NO_AMOUNT = Decimal()
_COMPLEMENT = str.maketrans("0123456789", "9876543210")


@lru_cache(maxsize=4096)
def sort_key(amount: Decimal) -> str:
    """A text that sorts, byte by byte, as the amounts do: its sign, its exponent, and its digits."""
    sign, digits, _ = amount.as_tuple()
    plain = "".join(map(str, digits)).rstrip("0")
    if not plain:
        return "1"
    key = f"{amount.adjusted() + _OFFSET:03}{plain}"
    return "0" + key.translate(_COMPLEMENT) + "~" if sign else "1" + key


def as_row(
    order: int,
    created: int | None,
    summary: OrderSummary | None,
    *,
    owner: int | None = None,
    shop: str = "",
    sources: str = "",
) -> dict[str, Any]:
    """The row of an order of a shop and of the user `owner`, created at `created` (in microseconds since
    1970)."""
    known = summary or _NOTHING
    first_event = min(known.first.values(), default=None)
    last_event = known.last_event if known.events else None
    is_added_up = known.events <= MOST
    standing = known.standing() if is_added_up else None
    has_unsettled = Kind.PAID not in known.steps and not known.first.keys().isdisjoint(UNSETTLED)
    settled = known.standing(settled=True) if is_added_up and has_unsettled else standing
    is_paid = is_added_up and Kind.PAID in known.steps
    sums = known.paid() if is_paid else {}
    payments = _moved_by(known) if is_added_up else []
    return {
        "order_id": order,
        "began": _first_known(created, first_event),
        "last_event": last_event,
        "last": _first_known(last_event, created),
        "since": standing.since if standing else NEVER,
        **{name: known.first.get(kind) for name, kind in _STEPS},
        "silence": known.silence[1] - known.silence[0],
        "state": place_of(standing),
        "is_draft": int(known.is_draft),
        "has_refund": int(Kind.REFUNDED in known.steps),
        # The largest amount in one currency: amounts of several cannot be compared.
        "most_paid": sort_key(max(sums.values(), default=_NO_AMOUNT)),
        "most_refunded": _refund_key(payments) if Kind.REFUNDED in known.steps else NO_REFUND,
        "events": known.events,
        "settled_since": settled.since if settled else NEVER,
        "settled_state": place_of(settled),
        "is_paid": int(is_paid),
        "is_unshipped": int(standing is not None and standing.is_unshipped),
        "money": _as_text(payments) if is_added_up else NOT_ADDED_UP,
        "units": " ".join(sorted(known.units())) if is_added_up else "",
        **paid.as_columns(payments),
        "owner": owner,
        "shop": shop,
        "sources": sources,
    }


NO_REFUND = "0~"
"""Sorts as a refund of less than nothing would be the first to come behind: see `sort_key`."""


NOT_ADDED_UP = "?"
"""Stands for the money of an order of very many events."""

Moved = tuple[bool, int, str | None, str, str]
"""A payment, or with True a refund, as it is stored: when it was recorded first, its amount, its currency,
and the sign beside it where that is assumed."""


_encode = json.JSONEncoder(separators=(",", ":")).encode


def _moved_by(summary: OrderSummary) -> list[tuple[Kind, Payment]]:
    """The payments and refunds that are stored."""
    return [
        (kind, one)
        for kind in (Kind.PAID, Kind.REFUNDED)
        if kind in summary.steps
        for one in summary.payments(kind) or by_status(summary.steps[kind])
    ]


def _as_text(payments: Iterable[tuple[Kind, Payment]]) -> str:
    """A JSON list of `Moved`; empty for none."""
    moves: list[Moved] = [
        (
            kind is Kind.REFUNDED,
            one.date,
            None if one.amount is None else str(one.amount),
            one.currency,
            one.sign,
        )
        for kind, one in payments
    ]
    return _encode(moves) if moves else ""


def moved(money: str) -> Iterator[tuple[Kind, Payment]]:
    """The payments and refunds of an order whose money was stored."""
    moves: Iterable[Moved] = json.loads(money) if money not in ("", NOT_ADDED_UP) else ()
    for is_refund, date, amount, currency, sign in moves:
        known = None if amount is None else Decimal(amount)
        payment = Payment(date=date, transaction="", written="", amount=known, currency=currency, sign=sign)
        yield Kind.REFUNDED if is_refund else Kind.PAID, payment


def add_up(payments: Iterable[tuple[Kind, Payment]], wanted: Kind) -> dict[str, Decimal]:
    """The known amounts of payments, or of refunds, by currency."""
    sums: dict[str, Decimal] = {}
    for kind, one in payments:
        if kind is wanted and one.amount is not None:
            sums[one.currency] = sums.get(one.currency, _NO_AMOUNT) + one.amount
    return with_codes(sums)


def _refund_key(payments: Iterable[tuple[Kind, Payment]]) -> str:
    """The sort key of what was refunded in the currency in which it was the most."""
    return sort_key(max(add_up(payments, Kind.REFUNDED).values(), default=_NO_AMOUNT))


def needs_texts(summary: OrderSummary, *, has_lines: bool) -> Sequence[Kind]:
    """The kinds whose texts decide what was paid, and whether that, a refund or a shipment was all of it."""
    if summary.events > MOST:
        return ()
    taken, needed = summary.steps, [Kind.PAID, Kind.CANCELLED]
    if Kind.REFUNDED in taken:
        needed += [Kind.REFUNDED, Kind.PLACED]
    if Kind.REFUNDED in taken or Kind.PAID in taken:
        needed.append(Kind.AUTHORIZED)
    if has_lines or Kind.CANCELLED in taken:
        needed.append(Kind.SHIPPED)
    return [kind for kind in needed if kind in taken]


def place_of(standing: Standing | None) -> int:
    """The number of a state, open or not: see `PLACES`. 0 for none."""
    return PLACES[standing.state, standing.is_open] if standing else 0


def _first_known(one: int | None, other: int | None) -> int:
    if one is not None:
        return one
    return UNKNOWN if other is None else other
