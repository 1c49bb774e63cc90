"""Legacy records that become an event of the vocabulary itself, and not OTHER."""

from __future__ import annotations

import json
from collections.abc import Mapping as Dict
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from events.account import CustomerEvents
from events.errors import UnknownEventType
from events.order import OrderEvents
from events.parameters import Message, NoParameters, build
from events.vocabulary import EventType
from importers.serialized import unquoted

if TYPE_CHECKING:
    import polars as pl

OTHER = "other"

Typed = tuple[str | None, str | None]
"""A type's code and its parameters as JSON; two times None for OTHER."""


def declared(code: str, *, of_order: bool, message: str) -> Typed:
    """A record that a platform is sure of. Types that need more than a message stay OTHER."""
    kind = _known(code, of_order=of_order)
    if kind is None or kind.parameters not in (Message, NoParameters):
        return None, None
    values = {"message": message} if kind.parameters is Message else {}
    return kind.value, json.dumps(values, ensure_ascii=False)


def stored(code: str | None, packed: str | None, *, of_order: bool, names: Dict[str, str]) -> Typed:
    """A record that has a type and parameters already; OTHER where they do not fit this vocabulary."""
    if not code:
        return None, None
    code = code.strip().lower()
    kind = _known(names.get(code, code), of_order=of_order)
    values = unquoted(packed) if packed else {}
    if kind is None or kind.value == OTHER or not isinstance(values, dict):
        return None, None
    try:
        fitting = build(kind.parameters, _exact(values))
    except (ValueError, InvalidOperation):
        return None, None
    return kind.value, json.dumps(fitting, ensure_ascii=False)


def columns(records: pl.DataFrame, found: list[Typed]) -> pl.DataFrame:
    """`records` with the columns `type` and `parameters`."""
    import polars as pl

    types = pl.Series("type", [code for code, _ in found], dtype=pl.String)
    parameters = pl.Series("parameters", [values for _, values in found], dtype=pl.String)
    return records.with_columns(types, parameters)


def _known(code: str, *, of_order: bool) -> EventType | None:
    vocabulary: type[EventType] = OrderEvents if of_order else CustomerEvents
    try:
        return vocabulary.parse(code)
    except UnknownEventType:
        return None


def _exact(values: dict[str, Any]) -> dict[str, Any]:
    amount = values.get("amount")
    return values | {"amount": Decimal(amount)} if isinstance(amount, str) else values
