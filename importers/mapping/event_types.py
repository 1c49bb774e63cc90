"""Legacy records that become an event of the vocabulary itself, and not OTHER."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from events.account import CustomerEvents
from events.errors import UnknownEventTypeError
from events.order import OrderEvents, OrderEventsEmails
from events.vocabulary.event_type import EventType
from events.vocabulary.parameters import Message, NoParameters, build, describe
from importers.readers.packed_values import unquoted

if TYPE_CHECKING:
    import polars as pl

OTHER = "other"

_IDS = frozenset({"order_line_pk", "fulfilled_items", "composed_id"})
"""Parameters that are ids of things, or lists of them."""

_OLD_NAMES = {"gateway": "payment_gateway"}
"""Parameters, and what Saleor stores them as."""

_PLACEHOLDERS = {"amount": Decimal(0), "payment_id": "-", "payment_gateway": "-", "composed_id": 1}
"""Parameters that events of some versions are without, and what stands for them while the rest is checked."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

Typed = tuple[str | None, str | None]
"""A type's code and its parameters as JSON; two times None for OTHER."""


def declared(code: str, *, of_order: bool, message: str) -> Typed:
    """A record that a platform is sure of. Types that need more than a message stay OTHER."""
    kind = _known(code, of_order=of_order)
    if kind is None or kind.parameters not in (Message, NoParameters):
        return None, None
    values = {"message": message} if kind.parameters is Message else {}
    return kind.value, json.dumps(values, ensure_ascii=False)


def can_be(code: str, *, said: bool) -> bool:
    """Whether an event of an order or a customer has this code; and whether a message says all of it."""
    kinds = [_known(code, of_order=of_order) for of_order in (True, False)]
    return any(kind and (not said or kind.parameters in (Message, NoParameters)) for kind in kinds)


def stored(code: str | None, packed: str | None, *, of_order: bool, names: Mapping[str, str]) -> Typed:
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


def exact(code: str | None, packed: str | None, *, of_order: bool) -> Typed:
    """A record that this program exported: its type, and its parameters as they are."""
    kind = _known(code.strip(), of_order=of_order) if code else None
    values = json.loads(packed) if packed else {}
    if kind is None or not isinstance(values, dict):
        return None, None
    return (None if kind.value == OTHER else kind.value), packed or "{}"


def columns(records: pl.DataFrame, found: list[Typed], *, had: list[str | None]) -> pl.DataFrame:
    """`records` with the columns `type` and `parameters`, and `untyped`: of those that became OTHER, the
    type that they `had`."""
    import polars as pl

    types = pl.Series("type", [code for code, _ in found], dtype=pl.String)
    parameters = pl.Series("parameters", [values for _, values in found], dtype=pl.String)
    lost = [None if code or name == OTHER else name for (code, _), name in zip(found, had, strict=True)]
    return records.with_columns(types, parameters, pl.Series("untyped", lost, dtype=pl.String))


def _known(code: str, *, of_order: bool) -> EventType | None:
    vocabulary: type[EventType] = OrderEvents if of_order else CustomerEvents
    try:
        return vocabulary.parse(code)
    except UnknownEventTypeError:
        return None


def _fitting(kind: EventType, values: dict[str, Any]) -> dict[str, Any]:
    """What of `values` the type has a place for, checked. Raises `ValueError` or `InvalidOperation`.

    Ids of another system's lines may be texts (UUIDs): they are no ids of ours, and stay as they are.
    """
    given = {_named(name): value for name, value in values.items()}
    places = describe(kind.parameters)
    wanted = {name: given[name] for name in places if given.get(name) is not None}
    for name, read in _READ.items():
        if name in wanted:
            wanted[name] = read(wanted[name])
    placeholders = {
        name: _PLACEHOLDERS[name] for name in places if name in _PLACEHOLDERS and name not in wanted
    }
    numbered = {name: _numbered(name, value) for name, value in wanted.items()}
    fitting = build(kind.parameters, placeholders | numbered)
    fitting = {name: value for name, value in fitting.items() if name in wanted}
    for name in _IDS & wanted.keys():
        fitting[name] = wanted[name]
    for line, own in zip(fitting.get("lines", ()), wanted.get("lines", ()), strict=True):
        line["line_pk"] = own["line_pk"]
    return fitting


def _named(name: str) -> str:
    """A parameter's name, which GraphQL spells `paymentId`."""
    plain = _CAMEL.sub("_", name).lower()
    return _OLD_NAMES.get(plain, plain)


def _amount(value: Any) -> Any:
    return Decimal(value) if isinstance(value, str) else value


def _count(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _email_type(value: Any) -> Any:
    """The code of an e-mail's type, which GraphQL gives by its name; others stay."""
    try:
        return OrderEventsEmails.parse(value).value
    except (UnknownEventTypeError, AttributeError):
        return value.lower() if isinstance(value, str) and value.isupper() else value


def _ids(values: Any) -> Any:
    """Ids of things, which GraphQL gives as objects."""
    if not isinstance(values, list):
        return values
    return [one.get("id") if isinstance(one, dict) else one for one in values]


def _lines(lines: Any) -> Any:
    return [_line(line) for line in lines] if isinstance(lines, list) else lines


def _line(line: Any) -> Any:
    """Saleor stores the name of a line's item as `item`; GraphQL gives the line as an object."""
    if not isinstance(line, dict):
        return line
    name = line.get("item_name", line.get("itemName", line.get("item")))
    key = line.get("line_pk") or (line.get("orderLine") or {}).get("id")
    return {"quantity": line.get("quantity"), "line_pk": key, "item_name": name}


_READ: dict[str, Callable[[Any], Any]] = {
    "amount": _amount,
    "quantity": _count,
    "count": _count,
    "email_type": _email_type,
    "fulfilled_items": _ids,
    "lines": _lines,
}
"""How a parameter's value is read, where systems write it in several ways."""


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
