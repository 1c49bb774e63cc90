"""Parameter schemas: what an event of a type says beside its date and its people.

Schemas are frozen and strict. `build` makes the JSON object that is stored; money is a
`Decimal` there and a JSON string in the column, so that its scale survives ("209.130").
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import Meta

_DIGITS = 20
"""More than any currency needs: 1E+999999 would be printed as a million zeros."""

Text = Annotated[str, Meta(pattern=r"\S", description="text")]
Count = Annotated[int, Meta(ge=1, description="whole number from 1")]


class Parameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all parameter schemas."""


class NoParameters(Parameters, frozen=True):
    """The type says everything."""


class Message(Parameters, frozen=True):
    message: Text


class LineQuantity(Parameters, frozen=True):
    quantity: Count
    line_pk: int
    item_name: str


class Lines(Parameters, frozen=True):
    lines: list[LineQuantity]


class OversoldItems(Parameters, frozen=True):
    oversold_items: list[Text]


class Payment(Parameters, frozen=True):
    amount: Decimal
    payment_id: Text
    payment_gateway: Text


class PaymentFailure(Parameters, frozen=True):
    message: Text
    payment_id: Text | None = None
    payment_gateway: Text | None = None


class Email(Parameters, frozen=True):
    email: Text
    email_type: Text


class ComposedId(Parameters, frozen=True):
    composed_id: int


class Quantity(Parameters, frozen=True):
    quantity: Count


class FulfilledItems(Parameters, frozen=True):
    fulfilled_items: list[int]


class OrderLinePk(Parameters, frozen=True):
    order_line_pk: int


class DeletedCount(Parameters, frozen=True):
    count: Count


def build(schema: type[Parameters], values: dict[str, Any]) -> dict[str, Any]:
    """The JSON object for `values` under `schema`.

    Raises `ValueError` with a sentence about the first value that does not fit. Amounts must be
    `Decimal` or whole numbers, finite and not negative: a binary float has no exact value to keep.
    U+0000, which no database column holds, is kept visible as U+2400.
    """
    if "amount" in values:
        values = {**values, "amount": _money(values["amount"])}
    try:
        checked = msgspec.convert(values, schema, strict=True)
    except msgspec.ValidationError as error:
        raise ValueError(_sentence(str(error), values)) from None
    plain: dict[str, Any] = msgspec.to_builtins(checked)
    return {key: _storable(value) for key, value in plain.items()}


def describe(schema: type[Parameters]) -> dict[str, str]:
    """Each field's name with its JSON shape in words, for tables and help."""
    return {field.name: _shape(field) for field in msgspec.structs.fields(schema)}


def _money(amount: object) -> Decimal:
    exact = isinstance(amount, Decimal | int) and not isinstance(amount, bool)
    value = Decimal(amount) if exact else None  # type: ignore[arg-type]
    if value is None or not value.is_finite() or value.is_signed():
        raise ValueError(f"amount must be a finite Decimal, zero or more, not {amount!r}.")
    if value.adjusted() > _DIGITS or -int(value.as_tuple().exponent) > _DIGITS:
        raise ValueError(f"amount has more than {_DIGITS} digits on a side of the point: {amount!r}.")
    return value


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
