"""What is counted of each user, as expressions for a query of `users`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from events.tables import customer_events, order_events, users
from events.tables import orders as placed_orders

_OF_USER = placed_orders.c.user_id == users.c.id


def orders_of_user() -> Any:
    """The number of a user's orders."""
    return select(func.count()).where(_OF_USER).correlate(users).scalar_subquery()


def own_events_of_user() -> Any:
    """The number of a user's own events."""
    by_user = customer_events.c.customer_id == users.c.id
    return select(func.count()).where(by_user).correlate(users).scalar_subquery()


def events_of_user() -> Any:
    """The number of a user's events: their own, and those of their orders."""
    joined = order_events.join(placed_orders, placed_orders.c.id == order_events.c.order_id)
    of_orders = select(func.count()).select_from(joined).where(_OF_USER)
    return of_orders.correlate(users).scalar_subquery() + own_events_of_user()
