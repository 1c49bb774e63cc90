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

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bringing import PLAIN
from sqlalchemy import func, inspect, select
from sqlalchemy.engine import URL

from events.database.engine import make_engine, parse, shown
from events.database.session import open_engine, open_session
from events.errors import EventsError
from events.models import CustomerEvent, Order, OrderEvent, User
from importers.ledger.models import Batch, Creation, LedgerRecord, Reject, Source
from importers.ledger.rejects import Rejected
from importers.mapping.column_mapping import ColumnMapping, with_sets
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
MOMENTS = "2020-01-01T10:00:00+00:00", "2020-01-01T11:00:00+00:00", "2020-01-02T10:00:00+00:00"


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
            return {table.__tablename__: session.scalar(count.select_from(table)) or 0 for table in tables}

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
        (only,) = transform(pairs, after=0, expect_new=lambda: expect_new)
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


@pytest.fixture(params=DATABASES)
def kind(request: pytest.FixtureRequest) -> Database:
    return DATABASES[request.param]


@pytest.fixture
def log(kind: Database, request: pytest.FixtureRequest, tmp_path: Path) -> Log:
    return Log(database=request.getfixturevalue(kind.fixture), folder=tmp_path)


@pytest.mark.parametrize("expect_new", [True, False])
def test_new_records_become_events_orders_people_and_ledger_records(log: Log, expect_new: bool) -> None:
    with log.writer() as writer:
        outcome = write_chunk(writer, records_of(log.folder, THREE, expect_new=expect_new))
        writer.finish(lambda done, of: None)
    assert account([outcome]) == (3, 0, 0, 0)
    assert (outcome.orders_made, outcome.people_made, outcome.customer_conflicts) == (1, 3, 0)
    assert log.events() == [
        ("1001", MOMENTS[0], "First", "anna@shop.example"),
        ("1001", MOMENTS[1], "Second", "j.smith"),
        ("jane@x.example", MOMENTS[2], "About Jane", None),
    ]
    assert log.size() == FULL


def test_each_event_has_a_ledger_record_with_its_line_and_what_was_written_there(log: Log) -> None:
    log.write(THREE)
    with open_session(log.database) as session:
        found = session.scalars(select(LedgerRecord).order_by(LedgerRecord.id)).all()
        kept = [(one.identity, one.record, one.line, one.occurrence, one.raw_date) for one in found]
        of_order = [one.order_event_id for one in found]
        of_customer = [one.customer_event_id for one in found]
    assert kept == [
        ("1", 1, 2, 0, "2020-01-01 10:00:00"),
        ("2", 2, 3, 0, "2020-01-01 11:00:00"),
        ("3", 3, 4, 0, "2020-01-02 10:00:00"),
    ]
    assert (of_order[:2], of_order[2], of_customer[:2]) == (log.column(OrderEvent.id), None, [None, None])
    assert of_customer[2:] == log.column(CustomerEvent.id)


def test_an_order_gets_the_customer_that_its_records_name(log: Log) -> None:
    log.write(THREE)
    with open_session(log.database) as session:
        email = session.scalar(select(User.email).join(Order, Order.user_id == User.id))
    assert email == "jane@x.example"


def test_another_customer_of_an_order_is_counted_and_does_not_replace_the_first(log: Log) -> None:
    log.write(THREE)
    (outcome,) = log.write("4,1001,2020-01-03 10:00:00,,Later,other@x.example\n")
    assert (outcome.imported, outcome.customer_conflicts) == (1, 1)
    with open_session(log.database) as session:
        email = session.scalar(select(User.email).join(Order, Order.user_id == User.id))
    assert email == "jane@x.example"


def test_orders_and_people_of_the_log_are_used_whatever_the_case_of_an_e_mail(log: Log) -> None:
    log.write(THREE)
    (outcome,) = log.write("4,1001,2020-01-03 10:00:00,ANNA@shop.example,Later,Jane@X.example\n")
    assert (outcome.orders_made, outcome.people_made, outcome.customer_conflicts) == (0, 0, 0)
    assert log.events()[2] == ("1001", "2020-01-03T10:00:00+00:00", "Later", "anna@shop.example")


