"""What was typed for an event function, as the values it takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy.orm import Session

from cli.acting_user import acting
from cli.context import Context
from events import clock, moments
from events.account.people import find_user
from events.errors import NotFoundError, UsageError
from events.models import OrderLine
from events.order import OrderEventsEmails
from events.order.lookup import find_order

SYSTEM = "system"


@dataclass(frozen=True, kw_only=True)
class Given:
    """A command line for an event function. `acts_by_default`: the customer acts where no
    user is given."""

    vocabulary: str
    target: str
    user: str | None
    acts_by_default: bool
    values: Mapping[str, Any]


def resolve(context: Context, session: Session, given: Given, wanted: Collection[str]) -> dict[str, Any]:
    """The function's arguments. Raises `NotFoundError`, or `UsageError` for text that cannot be read."""
    values = {name: _value(context, session, name, text) for name, text in given.values.items()}
    if given.vocabulary == "order":
        values["order"] = find_order(session, given.target)
        return values | _user(context, session, given)
    if "customer" in wanted:
        values["customer"] = find_user(session, given.target)
        return values | _user(context, session, given)
    return values | {"user": acting(context, session, user=given.target, writes_note=False)}


def _user(context: Context, session: Session, given: Given) -> dict[str, Any]:
    if given.user is None and given.acts_by_default:
        return {}
    if given.user == SYSTEM:
        return {"user": None}
    return {"user": acting(context, session, user=given.user, writes_note=False)}


def _value(context: Context, session: Session, name: str, text: Any) -> Any:
    readers: dict[str, Callable[[Any], Any]] = {
        "order": lambda number: find_order(session, number),
        "amount": _amount,
        "email_type": OrderEventsEmails.parse,
        "date": lambda date: _past(date, context.zone),
        "order_line": lambda line: _line(session, line),
        "fulfilled_items": lambda lines: [_line(session, line) for line in lines],
        "lines": lambda pairs: [_pair(session, pair) for pair in pairs],
    }
    return readers[name](text) if name in readers else text


def _past(text: str, zone: tzinfo) -> datetime:
    found = moments.since(text, zone)
    if found > clock.now():
        raise UsageError(f"--date {text} is still to come. Nothing was changed.")
    return found


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        raise UsageError(f"Cannot read the amount {text!r}. Write it as 10.00.") from None


def _pair(session: Session, text: str) -> tuple[int, OrderLine]:
    found = re.fullmatch(r"\s*(\d{1,9})\s*:\s*(\S+)\s*", text)
    if found is None:
        raise UsageError(f"Cannot read the line {text!r}. Write it as 2:LINE_ID, for two of that line.")
    return int(found[1]), _line(session, found[2])


def _line(session: Session, text: str) -> OrderLine:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise UsageError(f"{text!r} is not the id of an order line. `events order NUMBER` shows them.")
    line = session.get(OrderLine, int(text))
    if line is None:
        raise NotFoundError(f"There is no order line {text}. `events order NUMBER` shows an order's lines.")
    return line
