"""Orders, their lines, and what happened to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from events import clock
from events.account.models import User
from events.database.base import Base
from events.database.types import Document, EventCode, Id, UtcDateTime
from events.vocabulary import AnyType


class Order(Base):
    """An order. `number` is what people call it, verbatim; it is unique within its `shop`.

    A guest's order has no `user` but a `user_email`. `created` is NULL where it is not known.
    """

    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    shop: Mapped[str] = mapped_column(Text, default="", server_default="")
    number: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id", ondelete="SET NULL"), index=True)
    user_email: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Without evaluates_none, `created=None` would be taken for "not given" and become the present.
    created: Mapped[datetime | None] = mapped_column(UtcDateTime().evaluates_none(), default=clock.now)
    currency: Mapped[str] = mapped_column(Text, default="", server_default="")

    user: Mapped[User | None] = relationship()
    lines: Mapped[list[OrderLine]] = relationship(back_populates="order", order_by="OrderLine.id")

    # Number first: people type a number, and only sometimes its shop. Ids are not used again, since
    # the ledger refers to them.
    __table_args__ = (UniqueConstraint("number", "shop"), {"sqlite_autoincrement": True})

    def __repr__(self) -> str:
        return f"Order(id={self.id}, shop={self.shop!r}, number={self.number!r})"


Index(
    "ix_orders_user_email",
    func.lower(Order.user_email),
    sqlite_where=Order.user_email != "",
)


class OrderLine(Base):
    """So many of one item."""

    __tablename__ = "order_lines"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(Id, ForeignKey("orders.id"), index=True)
    item_name: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int]

    order: Mapped[Order] = relationship(back_populates="lines")

    def __repr__(self) -> str:
        return f"OrderLine(id={self.id}, quantity={self.quantity}, item_name={self.item_name!r})"


class OrderEvent(Base):
    """Something that happened to an order. `user` is who acted; NULL is the system or a visitor."""

    __tablename__ = "order_events"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    date: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    type: Mapped[AnyType] = mapped_column(EventCode("order"))
    order_id: Mapped[int] = mapped_column(Id, ForeignKey("orders.id"))
    user_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id", ondelete="SET NULL"), index=True)
    parameters: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)

    order: Mapped[Order] = relationship()
    user: Mapped[User | None] = relationship()

    # Ids are printed and quoted in mails: one that was undone is never given to another event.
    __table_args__ = (
        Index("ix_order_events_order_id_date_id", "order_id", "date", "id"),
        Index("ix_order_events_date_id", "date", "id"),
        {"sqlite_autoincrement": True},
    )

    def __repr__(self) -> str:
        return f"OrderEvent(id={self.id}, type={self.type!r}, order_id={self.order_id})"
