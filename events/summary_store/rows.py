"""What is stored of an order's summary."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from events.order_summary import MOST, STEPS, UNSETTLED, OrderSummary, last_step
from events.summary_store.tables import NEVER, UNKNOWN
from events.vocabulary.kinds import Kind

REVISION = 4
"""To be raised when a row is computed differently from the same events and kinds, or the tables change."""

_OFFSET = 100
_NOTHING = OrderSummary()
_NO_AMOUNT = Decimal()
_COMPLEMENT = str.maketrans("0123456789", "9876543210")
PLACES: Mapping[Kind, int] = {kind: place for place, kind in enumerate(STEPS, start=1)}


@lru_cache(maxsize=4096)
def sort_key(amount: Decimal) -> str:
    """A text that sorts, byte by byte, as the amounts do: its sign, its exponent, and its digits."""
    sign, digits, _ = amount.as_tuple()
    plain = "".join(map(str, digits)).rstrip("0")
    if not plain:
        return "1"
    key = f"{amount.adjusted() + _OFFSET:03}{plain}"
    return "0" + key.translate(_COMPLEMENT) + "~" if sign else "1" + key


def as_row(order: int, created: int | None, summary: OrderSummary | None) -> dict[str, Any]:
    """The row of an order, created at `created` (in microseconds since 1970), with this summary."""
    known = summary or _NOTHING
    first_event = min(known.first.values(), default=None)
    last_event = known.last_event if known.events else None
    moments = known.last_moments() if known.events <= MOST else {}
    settled = {kind: moment for kind, moment in moments.items() if kind not in UNSETTLED}
    state, settled_state = last_step(moments), last_step(settled)
    paid = known.paid() if Kind.PAID in moments else {}
    return {
        "order_id": order,
        "began": _first_known(created, first_event),
        "last_event": last_event,
        "last": _first_known(last_event, created),
        "since": moments[state] if state else NEVER,
        **{kind.value: known.first.get(kind) for kind in STEPS},
        "silence": known.silence[1] - known.silence[0],
        "state": PLACES[state] if state else 0,
        "is_draft": int(known.is_draft),
        "has_refund": int(Kind.REFUNDED in known.steps),
        # The largest amount in one currency: amounts of several cannot be compared.
        "most_paid": sort_key(max(paid.values(), default=_NO_AMOUNT)),
        "events": known.events,
        "settled_since": settled[settled_state] if settled_state else NEVER,
        "settled_state": PLACES[settled_state] if settled_state else 0,
        "is_paid": int(Kind.PAID in moments),
        "paid_sums": json.dumps({unit: str(amount) for unit, amount in paid.items()}) if paid else "",
    }


def _first_known(one: int | None, other: int | None) -> int:
    if one is not None:
        return one
    return UNKNOWN if other is None else other
