"""People, and what happened to those of them who are customers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, Text, event, false, func, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from events import clock
from events.database.base import Base
from events.database.types import Document, EventCode, Id, UtcDateTime
from events.vocabulary import AnyType

if TYPE_CHECKING:
    from events.order.models import Order


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


class CustomerEvent(Base):
    """Something that happened to a customer.

    `customer` is whose history it is, `user` is who acted. Both go NULL, and the row stays, when
    that person is deleted.
    """

    __tablename__ = "customer_events"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    date: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    type: Mapped[AnyType] = mapped_column(EventCode("customer"))
    order_id: Mapped[int | None] = mapped_column(Id, ForeignKey("orders.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id", ondelete="SET NULL"))
    user_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id", ondelete="SET NULL"), index=True)
    parameters: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)

    order: Mapped[Order | None] = relationship()
    customer: Mapped[User | None] = relationship(foreign_keys=[customer_id])
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])

    # Ids are printed and quoted in mails: one that was undone is never given to another event.
    __table_args__ = (
        Index("ix_customer_events_customer_id_date_id", "customer_id", "date", "id"),
        Index("ix_customer_events_date_id", "date", "id"),
        {"sqlite_autoincrement": True},
    )

    def __repr__(self) -> str:
        return f"CustomerEvent(id={self.id}, type={self.type!r}, customer_id={self.customer_id})"


@event.listens_for(User, "before_delete")
def _keep_history(_mapper: Mapper[User], connection: Connection, user: User) -> None:
    """Anonymise the history of a deleted user, on databases without enforced foreign keys too."""
    for name in ("orders", "order_events", "customer_events"):
        table = Base.metadata.tables[name]
        for key in table.foreign_keys:
            if key.column.table is User.__table__:
                gone = update(table).where(key.parent == user.id).values({key.parent.name: None})
                connection.execute(gone)
