"""What the arguments of the Python interface mean: an order, a moment, a key, whom a call is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from events import clock, moments
from events.errors import InvalidDateError, UsageError
from events.notes.dated import with_remark

if TYPE_CHECKING:
    from typing import Protocol

    class HasNumber(Protocol):
        """An order of a list, or a stored one."""

        @property
        def shop(self) -> str:
            """Its shop, "" for the one without a name."""

        @property
        def number(self) -> str:
            """Its number."""

    OrderName = str | int | HasNumber

Moment = str | date
"""A date: `"2020"`, `"yesterday"`, a `date` or a `datetime`. What has no time zone is UTC."""


def order_name(order: OrderName, *, shop: str | None = None) -> str:
    """What an order is called: its number, or shop/number; /number is the one of the shop without a name.
    Raises `UsageError` for what is no order."""
    if isinstance(order, bool) or not isinstance(order, str | int):
        number, own_shop = getattr(order, "number", None), getattr(order, "shop", "")
        if not isinstance(number, str) or not isinstance(own_shop, str):
            raise UsageError(f"An order is named by its number, such as '1001', not by {order!r}.")
        return f"{own_shop}/{number}"
    text = str(order)
    return text if shop is None or text.startswith(f"{shop}/") else f"{shop}/{text}"


def one_of(order: str, customer: str) -> str:
    """The one of the two that is given. Raises `UsageError` for none and for both."""
    if bool(order) is bool(customer):
        raise UsageError("Name either an order or a customer.")
    return order or customer


def one_key(key: str | None, idempotency_key: str | None) -> str | None:
    """The key under either of its names. Raises `UsageError` for two keys, or a blank one."""
    if key is not None and idempotency_key is not None and key != idempotency_key:
        raise UsageError("key and idempotency_key are two names of the same: give one.")
    found = key if idempotency_key is None else idempotency_key
    if found is not None and not found.strip():
        raise UsageError("The idempotency key is blank. Nothing was changed.")
    return found


def as_on_the_command_line(first: str | int, others: Sequence[object], *, named: str) -> tuple[str, str, str]:
    """An order or a customer, one of them empty, and the message of a note, for the words of `add-note`.

    Raises `TypeError` for other words.
    """
    first, message = str(first), others[0]
    is_text = " " in first.strip()
    if named or len(others) > 1 or not isinstance(message, str) or is_text:
        order = message if is_text else first
        raise TypeError(f"name the order or the customer: add_note(message, order={order!r}, user=...)")
    return ("", first, message) if "@" in first else (first, "", message)


def at_most(limit: int | None) -> int | None:
    """The most that is asked for. Raises `UsageError` for a negative number."""
    if limit is not None and limit < 0:
        raise UsageError(f"limit is a number of events or orders, not {limit}.")
    return limit


def words(*given: str | Iterable[str] | None) -> Iterator[str]:
    """The words of arguments that take one or several."""
    for one in given:
        yield from [one] if isinstance(one, str) else one or ()


def since(given: Moment | None) -> datetime | None:
    """The first moment of what is given, in UTC. Raises `InvalidDateError`."""
    return None if given is None else _ends(given)[0]


def until(given: Moment | None) -> datetime | None:
    """The end of what is given, exclusive, in UTC: a day, month or year includes its last moment.

    Raises `InvalidDateError`.
    """
    return None if given is None else _ends(given)[1]


def period(first: Moment | None, last: Moment | None) -> tuple[datetime | None, datetime | None]:
    """The limits of what is `since` and `until`, see there. Raises `UsageError` for the wrong way round."""
    start, end = since(first), until(last)
    if start and end and start >= end:
        raise UsageError(f"since {first} is not before until {last}: nothing matches. Exchange them.")
    return start, end


def past(given: Moment) -> datetime:
    """The moment at which something happened, in UTC. Raises `InvalidDateError`, `UsageError` for one that is
    still to come."""
    found = _ends(given)[0]
    if found > clock.now():
        raise UsageError(f"{given} is still to come. Nothing was changed.")
    return found


def dated(text: str, given: Moment | None) -> tuple[str, datetime | None]:
    """The text of a note with its time of writing, and its date; for one about now, the text alone."""
    if given is None or not text.strip():  # a blank note is refused by whoever records it
        return text, None
    moment, (start, end) = past(given), _ends(given)
    if end - start > timedelta(days=1):
        raise UsageError(f"A note is about a moment or a day, not about {given}. Nothing was changed.")
    about = moment.date() if end > start else None
    return with_remark(text, written=clock.now(), about=about), moment


def _ends(given: Moment) -> tuple[datetime, datetime]:
    try:
        return _read(given)
    except OverflowError:  # beyond the calendar
        raise InvalidDateError(str(given)) from None


def _read(given: Moment) -> tuple[datetime, datetime]:
    if isinstance(given, str):
        return moments.since(given, UTC), moments.until(given, UTC)
    if isinstance(given, datetime):
        aware = given if given.utcoffset() is not None else given.replace(tzinfo=UTC)
        return aware.astimezone(UTC), aware.astimezone(UTC)
    if isinstance(given, date):
        day = datetime.combine(given, time(), UTC)
        return day, day + timedelta(days=1)
    raise InvalidDateError(str(given))
