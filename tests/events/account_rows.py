"""The functions of `events.account.events`: one row for each, and the calls of a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from events.account import CustomerEvents, events
from events.models import CustomerEvent, Order, OrderEvent, User

LEGACY_DATE = datetime(2014, 7, 8, 9, 10, 11, 121314, tzinfo=UTC)

# Arguments beside `user`, what is stored, and who acted where nobody was named (None: must be named).
# Text in braces stands for a thing of the test's.
Row = tuple[str, CustomerEvents, dict[str, Any], dict[str, Any], str | None]
JANE = {"customer": "{jane}"}
ROWS: list[Row] = [
    ("account_created", CustomerEvents.ACCOUNT_CREATED, JANE, {}, "jane"),
    ("password_reset_link_sent", CustomerEvents.PASSWORD_RESET_LINK_SENT, JANE, {}, "jane"),
    ("password_reset", CustomerEvents.PASSWORD_RESET, JANE, {}, "jane"),
    ("placed_order", CustomerEvents.PLACED_ORDER, {"order": "{order}"}, {}, "jane"),
    (
        "note_added_to_order",
        CustomerEvents.NOTE_ADDED_TO_ORDER,
        {"order": "{order}", "message": "Please hurry"},
        {"message": "Please hurry"},
        "jane",
    ),
    (
        "digital_link_downloaded",
        CustomerEvents.DIGITAL_LINK_DOWNLOADED,
        {"order_line": "{line}"},
        {"order_line_pk": "{line_id}"},
        "jane",
    ),
    ("customer_deleted", CustomerEvents.CUSTOMER_DELETED, {"count": 2}, {"count": 2}, None),
    (
        "email_assigned",
        CustomerEvents.EMAIL_ASSIGNED,
        JANE | {"message": "new@example.com"},
        {"message": "new@example.com"},
        None,
    ),
    (
        "name_assigned",
        CustomerEvents.NAME_ASSIGNED,
        JANE | {"message": "Jane D."},
        {"message": "Jane D."},
        None,
    ),
    ("note_added", CustomerEvents.NOTE_ADDED, JANE | {"message": "VIP"}, {"message": "VIP"}, None),
    (
        "other",
        CustomerEvents.OTHER,
        JANE | {"message": "Group: wholesale", "date": LEGACY_DATE},
        {"message": "Group: wholesale"},
        None,
    ),
]
NAMES = [row[0] for row in ROWS]
ARGUMENTS = {name: arguments for name, _, arguments, _, _ in ROWS}
BY_THE_CUSTOMER = [name for name, *_, actor in ROWS if actor]
ABOUT_AN_ORDER = ["placed_order", "note_added_to_order", "digital_link_downloaded"]
NOBODYS = "customer_deleted"


class Shop:
    """The test's things by name, and the functions with their rows' arguments."""

    def __init__(self, session: Session, order: Order, jane: User, anna: User) -> None:
        self.session = session
        self.things = {
            "order": order,
            "line": order.lines[0],
            "line_id": order.lines[0].id,
            "jane": jane,
            "anna": anna,
        }

    def filled(self, values: dict[str, Any]) -> dict[str, Any]:
        named = {f"{{{name}}}": thing for name, thing in self.things.items()}
        return {k: named.get(v, v) if isinstance(v, str) else v for k, v in values.items()}

    def call(self, name: str, **changes: Any) -> CustomerEvent:
        function: Callable[..., CustomerEvent] = getattr(events, f"{name}_event")
        return function(**self.filled(ARGUMENTS[name]) | changes)

    def counts(self) -> tuple[int, int]:
        """How many customer and order events there are, what is pending included."""
        self.session.flush()
        return (
            self.session.scalar(select(func.count()).select_from(CustomerEvent)) or 0,
            self.session.scalar(select(func.count()).select_from(OrderEvent)) or 0,
        )
