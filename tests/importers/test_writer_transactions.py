"""What every writer keeps, discards and puts off at the end of a chunk or a batch."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select
from writer_databases import (
    DATABASES,
    EMPTY,
    FULL,
    THREE,
    Database,
    Log,
    account,
    reject,
    write_chunk,
)

from events.database.engine import shown
from events.database.session import open_session
from events.errors import EventsError
from importers.ledger.models import Batch, Reject


@pytest.fixture(params=DATABASES)
def kind(request: pytest.FixtureRequest) -> Database:
    return DATABASES[request.param]


@pytest.fixture
def log(kind: Database, request: pytest.FixtureRequest, tmp_path: Path) -> Log:
    return Log(database=request.getfixturevalue(kind.fixture), folder=tmp_path)


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
