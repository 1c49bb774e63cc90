"""Events as a Django fixture that `loaddata` of Saleor 2.11 loads into a new shop.

In it: `account.user`, `order.order`, `order.orderevent` and `account.customerevent`, with the users and
orders that the events need. An order's id is its number where Saleor can count so (its orders have no other
number), else one above `FIRST_FREE`; number and shop are in its metadata. Nobody can log in: passwords are
unusable, staff and people without an e-mail are inactive.

Not in it: order lines, fulfillments, payments, addresses, totals. So references to lines are emptied; names
of lines stay where the event has them. Orders are `fulfilled`, or `canceled` where an event says so, so that
nobody ships them again. An event of a customer hangs on that customer, whoever acted: Saleor has one user
for both. Fields and codes are those of the models in Saleor's sources, tag 2.11.0.
"""

from __future__ import annotations

import json
import re
import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import func, select

from cli.render import records
from cli.render.people import counted
from events.account.people import Person, columns, from_columns
from events.order import OrderEvents
from events.tables import customer_events, order_events, orders, users
from events.vocabulary.event_type import EventType

if TYPE_CHECKING:
    from cli.event_view import EventView
    from events.tables import Reader

FIRST_FREE = 2_000_000_000
PAGE = 500
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_ORDERS = uuid.UUID("6f3d0a62-7d0e-5c0b-9a43-2f1f0f5f9c11")
_CODES = {
    "draft_placed": "placed_from_draft",
    "marked_as_paid": "order_marked_as_paid",
    "order_paid": "order_fully_paid",
    "captured": "payment_captured",
    "refunded": "payment_refunded",
    "voided": "payment_voided",
    "restocked_items": "fulfillment_restocked_items",
    "fulfilled_items": "fulfillment_fulfilled_items",
}
"""What 2.11 stores for the codes of its Events page that differ."""

Row = dict[str, Any]


def write(stream: IO[bytes], events: Iterable[EventView], reader: Reader) -> str:
    """Write users and orders before the first event that needs them.

    Returns a note on the events that Saleor has no place for.
    """
    left_out = 0
    separator = b"[\n"
    with closing(sqlite3.connect("", isolation_level=None)) as seen:
        seen.execute("CREATE TABLE seen (model TEXT, pk INTEGER, PRIMARY KEY (model, pk)) WITHOUT ROWID")
        seen.execute("BEGIN")
        for page in _pages(events):
            for row in _rows(page, reader):
                if row is None:
                    left_out += 1
                elif _is_new(seen, row):
                    stream.write(separator + json.dumps(row).encode("ascii"))
                    separator = b",\n"
    stream.write(b"[]\n" if separator == b"[\n" else b"\n]\n")
    if not left_out:
        return ""
    return f"Left out, without a user or of a type that Saleor lacks: {counted(left_out, 'event')}."


def _pages(events: Iterable[EventView]) -> Iterator[list[EventView]]:
    page: list[EventView] = []
    for view in events:
        page.append(view)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page


def _is_new(seen: sqlite3.Connection, row: Row) -> bool:
    key = (row["model"], row["pk"])
    return seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", key).rowcount > 0


def _rows(page: list[EventView], reader: Reader) -> Iterator[Row | None]:
    """The page's users, orders and events; None for an event that is left out."""
    found = _orders(reader, page)
    people = {who.id for view in page for who in (view.entry.user, view.entry.customer) if who}
    for who in _people(reader, people | {order["user"] for order in found.values()}):
        yield _user(who)
    for fields in found.values():
        yield {
            "model": "order.order",
            "pk": fields["pk"],
            "fields": {k: v for k, v in fields.items() if k != "pk"},
        }
    yield from (_event(view, found) for view in page)


def _user(who: Person) -> Row:
    email = who.email if who.email and len(who.email) <= 254 else None
    first, _, last = who.name.strip().rpartition(" ")
    fields = {
        "email": email or f"user-{who.id}@legacy.invalid",
        "first_name": first[:256],
        "last_name": last[:256],
        "is_staff": who.is_staff,
        "is_active": bool(email) and not who.is_staff and not who.is_placeholder,
        "password": "!",
    }
    return {"model": "account.user", "pk": who.id, "fields": fields}


