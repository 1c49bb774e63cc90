"""The log's tables as readers need them: names and column types, without loading the mapped classes.

Mapping takes a third of the time that `events order` takes. The models are where the schema is defined; a
test holds the two equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Boolean, ColumnElement, Integer, Text, column, table

from events.database.types import Document, EventCode, Id, UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    Reader = Connection | Session
    """What statements are read through."""

users = table(
    "users",
    column("id", Id),
    column("email", Text),
    column("name", Text),
    column("is_staff", Boolean),
    column("is_placeholder", Boolean),
)
orders = table(
    "orders",
    column("id", Id),
    column("shop", Text),
    column("number", Text),
    column("user_id", Id),
    column("user_email", Text),
    column("created", UtcDateTime),
    column("currency", Text),
)
order_lines = table(
    "order_lines",
    column("id", Id),
    column("order_id", Id),
    column("item_name", Text),
    column("quantity", Integer),
)
order_events = table(
    "order_events",
    column("id", Id),
    column("date", UtcDateTime),
    column("type", EventCode("order")),
    column("order_id", Id),
    column("user_id", Id),
    column("parameters", Document),
)
customer_events = table(
    "customer_events",
    column("id", Id),
    column("date", UtcDateTime),
    column("type", EventCode("customer")),
    column("order_id", Id),
    column("customer_id", Id),
    column("user_id", Id),
    column("parameters", Document),
)
corrections = {
    letter: table(name, column("event_id", Id), column("corrects_id", Id))
    for letter, name in (("o", "order_corrections"), ("c", "customer_corrections"))
}
"""Which notes correct which, by the letter of their events' ids."""

Condition = ColumnElement[bool]
