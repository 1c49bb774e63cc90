"""What is known of notes beside their events, whose parameters stay as Saleor has them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from events.database.base import Base
from events.database.types import Id


class NoteKey(Base):
    """The key that a note was added under, and the event it made; one of the two ids is set.

    Only the key's SHA-256 is kept: nobody needs to read it again, and a person in it need not be erased.
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
