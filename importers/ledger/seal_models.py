"""How the ledger stores what seals vouch for: a salted hash of each event, in blocks of many events."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from events.database.base import Base
from events.database.types import Id


class SealBlock(Base):
    """Events of one batch (or of none) that one seal added, in the order of their ids.

    Ids are those of records: an order event's own, a customer event's negative. `ids` is empty where they
    follow each other without a gap, otherwise it holds them in 8 bytes each. `leaves` are the salted hashes,
    32 bytes each. The salts follow from `seed` until one of the events is erased; from then on `salts` holds
    those that are left, 16 bytes each, and `seed` is empty.
    """

    __tablename__ = "seal_blocks"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    operation_id: Mapped[int] = mapped_column(Id, ForeignKey("operations.id"), index=True)
    batch_id: Mapped[int | None] = mapped_column(Id, ForeignKey("batches.id"))
    first_id: Mapped[int] = mapped_column(Id)
    last_id: Mapped[int] = mapped_column(Id)
    ids: Mapped[bytes] = mapped_column(LargeBinary)
    seed: Mapped[bytes] = mapped_column(LargeBinary)
    salts: Mapped[bytes] = mapped_column(LargeBinary)
    leaves: Mapped[bytes] = mapped_column(LargeBinary)
