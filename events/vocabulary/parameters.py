"""Parameter schemas: what an event of a type contains besides its date and its people.

Schemas are frozen. `build` checks values strictly and makes the JSON object to store; money is a `Decimal`
there and a JSON string in the column, so its scale survives ("209.130"). `decode` reads stored objects, which
another program may have written: `None` means that the object does not fit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import Meta, UnsetType

_DIGITS = 20
"""More than any currency needs: 1E+999999 would be printed as a million zeros."""

Text = Annotated[str, Meta(pattern=r"\S", description="text")]
Count = Annotated[int, Meta(ge=1, description="whole number from 1")]


class Parameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all parameter schemas."""


class NoParameters(Parameters, frozen=True):
    """No parameters: the type says everything."""


class Message(Parameters, frozen=True):
    """A text written by somebody."""

    message: Text


class LineQuantity(Parameters, frozen=True):
    """How many of an order line."""

    quantity: Count
    line_pk: int
    item_name: str


class Lines(Parameters, frozen=True):
    """Some of the order's lines."""

    lines: list[LineQuantity]


class OversoldItems(Parameters, frozen=True):
    """Names of items of which more were sold than there were."""

    oversold_items: list[Text]


class PaymentParameters(Parameters, frozen=True):
    """An amount of money, in the order's currency, and the payment it belongs to."""

    amount: Decimal
    payment_id: Text
    payment_gateway: Text


class PaymentFailure(Parameters, frozen=True):
    """Why a payment failed."""

    message: Text
    payment_id: Text | None = None
    payment_gateway: Text | None = None


class Email(Parameters, frozen=True):
    """Which e-mail was sent, and its address."""

    email: Text
    email_type: Text


class ComposedId(Parameters, frozen=True):
    """The number of a fulfillment."""

    composed_id: int


class Quantity(Parameters, frozen=True):
    """A number of items."""

    quantity: Count


class FulfilledItems(Parameters, frozen=True):
    """Ids of order lines: whole numbers here, texts in some legacy systems."""

    fulfilled_items: list[int | Text]


class OrderLinePk(Parameters, frozen=True):
    """The id of one order line."""

    order_line_pk: int


class DeletedCount(Parameters, frozen=True):
    """How many customers were deleted."""

    count: Count


def build(schema: type[Parameters], values: dict[str, Any]) -> dict[str, Any]:
    """The JSON object to store for `values` under `schema`.

    Raises `ValueError` with a sentence about the first value that does not fit. Amounts must be
    `Decimal` or whole numbers, finite and not negative: a binary float has no exact value.
    U+0000, which no database column can hold, becomes U+2400.
    """
    if "amount" in values:
        values = {**values, "amount": _money(values["amount"])}
    try:
        checked = msgspec.convert(values, schema, strict=True)
    except msgspec.ValidationError as error:
        raise ValueError(_sentence(str(error), values)) from None
    plain: dict[str, Any] = msgspec.to_builtins(checked)
    return {key: _storable(value) for key, value in plain.items()}


def decode(schema: type[Parameters], stored: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The fields of `stored` that `schema` declares, with their types checked; None if one does not fit.

    Any program may have written `stored`. Keys may be missing, but not all of them; unknown keys are ignored,
    and null is accepted for texts only, where it means a missing key. Amounts are finite `Decimal`s of at
    most 20 digits on each side of the point.
    """
    try:
        found = msgspec.convert(stored, _lenient(schema), strict=True)
    except (msgspec.ValidationError, ValueError, OverflowError, RecursionError):
        return None
    plain = msgspec.to_builtins(found, builtin_types=(Decimal,))
    given = {name: value for name, value in plain.items() if value is not None}
    if stored and not given and found.__struct_fields__:
        return None
    amount = given.get("amount", Decimal())
    return given if amount.is_finite() and not _is_long(amount) else None


def to_json(value: object) -> str:
    """`value` as JSON text for people, whatever it is."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return repr(value)


@cache
def _lenient(schema: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """`schema` as other programs may fill it: every field optional, without limits, unknown keys allowed."""
    fields = [
        (field.name, _lenient_type(field.type) | _absent(field.type), msgspec.UNSET)
        for field in msgspec.structs.fields(schema)
    ]
    return msgspec.defstruct(f"Lenient{schema.__name__}", fields, frozen=True, kw_only=True)


def _absent(declared: Any) -> Any:
    """What stands for a missing value: null may do so for texts."""
    return UnsetType | None if _lenient_type(declared) is str else UnsetType


def _lenient_type(declared: Any) -> Any:
    """The bare type of `declared`: without `Annotated`, `Optional`, and limits of list items."""
    if get_origin(declared) is list:
        return list[_lenient_type(*get_args(declared))]  # type: ignore[misc]
    if get_origin(declared) in (Union, UnionType):
        kinds = (_lenient_type(kind) for kind in get_args(declared) if kind is not NoneType)
        return reduce(or_, kinds)
    if get_origin(declared) is not None:
        return _lenient_type(get_args(declared)[0])
    return _lenient(declared) if issubclass(declared, msgspec.Struct) else declared


def describe(schema: type[Parameters]) -> dict[str, str]:
    """Each field's name with its JSON shape in words, for tables and help."""
    return {field.name: _shape(field) for field in msgspec.structs.fields(schema)}


def _money(amount: object) -> Decimal:
    exact = isinstance(amount, Decimal | int) and not isinstance(amount, bool)
    value = Decimal(amount) if exact else None  # type: ignore[arg-type]
    if value is None or not value.is_finite() or value.is_signed():
        raise ValueError(f"amount must be a finite Decimal, zero or more, not {amount!r}.")
    if _is_long(value):
        raise ValueError(f"amount has more than {_DIGITS} digits on a side of the point: {amount!r}.")
    return value


def _is_long(value: Decimal) -> bool:
    return value.adjusted() > _DIGITS or -int(value.as_tuple().exponent) > _DIGITS


def _sentence(problem: str, values: dict[str, Any]) -> str:
    reason, _, path = problem.partition(" - at ")
    field = path.strip("`").removeprefix("$").lstrip(".") or "parameters"
    if "missing required field" in reason:
        return f"{reason}."
    if "matching regex" in reason:
        reason = "must not be blank"
    else:
        reason = _EXPECTED.sub(lambda found: f"must be {_KINDS.get(found[1], found[1])}", reason)
    return f"{field} {reason}, not {values[field]!r}." if field in values else f"{field} {reason}."


_EXPECTED = re.compile(r"Expected `(\w+)[^`]*`(?:, got `\w+`)?")
_KINDS = {"str": "text", "int": "a whole number", "array": "a list", "object": "an object"}


def storable(text: str) -> str:
    """`text` as a database can hold or seek it: U+0000 visible, and `?` for what is no character."""
    return text.replace("\x00", "\u2400").encode("utf-8", "replace").decode()


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {key: _storable(item) for key, item in value.items()}
    return value


_SHAPES = {
    "message": "text",
    "amount": "decimal",
    "lines": "list of {quantity, line_pk, item_name}",
    "oversold_items": "list of text",
    "fulfilled_items": "list of line ids",
    "email_type": "e-mail type",
}


def _shape(field: msgspec.structs.FieldInfo) -> str:
    numbers = {"quantity", "composed_id", "count", "order_line_pk", "line_pk"}
    shape = _SHAPES.get(field.name, "whole number" if field.name in numbers else "text")
    return shape if field.required else f"{shape}, optional"
