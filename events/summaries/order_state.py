"""Where an order stands: the state that its last step put it in, and what the shop still has to do for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from events.vocabulary.kinds import Kind

UNSETTLED = (Kind.AUTHORIZED, Kind.FAILED, Kind.VOIDED)
"""Steps that no longer count once something was paid."""

BESIDE_STEPS = (Kind.VOIDED, Kind.PREPARING, Kind.UNDELIVERED, Kind.COMPLETED)
"""Kinds that put an order into a state, but are no steps of its way."""

STATE_KINDS = (
    Kind.PLACED, Kind.AUTHORIZED, Kind.VOIDED, Kind.PREPARING, Kind.PAID, Kind.FAILED, Kind.SHIPPED,
    Kind.UNDELIVERED, Kind.DELIVERED, Kind.COMPLETED, Kind.RETURNED, Kind.REFUNDED, Kind.DISPUTED,
    Kind.DISPUTE_LOST, Kind.CANCELLED,
)  # fmt: skip
"""The kinds that states are of. At the same moment, a later one counts."""

IN_PART = (Kind.PAID, Kind.SHIPPED, Kind.DELIVERED, Kind.RETURNED, Kind.REFUNDED)
"""The kinds of states of which there is a partial one. What is cancelled in part is in its state before."""

_BEFORE_PREPARING = frozenset({Kind.PLACED, Kind.PREPARING, *UNSETTLED})
"""Where another kind is known, too, it says more than that an order is being prepared."""

SENT = (Kind.SHIPPED, Kind.UNDELIVERED, Kind.DELIVERED, Kind.RETURNED)
"""Kinds of an order whose goods have left the shop."""

_PLACES = {kind: place for place, kind in enumerate(STATE_KINDS)}


class State(NamedTuple):
    """What a shop worker would call where an order stands: `shipped`, or `partially refunded`."""

    kind: Kind
    is_partial: bool = False

    @property
    def value(self) -> str:
        """The state in data formats and options: `partially_refunded`."""
        return f"partially_{self.kind.value}" if self.is_partial else self.kind.value

    @property
    def word(self) -> str:
        """The state in plain words: `partially refunded`."""
        return self.value.replace("_", " ")


STATES: tuple[State, ...] = tuple(
    State(kind, is_partial)
    for kind in STATE_KINDS
    for is_partial in ((True, False) if kind in IN_PART else (False,))
)
"""All states, in the order of their kinds."""

_OPEN = frozenset(
    State(kind) for kind in (Kind.AUTHORIZED, Kind.FAILED, Kind.PREPARING, Kind.UNDELIVERED, Kind.DISPUTED)
) | {
    State(Kind.SHIPPED, is_partial=True),
    State(Kind.DELIVERED, is_partial=True),
}
_OPEN_UNLESS_DONE = frozenset(
    {
        State(Kind.PLACED),
        State(Kind.PAID),
        State(Kind.PAID, is_partial=True),
        State(Kind.REFUNDED, is_partial=True),
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """An order's state, since when it is in it (in microseconds since 1970), and whether it is open: whether
    the shop still has to do something. `is_unshipped`: it was paid, or is being prepared, as WooCommerce says
    of paid orders, and goods have yet to be sent."""

    state: State
    since: int
    is_open: bool
    is_unshipped: bool = False


PLACES: Mapping[tuple[State, bool], int] = {
    both: place
    for place, both in enumerate(
        (
            (state, is_open)
            for state in STATES
            for is_open in ((False, True) if state in _OPEN_UNLESS_DONE else (state in _OPEN,))
        ),
        start=1,
    )
}
"""The number of each state, open or not, from 1: of two taken at the same moment, the higher counts."""


def standing_of(
    moments: Mapping[Kind, int], partial: Collection[Kind], *, settled: bool = False
) -> Standing | None:
    """Where an order stands that took steps last at these moments, those of `partial` only in part; None
    where it took none. `settled` leaves out `UNSETTLED` steps, as for customers who paid another order."""
    known = _counted(moments, partial, settled=settled)
    if not known:
        return None
    kind = max(known, key=lambda one: (known[one], _PLACES[one]))
    state = State(kind, kind in IN_PART and kind in partial)
    if state in _OPEN_UNLESS_DONE:
        is_open = not _is_done(known, partial, any_sent=kind is Kind.REFUNDED)
    else:
        is_open = state in _OPEN
    return Standing(
        state=state,
        since=known[kind],
        is_open=is_open,
        is_unshipped=_is_unshipped(state, known, partial),
    )


def _counted(moments: Mapping[Kind, int], partial: Collection[Kind], *, settled: bool) -> dict[Kind, int]:
    """The moments of the steps that still count."""
    known = {kind: moment for kind, moment in moments.items() if kind in _PLACES}
    if settled or Kind.PAID in known:
        for kind in UNSETTLED:
            known.pop(kind, None)
    if Kind.CANCELLED in partial:
        known.pop(Kind.CANCELLED, None)
    if not _BEFORE_PREPARING.issuperset(known):
        known.pop(Kind.PREPARING, None)
    won = moments.get(Kind.DISPUTE_WON)
    for kind in (Kind.DISPUTED, Kind.DISPUTE_LOST):
        if won is not None and kind in known and known[kind] <= won:
            del known[kind]
    return known


def _is_done(known: Mapping[Kind, int], partial: Collection[Kind], *, any_sent: bool) -> bool:
    """Whether nothing is left to be sent: all was, or with `any_sent` a part, the rest being paid back; or
    the order was completed, or cancelled after it was paid. What came back was sent, where nothing says how
    much that was."""
    if Kind.COMPLETED in known or any(kind in known and (any_sent or kind not in partial) for kind in SENT):
        return True
    if Kind.RETURNED in known and known.keys().isdisjoint((Kind.SHIPPED, Kind.DELIVERED)):
        return True
    begun = max((known[kind] for kind in (Kind.PLACED, Kind.PAID) if kind in known), default=0)
    return Kind.CANCELLED in known and known[Kind.CANCELLED] >= begun


def _is_unshipped(state: State, known: Mapping[Kind, int], partial: Collection[Kind]) -> bool:
    if (Kind.PAID not in known and state.kind is not Kind.PREPARING) or state in (
        State(Kind.REFUNDED),
        State(Kind.DISPUTE_LOST),
    ):
        return False
    return not _is_done(known, partial, any_sent=state == State(Kind.REFUNDED, is_partial=True))


def latest(standings: Collection[Standing]) -> Standing | None:
    """The one that was reached last."""
    return max(standings, key=lambda one: (one.since, PLACES[one.state, one.is_open]), default=None)
