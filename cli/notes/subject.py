"""A line for whoever writes a note: on whom it will be, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.acting_user import shown_name
from cli.context import Context
from cli.render import people, safe

if TYPE_CHECKING:
    from events.tables import Reader


def note_subject(context: Context, target: str, *, is_customer: bool, user: str | None) -> str:
    """`Note on order #1001 · Jane Doe <jane@example.com>, by anna@shop.example`.

    Raises `UnknownOrderError`, `UnknownCustomerError` and the like.
    """
    with context.reader() as reader:
        whom = _customer(reader, target) if is_customer or "@" in target else _order(reader, target)
        by = shown_name(context, reader, user)
    return f"Note on {whom}, by {safe.line(by)}"


def _customer(reader: Reader, text: str) -> str:
    from events.account.people import find_customer

    return f"customer {people.customer(find_customer(reader, text))}"


def _order(reader: Reader, text: str) -> str:
    from events.order.lookup import find

    found = find(reader, text)
    owner = f" · {people.customer(found.customer)}" if found.customer else ""
    return f"order {people.badge(found.shop, found.number)}{owner}"
