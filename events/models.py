"""The log's tables as mapped classes: people, orders, their events, and what is known of notes.

The importers' ledger has models of its own, in `importers.ledger.models`, on the same `Base`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    event,
    false,
    func,
    update,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from events import clock
from events.database.base import Base
from events.database.last_ids import take_id
from events.database.types import Document, EventCode, Id, UtcDateTime
from events.vocabulary.event_type import AnyType

__all__ = [
    "Base",
    "CustomerCorrection",
    "CustomerEvent",
    "NoteKey",
    "Order",
    "OrderCorrection",
    "OrderEvent",
    "OrderLine",
    "User",
]


class User(Base):
    """A customer or a member of staff, as in Saleor.

    `email` is unique without regard to case, and NULL for people known only by a legacy name.
    A placeholder was made by an import or a note, and stands for somebody not yet identified.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    email: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, default="", server_default="")
    is_staff: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_placeholder: Mapped[bool] = mapped_column(default=False, server_default=false())

    # The ledger refers to ids, so that one that was deleted is never given to somebody else.
    __table_args__ = ({"sqlite_autoincrement": True},)

    def __repr__(self) -> str:
        return f"User(id={self.id}, email={self.email!r}, name={self.name!r})"


Index("uq_users_email", func.lower(User.email), unique=True)
Index("ix_users_name", User.name)


class Order(Base):
    """An order. `number` is what people call it, verbatim; it is unique within its `shop`.

    A guest's order has no `user` but a `user_email`. `created` is NULL where it is not known.
    """

    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    shop: Mapped[str] = mapped_column(Text, default="", server_default="")
    number: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id", ondelete="SET NULL"))
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
    """An item of an order, and how many of it."""

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
    user_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id", ondelete="SET NULL"))
    parameters: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)

    order: Mapped[Order] = relationship()
    user: Mapped[User | None] = relationship()

    __table_args__ = (
        Index("ix_order_events_order_id_date", "order_id", "date"),
        Index("ix_order_events_date", "date"),
    )

    def __repr__(self) -> str:
        return f"OrderEvent(id={self.id}, type={self.type!r}, order_id={self.order_id})"


class CustomerEvent(Base):
    """Something that happened to a customer.

    `customer` is whose history it is, `user` is who acted. Both go NULL, and the row stays, when
    that person is deleted.
    """

    __tablename__ = "customer_events"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    date: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    type: Mapped[AnyType] = mapped_column(EventCode("customer"))
    order_id: Mapped[int | None] = mapped_column(Id, ForeignKey("orders.id"))
    customer_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id", ondelete="SET NULL"))
    user_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id", ondelete="SET NULL"))
    parameters: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)

    order: Mapped[Order | None] = relationship()
    customer: Mapped[User | None] = relationship(foreign_keys=[customer_id])
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])

    __table_args__ = (
        Index("ix_customer_events_customer_id_date", "customer_id", "date"),
        Index("ix_customer_events_date", "date"),
    )

    def __repr__(self) -> str:
        return f"CustomerEvent(id={self.id}, type={self.type!r}, customer_id={self.customer_id})"


# Most of what is imported has none of these. On PostgreSQL, migrations make these indexes: `postgresql_where`
# would load its dialect at each start.
Index("ix_orders_user_id", Order.user_id, sqlite_where=Order.user_id.is_not(None))
Index("ix_order_events_user_id", OrderEvent.user_id, sqlite_where=OrderEvent.user_id.is_not(None))
Index("ix_customer_events_order_id", CustomerEvent.order_id, sqlite_where=CustomerEvent.order_id.is_not(None))
Index("ix_customer_events_user_id", CustomerEvent.user_id, sqlite_where=CustomerEvent.user_id.is_not(None))


class NoteKey(Base):
    """The key that a note was added under, and the event it made; one of the two ids is set.

    Only the key's SHA-256 is kept: it is never read again, and a person named in it need not be erased.
    """

    __tablename__ = "note_keys"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    order_event_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("order_events.id", ondelete="CASCADE"), index=True
    )
    customer_event_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("customer_events.id", ondelete="CASCADE"), index=True
    )


class OrderCorrection(Base):
    """A note on an order that says what another should have said. A note is corrected once; its correction
    may be corrected in turn. The link goes when an undone import takes either note away."""

    __tablename__ = "order_corrections"

    event_id: Mapped[int] = mapped_column(
        Id, ForeignKey("order_events.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    corrects_id: Mapped[int] = mapped_column(
        Id, ForeignKey("order_events.id", ondelete="CASCADE"), unique=True
    )


class CustomerCorrection(Base):
    """The same for notes on customers."""

    __tablename__ = "customer_corrections"

    event_id: Mapped[int] = mapped_column(
        Id, ForeignKey("customer_events.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    corrects_id: Mapped[int] = mapped_column(
        Id, ForeignKey("customer_events.id", ondelete="CASCADE"), unique=True
    )


# Ids are printed and quoted in mails: one that was undone is never given to another event.
@event.listens_for(OrderEvent, "before_insert")
@event.listens_for(CustomerEvent, "before_insert")
def _give_id(mapper: Mapper[Any], connection: Connection, new: OrderEvent | CustomerEvent) -> None:
    table = str(mapper.persist_selectable)
    if (taken := take_id(connection, table, new.id)) is not None:
        new.id = taken


@event.listens_for(User, "before_delete")
def _keep_history(_mapper: Mapper[User], connection: Connection, user: User) -> None:
    """Anonymise the history of a deleted user, on databases without enforced foreign keys too."""
    for name in ("orders", "order_events", "customer_events"):
        table = Base.metadata.tables[name]
        for key in table.foreign_keys:
            if key.column.table is User.__table__:
                gone = update(table).where(key.parent == user.id).values({key.parent.name: None})
                connection.execute(gone)
