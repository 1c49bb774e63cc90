"""An order's waits in a line, each with the usual one in its shop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.render import people
from cli.render.layout import Line
from cli.render.palette import RULE, Ink

if TYPE_CHECKING:
    from events.statistics.usual_waits import Leg

SLOW = 2
"""A wait of more than this many times the usual one stands out."""
_HOUR = 3600


def parts(legs: list[Leg]) -> Iterator[Line]:
    """`placed ─ 2 d ─ paid (usually 3 h)`, to be set side by side."""
    for leg in legs:
        took = people.lapse(leg.seconds) if leg.seconds is not None else "not yet"
        usual = f"usually {people.lapse(leg.usual.seconds)}" if leg.usual else ""
        yield [
            (f"{leg.start.word} {RULE} ", Ink.DIM),
            (took, Ink.BAD if _is_slow(leg) else Ink.DIM),
            (f" {RULE} {leg.end.word}", Ink.DIM),
            (f" ({usual})" if usual else "", Ink.DIM),
        ]


def _is_slow(leg: Leg) -> bool:
    if leg.seconds is None or leg.usual is None:
        return False
    return leg.seconds > SLOW * leg.usual.seconds and leg.seconds - leg.usual.seconds > _HOUR
