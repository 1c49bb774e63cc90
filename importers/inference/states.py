"""What columns of states add to a guessed mapping: what records say that only moved a state, the status
beside a message, and the states of an order's payment and parcel that stand beside the order's own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from events.meaning.part_states import is_state_of_part
from importers.column_words import is_called_state, is_name_of_state, simple
from importers.inference.name_score import EXACT, is_old_state, named, new_state_of
from importers.inference.status_column import holds_words, names_states, status_column
from importers.mapping.column_mapping import (
    STATUS,
    Template,
    Value,
    of_column,
)
from importers.mapping.further_states import label_of

if TYPE_CHECKING:
    import polars as pl

    from importers.inference.candidates import Candidate
    from importers.inference.value_profile import ValueProfile

_STATE_OF_COUNTRY = re.compile(r"^\s*[A-Z]{2,3}\s*$")

_NO_STATUS = {"table", "order", "customer", "date", "author"}


def states_of_orders(found: Sequence[Candidate], frame: pl.DataFrame) -> list[Candidate]:
    """The candidates for the kind without the states of parts, where one is the whole order's, and of other
    things, where its name says so; where none is, with the first of these alone: the others are events of
    their own."""
    parts = [one for one in found if is_part(one.column)]
    whole = [
        one
        for one in found
        if one not in parts
        and is_called_state(one.column)
        and (is_name_of_state(one.column) or names_states(frame[one.column]))
    ]
    first = [] if whole else sorted(parts, key=lambda one: frame.columns.index(one.column))[:1]
    exact = [one for one in whole if named("kind", one.column) >= EXACT]
    others = [one for one in whole if len(exact) == 1 and one not in exact]
    return [one for one in found if one not in (*parts, *others) or one in first]


def is_part(column: str) -> bool:
    """Whether a column is called as the state of an order's payment, parcel, return or invoice is."""
    return is_state_of_part(label_of(column)) and not is_old_state(column)


def is_of_address(one: Candidate) -> bool:
    """Whether a column holds states of a country: `Ship State` with the codes of these."""
    words = simple(one.column).split("_")
    return "state" in words and len(words) > 1 and all(map(_STATE_OF_COUNTRY.match, one.values))


def with_states(
    fields: dict[str, Value], ranked: Mapping[str, list[Candidate]], columns: Sequence[str], *, unsure: bool
) -> None:
    """Add what records say that only moved a state, where no other column may be the message: that of a
    status which the user named, else that of the kind.

    Its name follows from those of all `columns`: in a file that grows, more of them are filled."""
    status = _column_of(fields, STATUS)
    kind = _column_of(fields, "kind")
    if status and not unsure:
        if "message" not in fields:
            fields["message"] = (_said_by(status, alone=False),)
        return
    if kind and is_called_state(kind) and not unsure:
        parts = [name for name in columns if is_part(name)]
        fields["message"] = (*fields.get("message", ()), _said_by(kind, alone=len(parts) < _SEVERAL))
    if "message" in fields:
        others = [one.column for one in ranked["kind"] if one.column != kind]
        named_so = [(name, new_state_of(name)) for name in others]
        states = [Template((f"{of.capitalize()}: ", ""), (name,)) for name, of in named_so if of]
        fields["message"] = (*fields["message"], *states)


_SEVERAL = 2


def _said_by(column: str, *, alone: bool) -> Template:
    label = label_of(column) if is_part(column) and not alone else "Status"
    return Template((f"{label}: ", ""), (column,))


def with_status(fields: dict[str, Value], looks: Sequence[ValueProfile], frame: pl.DataFrame) -> None:
    """Add the column of states, or of what happened, that stands beside the message; where there is no
    message, it is one."""
    message = fields["message"][0].column if "message" in fields else ""
    kind = _column_of(fields, "kind") or None
    used = {
        message,
        *(one for way in fields.get("message", ())[:1] for one in way.columns),
        *_used(fields),
    }
    free = [look for look in looks if look.name not in used and not is_old_state(look.name)]
    name = status_column(frame, free, kind)
    if name and message is not None and (message, kind) != ("message", "kind"):
        fields[STATUS if "message" in fields else "message"] = of_column(name)


def with_further(fields: dict[str, Value], looks: Sequence[ValueProfile], frame: pl.DataFrame) -> None:
    """Add the states of an order's parts to the status, or to the state that the message says.

    A state that several rows of an order repeat is how the order stands, not what happened at their dates."""
    if "message" not in fields:
        return
    first = fields.get(STATUS) or _said(fields)
    used = {*_used(fields), *(way.column for way in first), fields["message"][0].column}
    free = [look for look in looks if look.name not in used and holds_words(look)]
    parts = [look.name for look in free if is_part(look.name)]
    parts = [name for name in parts if not _is_repeated(name, fields, frame)]
    if parts:
        fields[STATUS] = (*first, *(way for name in parts for way in of_column(name)))


def _is_repeated(state: str, fields: Mapping[str, Value], frame: pl.DataFrame) -> bool:
    """Whether rows of one order, or customer, with other dates have the same state. Rows of an order's items
    have one date."""
    of, date = (
        [one for way in fields.get(role, ()) for one in way.columns if one in frame.columns]
        for role in ("order" if "order" in fields else "customer", "date")
    )
    rows = frame.select(*dict.fromkeys([*of, *date, state])).drop_nulls(state).unique()
    return rows.height > rows.select(*dict.fromkeys([*of, state])).unique().height


def _said(fields: Mapping[str, Value]) -> Value:
    """The column of states that the message is, or is made of."""
    kind = _column_of(fields, "kind")
    messages = {column for way in fields["message"] for column in way.columns}
    return fields["kind"][:1] if kind in messages and is_called_state(kind) else ()


def _column_of(fields: Mapping[str, Value], name: str) -> str:
    return (fields[name][0].column if fields.get(name) else None) or ""


def _used(fields: Mapping[str, Value]) -> set[str]:
    return {one for role in _NO_STATUS & fields.keys() for way in fields[role] for one in way.columns}
