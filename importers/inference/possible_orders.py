"""Columns that may well hold the orders' numbers, though nothing says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from importers.inference.candidates import ROLES, Candidate
from importers.inference.name_score import against, may_name_orders, score
from importers.inference.value_profile import ValueProfile
from importers.mapping.column_mapping import Value


def possible_numbers(looks: Sequence[ValueProfile], fields: Mapping[str, Value]) -> list[ValueProfile]:
    """Columns that may well be the orders' numbers, though nothing says so: history of customers alone has
    none."""
    used = {column for value in fields.values() for template in value for column in template.columns}
    return [
        look
        for look in looks
        if look.name not in used
        and look.is_free
        and max(look.codes, look.whole) >= 0.9
        and min(look.filled, look.distinct) >= 0.3
        and look.money <= 0.5
        and not against("order", look.label)
        and not any(score(role, look.name, look.label) for role in ROLES)
    ]


def may_be_order(one: Candidate, fields: Mapping[str, Value]) -> bool:
    """Whether a column that no field uses may well hold the order by its name."""
    used = {column for value in fields.values() for template in value for column in template.columns}
    return may_name_orders(one.column) and one.column not in used


def as_number(look: ValueProfile) -> Candidate:
    """Such a column as a candidate for the order."""
    why = f"its values could be numbers of orders, {look.distinct:.0%} distinct"
    return Candidate(
        column=look.name, confidence=0.35, why=why, values=look.values, filled=look.filled == 1.0
    )