@pytest.mark.parametrize("expect_new", [True, False])
def test_records_that_the_ledger_has_are_duplicates_and_others_of_that_id_changed(
    log: Log, expect_new: bool
) -> None:
    log.write(THREE)
    before = log.size()
    with log.writer() as writer:
        again = THREE.replace("Second", "Altered")
        outcome = write_chunk(writer, records_of(log.folder, again, expect_new=expect_new))
        writer.finish(lambda done, of: None)
    assert account([outcome]) == (0, 2, 1, 0)
    assert outcome.changed.select("identity", "line").rows() == [("2", 3)]
    assert log.size() == before
    assert "Altered" not in [message for _, _, message, _ in log.events()]


def test_an_id_twice_in_one_chunk_is_a_duplicate_or_a_conflict(log: Log) -> None:
    first = THREE.splitlines(keepends=True)[0]
    (outcome,) = log.write(THREE + first + first.replace("First", "Other"))
    assert account([outcome]) == (3, 1, 0, 1)
    assert outcome.refused.select("line", "code").rows() == [(6, "E-CONFLICT")]


@pytest.mark.parametrize("known", ["", THREE, THREE.replace("First", "Before")])
def test_an_account_does_not_depend_on_how_records_fall_into_chunks(log: Log, known: str) -> None:
    lines = (THREE + THREE + THREE.replace("Second", "Other")).splitlines(keepends=True)
    expected = {"": (3, 5, 0, 1), THREE: (0, 8, 0, 1)}.get(known, (0, 7, 1, 1))
    if known:
        log.write(known)
    outcomes = log.write(*lines)
    if known and known != THREE:  # the later ones of a changed id repeat what the input contained first
        assert [one.changed.height for one in outcomes] == [1, *[0] * 8]
    assert account(outcomes) == expected
    assert log.size() == FULL


def test_what_an_earlier_run_wrote_counts_as_contained_in_the_input(log: Log) -> None:
    log.write(THREE)
    batch = log.batch()
    altered = THREE.replace("First", "Altered")
    with log.writer(batch_id=batch) as writer:
        writer.preload_known(records_of(log.folder, altered, expect_new=False))
        again, other = altered.splitlines(keepends=True)[0], THREE.splitlines(keepends=True)[0]
        assert account([write_chunk(writer, log.records(again, writer))]) == (0, 1, 0, 0)
        assert account([write_chunk(writer, log.records(other, writer))]) == (0, 0, 0, 1)


def test_records_of_an_order_that_is_missing_are_refused_where_none_may_be_created(log: Log) -> None:
    log.write(THREE)
    rows = "4,1001,2020-01-03,,Known,\n5,9999,2020-01-03,,Unknown,\n"
    (outcome,) = log.write(rows, create_orders=False)
    assert outcome.refused.select("identity", "code", "value").rows() == [("5", "E-ORDER", "9999")]
    assert log.column(Order.number) == ["1001"]
    assert (outcome.imported, outcome.orders_made) == (1, 0)


def test_records_about_a_customer_who_is_missing_are_refused_where_none_may_be_created(log: Log) -> None:
    log.write(THREE)
    rows = "4,,2020-01-03,,Known,jane@x.example\n5,,2020-01-03,,Unknown,joe@x.example\n"
    (outcome,) = log.write(rows, create_customers=False)
    assert outcome.refused.select("identity", "code", "value").rows() == [
        ("5", "E-CUSTOMER", "joe@x.example")
    ]
    assert "joe@x.example" not in log.column(func.coalesce(User.email, ""))


def test_a_discarded_chunk_leaves_nothing_and_its_records_are_new_again(log: Log) -> None:
    fourth = "4,1002,2020-01-03 10:00:00,mia@shop.example,Fourth,joe@x.example\n"
    with log.writer(use_savepoints=True) as writer:
        write_chunk(writer, log.records(THREE, writer))
        writer.begin()
        writer.write(log.records(fourth, writer))
        writer.add_rejects([reject(5)])
        writer.discard_chunk()
        writer.commit()
    assert log.size() == FULL
    assert account(log.write(fourth)) == (1, 0, 0, 0)


def test_a_discarded_chunk_does_not_count_as_contained_in_the_input(log: Log) -> None:
    log.write(THREE)
    with log.writer(use_savepoints=True) as writer:
        writer.begin()
        writer.write(log.records(THREE.replace("First", "Altered"), writer))
        writer.discard_chunk()
        assert account([write_chunk(writer, log.records(THREE, writer))]) == (0, 3, 0, 0)


