"""Further columns of states: of several that a row has, each but the first is an event of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from importers.column_words import simple


@dataclass(frozen=True, kw_only=True)
class FurtherState:
    """A column of states that stands beside others: the name of the events it makes, what their messages say
    before it, and the columns of which a row has one that is `before` it."""

    column: str
    part: str
    label: str
    before: tuple[str, ...]


def further_states(columns: Sequence[str]) -> list[FurtherState]:
    """Of several columns of states all but the first. The first that a row has is the state of the row's own
    event, whichever that is."""
    further = [(name, columns[:at]) for at, name in enumerate(columns) if at and name not in columns[:at]]
    return [
        FurtherState(
            column=name, part=simple(name) or name, label=label_before_states(name), before=(*before,)
        )
        for name, before in further
    ]


def label_before_states(column: str) -> str:
    """What stands before a state: the column's name where that is known for one of states, or for a part of
    an order that has some (`Fulfillment status: `). Else nothing: behind another word, nobody would know the
    state."""
    from events.meaning.part_states import is_state_of_part
    from events.meaning.status_names import STATUS_WORD

    label = label_of(column)
    ways = (label, f"{label} status", f"Status {label}")
    known = (one for one in ways if is_state_of_part(one) or STATUS_WORD.fullmatch(f"{one}:"))
    return next((f"{one}: " for one in known), "")


def label_of(column: str) -> str:
    """A column's name as a text before what it holds: `Payment status` for `payment_status`."""
    name = column.rpartition(".")[2] or column
    is_code = name.isascii() and " " not in name
    words = simple(name).replace("_", " ") if is_code else " ".join(name.split())
    return words[:1].upper() + words[1:]
