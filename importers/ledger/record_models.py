"""How the ledger stores records: what is the same for thousands of neighbours once, and what is rare apart.

A record has the id of the event that it became: an order event's own, a customer event's negative one. What
makes it the same record, `(stream, name, number)`, is unique, so that an import can be repeated.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from events.database.base import Base
from events.database.types import Id
from importers.ledger import records_view, run_guard  # noqa: F401 - they go with the tables


class RecordStream(Base):
    """Where records of one kind come from: a table of a source, and the part of its records."""

    __tablename__ = "record_streams"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source_id: Mapped[int] = mapped_column(Id, ForeignKey("sources.id"))
    source_table: Mapped[str] = mapped_column(Text, default="")
    part: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (UniqueConstraint("source_id", "source_table", "part"),)


class RecordRun(Base):
    """Records of orders' events whose legacy ids are whole numbers, and count up with the events' ids.

    `digests` are those of what they say, 8 bytes each, the most significant first. A number is in one run of
    its stream, or in one row of `RecordKey`: a trigger refuses a run that meets another.
    """

    __tablename__ = "record_runs"

    first_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    stream_id: Mapped[int] = mapped_column(Id, ForeignKey("record_streams.id"))
    first_number: Mapped[int] = mapped_column(Id)
    last_number: Mapped[int] = mapped_column(Id)
    digests: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (UniqueConstraint("stream_id", "first_number"),)


class RecordKey(Base):
    """What makes a record that is in no run the same one, and the digest of what it says.

    A legacy id that is a whole number is `number`, with an empty `name`; any other is `name`, with number 0.
    A record without one has its content's digest as `name`, and as `number` how often that was met, from 1.
    """

    __tablename__ = "record_keys"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    stream_id: Mapped[int] = mapped_column(Id, ForeignKey("record_streams.id"))
    number: Mapped[int] = mapped_column(Id)
    digest: Mapped[int] = mapped_column(Id)
    name: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("stream_id", "name", "number"),)


class RecordSpan(Base):
    """Records of one batch whose ids follow each other, and whose places in the input count up with them.

    `record` and `line` are those of `first_id`. Each id further from 0 adds a step. Every id from `first_id`
    to `last_id` has a record. `utc_offset` is there where all their dates read `2020-01-02 10:00:00`, and is
    by how many seconds the local time of these texts is ahead of UTC: they follow from the events' dates.
    """

    __tablename__ = "record_spans"

    first_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    last_id: Mapped[int] = mapped_column(Id)
    batch_id: Mapped[int] = mapped_column(Id, ForeignKey("batches.id"), index=True)
    record: Mapped[int] = mapped_column(Id)
    line: Mapped[int] = mapped_column(Id)
    record_step: Mapped[int] = mapped_column(Id)
    line_step: Mapped[int] = mapped_column(Id)
    utc_offset: Mapped[int | None] = mapped_column(Id)


class RecordDetail(Base):
    """What mapping altered of a record (`raw_*`), what it did not use (`extra`), and the record's own word
    for what happened (`kind`); no row where there is nothing of these."""

    __tablename__ = "record_details"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    kind: Mapped[str | None] = mapped_column(Text)
    raw_date: Mapped[str | None] = mapped_column(Text)
    raw_author: Mapped[str | None] = mapped_column(Text)
    raw_message: Mapped[str | None] = mapped_column(Text)
    extra: Mapped[str | None] = mapped_column(Text)
