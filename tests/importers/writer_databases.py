"""One suite for all writers: what `importers.writing.protocol.Writer` promises, on every kind of database.

To add a database, implement `Writer`, return it from `open_writer`, and add a row to `DATABASES`:

- `fixture` names a fixture (of `tests/conftest.py`) that gives the path or URL of an empty log;
- `defer_at_once` makes the writer drop its indexes after the first committed chunk, not after many records
  (None: this writer keeps them);
- `take_away` deletes the database; `own_fixture` gives one for it that no other test uses.

Every test then runs on it. A test writes chunks through the protocol alone (`Log.write`), closes the writer,
and reads the result through the models (`Log.events` and the others), which know every database. Chunks are
texts in CSV that take the same way to the writer as an import's: `records_of` maps and identifies them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bringing import PLAIN
from sqlalchemy import func, inspect, select
from sqlalchemy.engine import URL

from events.database.engine import make_engine, parse
from events.database.session import open_engine, open_session
from events.models import CustomerEvent, Order, OrderEvent, User
from importers.digest_algorithms import XXH3
from importers.ledger.models import Batch, Creation, LedgerRecord, Reject, Source
from importers.ledger.rejects import Rejected
from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.sets import with_sets
from importers.readers.opening import open_tables
from importers.record_frame import RecordFrame
from importers.transform import transform
from importers.writing.open_writer import open_writer
from importers.writing.protocol import Outcome, Target, Writer
from importers.writing.sqlite import bulk_load

MAPPING = with_sets(ColumnMapping(source="shop", tz="UTC"), (*PLAIN, "customer=customer"))
HEADER = "id,order,date,author,message,customer\n"
THREE = """\
1,1001,2020-01-01 10:00:00,anna@shop.example,First,jane@x.example
2,1001,2020-01-01 11:00:00,j.smith,Second,
3,,2020-01-02 10:00:00,,About Jane,jane@x.example
"""


@dataclass(frozen=True, kw_only=True)
class Database:
    """A kind of database that has a writer; see the top of this file."""

    fixture: str
    own_fixture: str
    defer_at_once: Callable[[pytest.MonkeyPatch], None] | None
    take_away: Callable[[str], None]


def drop_database(database: str) -> None:
    """Drop a database of a server, and end its sessions."""
    url = parse(database)
    engine = make_engine(url.set(database="postgres"))
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql(f'DROP DATABASE "{url.database}" WITH (FORCE)')
    engine.dispose()


DATABASES = {
    "sqlite": Database(
        fixture="sqlite_database",
        own_fixture="sqlite_database",
        defer_at_once=lambda patch: patch.setattr(bulk_load, "MANY", 1),
        take_away=lambda path: Path(path).unlink(),
    ),
    "postgresql": Database(
        fixture="postgresql_database",
        own_fixture="empty_postgresql_log",
        defer_at_once=None,
        take_away=drop_database,
    ),
}


@dataclass(frozen=True, kw_only=True)
class Log:
    """A log with one source and its running batches, written through the protocol and read by the models."""

    database: str
    folder: Path

    def batch(self) -> int:
        """Begin a batch; gives its id."""
        with open_session(self.database) as session:
            source = session.scalar(select(Source)) or Source(name="shop", shop="")
            batch = Batch(source=source, file="history.csv")
            session.add(batch)
            session.commit()
            return batch.id

    @contextmanager
    def writer(self, **target: Any) -> Iterator[Writer]:
        """A writer for the batch `batch_id` (default: a new one); `target` overrides fields of `Target`."""
        usual: dict[str, Any] = {
            "shop": "",
            "create_orders": True,
            "create_customers": True,
            "use_savepoints": False,
        }
        batch_id = target.pop("batch_id", None) or self.batch()
        wanted = Target(**(usual | {"batch_id": batch_id, "source_id": 1} | target))
        with closing(open_writer(self.url, wanted)) as writer:
            yield writer

    @property
    def url(self) -> URL:
        return parse(self.database)

    def write(self, *chunks: str, **target: Any) -> list[Outcome]:
        """Write a batch of these chunks and finish it."""
        with self.writer(**target) as writer:
            outcomes = [write_chunk(writer, self.records(chunk, writer)) for chunk in chunks]
            writer.finish(lambda done, of: None)
        return outcomes

    def records(self, rows: str, writer: Writer) -> RecordFrame:
        """The records of some rows, prepared as an import would for this writer."""
        return records_of(self.folder, rows, expect_new=writer.expects_new)

    def events(self) -> list[tuple[str, str, str, str | None]]:
        """Order, date, message and author of each event, orders first."""
        author = func.coalesce(User.email, User.name)
        with open_session(self.database) as session:
            found = []
            for event, subject in (
                (OrderEvent, select(Order.number).where(Order.id == OrderEvent.order_id)),
                (CustomerEvent, select(User.email).where(User.id == CustomerEvent.customer_id)),
            ):
                name = select(author).where(User.id == event.user_id).scalar_subquery()
                query = select(subject.scalar_subquery(), event.date, event.parameters, name)
                for number, date, parameters, by in session.execute(query.order_by(event.id)):
                    found.append((number, date.isoformat(), parameters["message"], by))
            return found

    def column(self, column: Any) -> list[Any]:
        """All values of a model's column, sorted."""
        with open_session(self.database) as session:
            return sorted(session.scalars(select(column)))

    def size(self) -> dict[str, int]:
        """How many rows each table that a writer fills has."""
        tables = (OrderEvent, CustomerEvent, Order, User, LedgerRecord, Reject, Creation)
        with open_session(self.database) as session:
            count = select(func.count())
            return {table.__table__.name: session.scalar(count.select_from(table)) or 0 for table in tables}

    def indexes(self) -> set[str | None]:
        """The names of the events' indexes."""
        with open_engine(self.database) as engine:
            found = inspect(engine)
            return {
                index["name"] for table in ("order_events", "customer_events")
                for index in found.get_indexes(table)
            }  # fmt: skip


EMPTY = {
    "order_events": 0,
    "customer_events": 0,
    "orders": 0,
    "users": 0,
    "records": 0,
    "rejects": 0,
    "creations": 0,
}
FULL = EMPTY | {
    "order_events": 2,
    "customer_events": 1,
    "orders": 1,
    "users": 3,
    "records": 3,
    "creations": 4,
}


def records_of(folder: Path, rows: str, *, expect_new: bool = True) -> RecordFrame:
    """The identified neutral records of some rows under `HEADER`."""
    file = folder / "chunk.csv"
    file.write_text(HEADER + rows)
    with open_tables(str(file)) as tables:
        reader = tables.reader(tables.names()[0])
        pairs = ((chunk, MAPPING) for chunk in reader.chunks())
        (only,) = transform(pairs, after=0, digest_algorithm=XXH3, expect_new=lambda: expect_new)
    return only.good


def write_chunk(writer: Writer, records: RecordFrame) -> Outcome:
    writer.begin()
    outcome = writer.write(records)
    writer.release_chunk()
    return outcome


def reject(record: int) -> Rejected:
    return Rejected(record=record, part="", line=record + 1, column="date", value="?", code="E-DATE",
                    reason="not a date", fix="Write a date.", raw=b"1,?\n")  # fmt: skip


def account(outcomes: Sequence[Outcome]) -> tuple[int, int, int, int]:
    """How many records were imported, duplicate, changed and refused."""
    return (
        sum(one.imported for one in outcomes),
        sum(one.duplicate for one in outcomes),
        sum(one.changed.height for one in outcomes),
        sum(one.refused.height for one in outcomes),
    )