def _event(view: EventView, found: dict[tuple[str, str], Row]) -> Row | None:
    entry = view.entry
    order = found[(entry.shop, entry.order)]["pk"] if entry.order is not None else None
    user = entry.user.id if entry.user else None
    if entry.table == "c":
        user = entry.customer.id if entry.customer else user
    if not isinstance(entry.type, EventType) or (entry.table == "c" and user is None):
        return None
    return {
        "model": "order.orderevent" if entry.table == "o" else "account.customerevent",
        "pk": entry.number,
        "fields": {
            "date": records.moment(entry.date),
            "type": _code(entry.table, entry.type.value),
            "order": order,
            "user": user,
            "parameters": _parameters(dict(entry.parameters)),
        },
    }


def _code(table: str, code: str) -> str:
    """Saleor has no OTHER for customers: there, what a legacy shop wrote down is a note."""
    if table == "c":
        return "note_added" if code == "other" else code
    return _CODES.get(code, code)


def _parameters(given: dict[str, Any]) -> dict[str, Any]:
    """Without ids of lines, which would be those of other lines there."""
    if isinstance(lines := given.get("lines"), list):
        given["lines"] = [
            {"quantity": line.get("quantity"), "line_pk": None, "item": line.get("item_name")}
            for line in lines
            if isinstance(line, dict)
        ]
    if "fulfilled_items" in given:
        given["fulfilled_items"] = []
    if "order_line_pk" in given:
        given["order_line_pk"] = None
    return given


def _orders(reader: Reader, page: list[EventView]) -> dict[tuple[str, str], Row]:
    """The orders of the page's events, as fields and `pk`, by shop and number."""
    wanted = {(view.entry.shop, view.entry.order) for view in page if view.entry.order is not None}
    if not wanted:
        return {}
    own = orders.c
    rows = reader.execute(
        select(own.id, own.shop, own.number, own.created, own.currency, own.user_id, own.user_email).where(
            own.number.in_(sorted({number for _, number in wanted if number is not None}))
        )
    )
    found = {(row.shop, row.number): row for row in rows if (row.shop, row.number) in wanted}
    ids = [row.id for row in found.values()]
    canceled, first = _canceled(reader, ids), _first(reader, ids)
    return {key: _order(row, row.id in canceled, first.get(row.id)) for key, row in found.items()}


def _order(row: Any, is_canceled: bool, first: Any) -> Row:
    fields = {
        "pk": _order_pk(row.shop, row.number, row.id),
        "status": "canceled" if is_canceled else "fulfilled",
        "user": row.user_id,
        "user_email": row.user_email if len(row.user_email) <= 254 else "",
        "token": str(uuid.uuid5(_ORDERS, json.dumps([row.shop, row.number]))),
        "metadata": {"legacy_number": row.number, "legacy_shop": row.shop},
    }
    if created := row.created or first:
        fields["created"] = records.moment(created)
    if _CURRENCY.fullmatch(row.currency):
        fields["currency"] = row.currency
    return fields


def _order_pk(shop: str, number: str, own_id: int) -> int:
    is_plain = not shop and _NUMBER.fullmatch(number) and int(number) < FIRST_FREE
    return int(number) if is_plain else FIRST_FREE + own_id


def _canceled(reader: Reader, ids: list[int]) -> set[int]:
    canceled = order_events.c.type == OrderEvents.CANCELED
    return set(
        reader.scalars(select(order_events.c.order_id).where(canceled, order_events.c.order_id.in_(ids)))
    )


def _first(reader: Reader, ids: list[int]) -> dict[int, Any]:
    """When the first event of each order was."""
    found: dict[int, Any] = {}
    for table in (order_events, customer_events):
        own = table.c
        rows = select(own.order_id, func.min(own.date)).where(own.order_id.in_(ids)).group_by(own.order_id)
        for order, date in reader.execute(rows):
            found[order] = min(found.get(order, date), date)
    return found


def _people(reader: Reader, ids: set[int | None]) -> Iterator[Person]:
    wanted = sorted(one for one in ids if one is not None)
    for row in reader.execute(select(*columns(users)).where(users.c.id.in_(wanted)).order_by(users.c.id)):
        if who := from_columns(tuple(row)):
            yield who