@pytest.mark.parametrize("end", ["rollback", "close"])
def test_what_was_not_committed_is_gone(log: Log, end: str) -> None:
    batch = log.batch()
    with log.writer(batch_id=batch) as writer:
        writer.begin()
        writer.write(log.records(THREE, writer))
        writer.add_rejects([reject(4)])
        writer.checkpoint({"position": 99})
        if end == "rollback":
            writer.rollback()
    assert log.size() == EMPTY
    assert log.column(Batch.position) == [0]


def test_a_rollback_keeps_what_was_committed_and_the_writer_goes_on(log: Log) -> None:
    fourth = "4,1002,2020-01-03 10:00:00,mia@shop.example,Fourth,\n"
    with log.writer() as writer:
        write_chunk(writer, log.records(THREE, writer))
        writer.commit()
        writer.begin()  # not released: a writer may commit a chunk as soon as it is
        writer.write(log.records(fourth, writer))
        writer.rollback()
        assert account([write_chunk(writer, log.records(fourth, writer))]) == (1, 0, 0, 0)
        writer.finish(lambda done, of: None)
    assert log.size() == FULL | {"order_events": 3, "orders": 2, "users": 4, "records": 4, "creations": 6}
    assert log.events()[2] == ("1002", "2020-01-03T10:00:00+00:00", "Fourth", "mia@shop.example")


def test_rejects_and_the_checkpoint_are_stored_with_their_chunk(log: Log) -> None:
    batch = log.batch()
    with log.writer(batch_id=batch) as writer:
        writer.begin()
        writer.add_rejects([reject(1), reject(2)])
        writer.checkpoint({"position": 40, "prefix_digest": "abc", "records_read": 2, "rejected": 2})
        writer.release_chunk()
        writer.commit()
    with open_session(log.database) as session:
        stored = session.get_one(Batch, batch)
        assert (stored.position, stored.prefix_digest, stored.rejected) == (40, "abc", 2)
        kept = session.scalars(select(Reject).order_by(Reject.id)).all()
        assert [(one.batch_id, one.record, one.line, one.raw) for one in kept] == [
            (batch, 1, 2, b"1,?\n"),
            (batch, 2, 3, b"1,?\n"),
        ]


def test_repaired_rejects_are_deleted_by_their_ids(log: Log) -> None:
    batch = log.batch()
    with log.writer(batch_id=batch) as writer:
        writer.begin()
        writer.add_rejects([reject(1), reject(2), reject(3)])
        writer.finish(lambda done, of: None)
    first, _, last = log.column(Reject.id)
    with log.writer(batch_id=batch) as writer:
        writer.begin()
        writer.delete_rejects([first, last])
        writer.finish(lambda done, of: None)
    assert log.column(Reject.record) == [2]


def test_a_writer_expects_new_records_until_its_source_has_some(log: Log) -> None:
    with log.writer() as writer:
        assert writer.expects_new
    log.write(THREE)
    with log.writer() as writer:
        assert not writer.expects_new


@pytest.mark.parametrize("ending", ["finish", "rollback"])
def test_indexes_that_were_put_off_are_there_again_at_the_end(
    log: Log, kind: Database, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    before = log.indexes()
    steps: list[tuple[int, int]] = []
    if kind.defer_at_once is not None:
        kind.defer_at_once(monkeypatch)
    with log.writer(defer_indexes=True) as writer:
        for line in THREE.splitlines(keepends=True):
            write_chunk(writer, log.records(line, writer))
            writer.commit()
        if ending == "finish":
            writer.finish(lambda done, of: steps.append((done, of)))
        else:
            writer.rollback()
    assert steps == [(at, len(steps)) for at in range(len(steps))]
    assert bool(steps) is (ending == "finish" and kind.defer_at_once is not None)
    assert log.indexes() == before


def test_a_database_that_is_gone_is_an_error_with_its_name(
    kind: Database, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    log = Log(database=request.getfixturevalue(kind.own_fixture), folder=tmp_path)
    batch = log.batch()
    kind.take_away(log.database)
    with pytest.raises(EventsError, match=re.escape(shown(log.url))), log.writer(batch_id=batch):
        pass
