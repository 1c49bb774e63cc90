"""Legacy records that become an event of the vocabulary itself, and not OTHER."""

from __future__ import annotations

import json
from collections.abc import Mapping as Dict
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from events.account import CustomerEvents
from events.errors import UnknownEventType
from events.order import OrderEvents
from events.parameters import Message, NoParameters, build, describe
from events.vocabulary import EventType
from importers.serialized import unquoted

if TYPE_CHECKING:
    import polars as pl

OTHER = "other"

_IDS = frozenset({"order_line_pk", "fulfilled_items", "composed_id"})
"""Parameters that are ids of things, or lists of them."""

_COUNTS = frozenset({"quantity", "count"})

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
    if kind is None or kind.value == OTHER or not isinstance(values, dict | None):
        return None, None
    try:
        fitting = _fitting(kind, values or {})
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


def _fitting(kind: EventType, values: dict[str, Any]) -> dict[str, Any]:
    """What of `values` the type has a place for, checked. Raises `ValueError` or `InvalidOperation`.

    Ids of another system's lines may be texts (UUIDs): they are no ids of ours, and stay as they are.
    """
    wanted = {name: values[name] for name in describe(kind.parameters) if values.get(name) is not None}
    if isinstance(wanted.get("amount"), str):
        wanted["amount"] = Decimal(wanted["amount"])
    for name in _COUNTS & wanted.keys():
        text = wanted[name]
        wanted[name] = int(text) if isinstance(text, str) and text.isdecimal() else text
    if isinstance(wanted.get("lines"), list):
        wanted["lines"] = [_line(line) for line in wanted["lines"]]
    fitting = build(kind.parameters, {name: _numbered(name, value) for name, value in wanted.items()})
    for name in _IDS & wanted.keys():
        fitting[name] = wanted[name]
    for line, own in zip(fitting.get("lines", ()), wanted.get("lines", ()), strict=True):
        line["line_pk"] = own["line_pk"]
    return fitting


def _line(line: Any) -> Any:
    """Saleor stores the name of a line's item as `item`."""
    if not isinstance(line, dict):
        return line
    name = line.get("item_name", line.get("item"))
    return {"quantity": line.get("quantity"), "line_pk": line.get("line_pk"), "item_name": name}


def _numbered(name: str, value: Any) -> Any:
    """`value` with a number for each id that is a text, so that all else of it can be checked."""
    if name == "lines" and isinstance(value, list):
        return [
            line | {"line_pk": _number(line["line_pk"])} if isinstance(line, dict) else line for line in value
        ]
    if name in _IDS:
        return [_number(one) for one in value] if isinstance(value, list) else _number(value)
    return value


def _number(value: Any) -> Any:
    return 1 if isinstance(value, str) and value.strip() else value
