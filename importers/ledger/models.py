"""The ledger: where each imported event came from, beside clean event rows.

One record per event that a line made. Its identity, `(source, source_table, identity, part,
occurrence)`, is what makes an import repeatable: the same record is never stored twice. Records are stored in
the tables of `importers.ledger.record_models`; `importers.ledger.all_tables` has them all.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, MetaData, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

# Foreign keys refer to these tables, so they have to be known.
import events.models  # noqa: F401
from events import clock
from events.database.base import Base
from events.database.types import Document, FileName, Id, UtcDateTime
from importers.digest_algorithms import BLAKE2B, XXH3

_NUMBERS = (
    "id", "source_id", "occurrence", "batch_id", "record", "line", "order_event_id", "customer_event_id",
    "digest",
)  # fmt: skip
_TEXTS = (
    "source_table", "identity", "part", "kind", "raw_date", "raw_author", "raw_message", "extra",
)  # fmt: skip


class Source(Base):
    """A legacy system that records come from: its name, and the shop its orders go to.

    The `digest_algorithm` of its records never changes.
    """

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    shop: Mapped[str] = mapped_column(Text, default="")
    digest_algorithm: Mapped[str] = mapped_column(String(16), default=XXH3, server_default=BLAKE2B)

    __table_args__ = (UniqueConstraint("name", "shop"),)


class Batch(Base):
    """One run over one input. Counts are of records, `lines_read` of lines.

    `status` is running, done, stopped or undone; a batch still "running" that nobody runs was
    interrupted. `position` to `prefix_digest` are the checkpoint, written in the transaction of the
    chunk they describe: the bytes read so far (after unpacking), and their digest.
    """

    __tablename__ = "batches"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source_id: Mapped[int] = mapped_column(Id, ForeignKey("sources.id"), index=True)
    file: Mapped[str] = mapped_column(FileName)
    path: Mapped[str] = mapped_column(FileName, default="")
    status: Mapped[str] = mapped_column(String(16), default="running")
    started: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    finished: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settings: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """A document that `importers.batch_settings` reads, and of which `encoding` is a part."""
    resume_key: Mapped[str] = mapped_column(String(64), default="")
    file_digest: Mapped[str] = mapped_column(String(64), default="")
    header: Mapped[bytes] = mapped_column(LargeBinary, default=b"")

    position: Mapped[int] = mapped_column(Id, default=0)
    prefix_digest: Mapped[str] = mapped_column(String(64), default="")
    records_read: Mapped[int] = mapped_column(Id, default=0)
    lines_read: Mapped[int] = mapped_column(Id, default=0)

    read: Mapped[int] = mapped_column(Id, default=0)
    imported: Mapped[int] = mapped_column(Id, default=0)
    duplicate: Mapped[int] = mapped_column(Id, default=0)
    changed: Mapped[int] = mapped_column(Id, default=0)
    skipped: Mapped[int] = mapped_column(Id, default=0)
    rejected: Mapped[int] = mapped_column(Id, default=0)
    notes: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)

    source: Mapped[Source] = relationship()

    @property
    def encoding(self) -> str:
        """The encoding in which its input was read; empty where it has none."""
        return str(self.settings.get("encoding", ""))


class LedgerRecord(Base):
    """One imported event's provenance, as the view `records` shows it: to be read only.

    `identity` is the legacy id, or where there is none (`occurrence` > 0) the record's content,
    numbered among identical ones by `occurrence`. `digest` is of the neutral record's content. `raw_*`
    hold what mapping altered; `extra` what it did not use. `id` is that of the order event, or the negative
    of the customer event's.
    """

    __table__ = Table(
        "records",
        MetaData(),  # a view, which is none of the schema's tables
        *(Column(name, Id, primary_key=name == "id") for name in _NUMBERS),
        *(Column(name, Text) for name in _TEXTS),
    )
    id: Mapped[int]
    source_id: Mapped[int]
    source_table: Mapped[str]
    identity: Mapped[str]
    part: Mapped[str]
    occurrence: Mapped[int]
    batch_id: Mapped[int]
    record: Mapped[int]
    line: Mapped[int]
    order_event_id: Mapped[int | None]
    customer_event_id: Mapped[int | None]
    digest: Mapped[int]
    kind: Mapped[str | None]
    raw_date: Mapped[str | None]
    raw_author: Mapped[str | None]
    raw_message: Mapped[str | None]
    extra: Mapped[str | None]

    batch: Mapped[Batch] = relationship(
        primaryjoin=lambda: Batch.id == foreign(LedgerRecord.__table__.c.batch_id), viewonly=True
    )


class Reject(Base):
    """A record that was not imported, in the user's own bytes, with the reason and the fix."""

    __tablename__ = "rejects"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    batch_id: Mapped[int] = mapped_column(Id, ForeignKey("batches.id"))
    record: Mapped[int] = mapped_column(Id)
    part: Mapped[str] = mapped_column(Text, default="")
    line: Mapped[int] = mapped_column(Id)
    column: Mapped[str] = mapped_column(Text, default="")
    value: Mapped[str] = mapped_column(Text, default="")
    code: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(Text)
    fix: Mapped[str] = mapped_column(Text)
    raw: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (Index("ix_rejects_batch_id_record", "batch_id", "record"),)


class LegacyName(Base):
    """Whom a legacy name of a source stands for. `role` is author or customer: a staff id 17 and a
    customer id 17 are two people."""

    __tablename__ = "legacy_names"

    source_id: Mapped[int] = mapped_column(Id, ForeignKey("sources.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id", ondelete="SET NULL"), index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class Creation(Base):
    """An order or user that a batch made on the way, or an order whose empty customer it filled."""

    __tablename__ = "creations"

    entity: Mapped[str] = mapped_column(String(16), primary_key=True)
    entity_id: Mapped[int] = mapped_column(Id, primary_key=True)
    batch_id: Mapped[int] = mapped_column(Id, ForeignKey("batches.id"))

    __table_args__ = ({"sqlite_with_rowid": False},)


class Operation(Base):
    """Something that was done to the log as a whole (an undo, a re-attribution), so that it can be named."""

    __tablename__ = "operations"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    date: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    kind: Mapped[str] = mapped_column(String(32))
    batch_id: Mapped[int | None] = mapped_column(Id, ForeignKey("batches.id"))
    user_id: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id", ondelete="SET NULL"))
    details: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
