"""Records whose ids count up together are kept in runs, on both databases, as if each had its own row."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from bringing import HEADER, Bring, bring_into
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from writer_databases import Log, records_of, write_chunk

from events.database import schema
from events.database.engine import make_engine, parse
from events.database.session import open_session
from importers import record_runs
from importers.ledger.models import LedgerRecord
from importers.ledger.record_changes import change_records
from importers.ledger.record_tables import at_places, with_identities
from importers.ledger.run_changes import remove_from_runs
from importers.reconcile.compared_log import ComparedLog
from importers.record_frame import LARGEST
from importers.record_runs import MOST, found_in, packed
from importers.undo import delete
from importers.undo import undo as undoing
from importers.writing.postgresql.known_records import ServerRecords
from importers.writing.postgresql.server import Server

both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
SEEN = ("id", "identity", "record", "line", "digest", "raw_date", "order_event_id", "customer_event_id")
WAITS = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
RUNS = "SELECT first_number, last_number FROM record_runs ORDER BY first_id"


def lines(numbers: Any, *, message: str = "Hm") -> str:
    rows = (f"{n},{1000 + n % 3},2020-01-01 10:00:00,j.smith,{message} {n}\n" for n in numbers)
    return HEADER + "".join(rows)


def keys(numbers: list[int], places: list[int], names: list[str] | None = None) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "place": pl.Series(places, dtype=pl.Int64),
            "key_number": pl.Series(numbers, dtype=pl.Int64),
            "key_name": pl.Series(names or [""] * len(numbers), dtype=pl.String),
            "digest": pl.Series([(-1) ** one * (one + 2**62) for one in numbers], dtype=pl.Int64),
            "source_table": pl.Series([""] * len(numbers), dtype=pl.String),
            "part": pl.Series([""] * len(numbers), dtype=pl.String),
        }
    )


def view(session: Session) -> list[tuple[Any, ...]]:
    columns = (getattr(LedgerRecord, name) for name in SEEN)
    return [tuple(row) for row in session.query(*columns).order_by(LedgerRecord.id)]


def stored(session: Session, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(text(query))]


def waits(database: str) -> bool:
    with open_session(database) as session:
        return bool(stored(session, WAITS))


@pytest.mark.parametrize(
    ("numbers", "places", "runs"),
    [
        ([5, 6, 7], [1, 2, 3], [(5, 7)]),
        ([5, 6, 8, 9, 11], [1, 2, 3, 4, 5], [(5, 6), (8, 9)]),
        ([5, 6, 7], [1, 3, 4], [(6, 7)]),
        ([7, 6, 5], [1, 2, 3], []),
        ([5, 6, 7, 8], [1, -1, -2, 2], []),
        ([5, 6], [-1, -2], []),
        ([], [], []),
        (list(range(1, MOST + 3)), list(range(1, MOST + 3)), [(1, MOST), (MOST + 1, MOST + 2)]),
    ],
)
def test_numbers_that_count_up_with_the_ids_are_packed_and_found_again(
    numbers: list[int], places: list[int], runs: list[tuple[int, int]]
) -> None:
    frame = keys(numbers, places)
    found = packed(frame, by="place")
    assert found.runs.select("first_number", "last_number").rows() == runs
    wanted = frame.select(number="key_number")
    again = found_in(found.runs.rename({"place": "first_id"}), wanted)
    in_rows = found.left(frame).select("key_number", "place", "digest").rows()
    in_runs = again.select("number", "id", "known_digest").rows()
    assert sorted([*in_rows, *in_runs]) == sorted(frame.select("key_number", "place", "digest").rows())


def test_names_are_in_no_run() -> None:
    frame = keys([1, 2, 0, 3, 4], [1, 2, 3, 4, 5], ["", "", "x", "", ""])
    found = packed(frame, by="place")
    assert found.runs.select("first_number", "last_number").rows() == [(1, 2), (3, 4)]
    assert found.left(frame)["key_name"].to_list() == ["x"]


@both
def test_the_view_shows_records_in_runs_as_it_shows_rows(
    database: str, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(lines(range(1, 300)), name="a.csv")
    with open_session(database) as session:
        in_runs = view(session)
        assert stored(session, "SELECT count(*) FROM record_keys") == [(0,)]
        assert stored(session, "SELECT first_id, last_number FROM record_runs ORDER BY 1") == [
            (1, 240),
            (241, 299),
        ]
    undoing.undo(1, database=database, by="test", dry_run=False, on_progress=lambda _: None)
    monkeypatch.setattr(record_runs, "FEWEST", 1000)
    bring(lines(range(1, 300)), name="b.csv")
    with open_session(database) as session:
        assert stored(session, "SELECT count(*) FROM record_runs") == [(0,)]
        moved = in_runs[0][0] - view(session)[0][0]
        shown = [(one[0] + moved, *one[1:6], one[6] + moved, one[7]) for one in view(session)]
    assert shown == in_runs


@both
@pytest.mark.parametrize("again", [range(1, 41), range(30, 50), range(0, 80, 7), [20, 2000, 3, 10**12]])
def test_records_in_runs_are_known_whatever_stands_between_them(
    database: str, bring: Bring, again: Any
) -> None:
    first = [number for number in range(1, 41) if number % 10]
    bring(lines(first), name="a.csv")
    fresh = {number for number in again if number > 0} - set(first)
    report = bring(lines(again), name="b.csv")
    assert report.counts.imported == len(fresh) + (0 in again)
    assert report.counts.duplicate == len(set(again) & set(first))
    altered = bring(lines(again, message="Ah"), name="c.csv")
    assert (altered.counts.imported, altered.counts.changed) == (0, len(set(again)))


def test_numbers_that_stand_far_apart_are_looked_up_without_reading_what_lies_between(
    postgresql_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "history.csv"
    file.write_text(lines([number for number in range(1, 100) if number % 3]))
    bring_into(postgresql_database, file)
    read, rows = ServerRecords._read, list[int]()

    def counted(self: ServerRecords, statement: str) -> pl.DataFrame:
        found = read(self, statement)
        rows.append(found.height)
        return found

    monkeypatch.setattr(ServerRecords, "_read", counted)
    file.write_text(lines([1, 98]))
    assert bring_into(postgresql_database, file).counts.duplicate == 2
    assert rows
    assert max(rows) <= 2


@both
def test_a_run_that_meets_another_or_a_row_is_refused(database: str, bring: Bring) -> None:
    bring(lines([4, 5, 6, 9]), name="a.csv")
    statement = text("INSERT INTO record_runs VALUES (100, 1, :first, :last, :digests)")
    with open_session(database) as session:
        for first in (1, 4, 6, 7, 9):
            run = {"first": first, "last": first + 3, "digests": bytes(32)}
            with pytest.raises(DBAPIError, match="in the ledger already"), session.begin_nested():
                session.execute(statement, run)
        session.execute(statement, {"first": 7, "last": 8, "digests": bytes(16)})


@both
def test_a_record_that_is_renamed_leaves_its_neighbours_as_they_were(database: str, bring: Bring) -> None:
    bring(lines(range(1, 11)), name="a.csv")
    with open_session(database) as session, session.begin():
        before = view(session)
        change_records(
            session,
            [{"id": 4, "identity": "gone~1", "kind": None}, {"id": 10, "identity": "10", "kind": None}],
        )
        after = view(session)
        assert after == [(4, "gone~1", *one[2:]) if one[0] == 4 else one for one in before]
        assert stored(session, RUNS) == [
            (1, 3),
            (5, 10),
        ]


@both
def test_a_part_of_a_run_can_be_taken_out(database: str, bring: Bring) -> None:
    bring(lines(range(1, 11)), name="a.csv")
    with open_session(database) as session:
        before = view(session)
        for first, last in ((1, 10), (1, 3), (4, 6), (8, 10), (10, 10), (11, 20)):
            with session.begin_nested() as part:
                remove_from_runs(session, first, last)
                assert view(session) == [one for one in before if not first <= one[0] <= last]
                part.rollback()


def test_a_server_finds_each_event_of_a_run_once_where_the_whole_view_is_read(
    postgresql_database: str, tmp_path: Path
) -> None:
    count, file = 20_500, tmp_path / "history.csv"
    file.write_text(lines(range(1, count + 1)))
    bring_into(postgresql_database, file)
    query = """
        EXPLAIN (ANALYZE, FORMAT JSON) SELECT r.batch_id, count(*) FROM records AS r
        WHERE r.source_id = 1 AND (r.line = 0 OR r.batch_id NOT IN (5))
            AND NOT EXISTS (SELECT 1 FROM pg_temp.seen WHERE seen.id = r.id) GROUP BY r.batch_id
    """
    with closing(Server(parse(postgresql_database))) as server:
        server.run("CREATE TEMP TABLE seen (id BIGINT PRIMARY KEY)")
        server.set_up()
        (((plan,),),) = server.run(query)
    assert max(_loops(plan["Plan"])) <= 2 * count


def _loops(plan: dict[str, Any]) -> Iterator[int]:
    """How often each step of a server's plan was run."""
    yield plan["Actual Loops"]
    for part in plan.get("Plans", ()):
        yield from _loops(part)


@both
def test_an_undo_in_small_steps_leaves_nothing(
    database: str, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delete, "RECORDS", 7)
    bring(lines(range(1, 41)), name="a.csv")
    undoing.undo(1, database=database, by="test", dry_run=False, on_progress=lambda _: None)
    with open_session(database) as session:
        left = "SELECT (SELECT count(*) FROM record_runs) + (SELECT count(*) FROM order_events)"
        assert stored(session, left) == [(0,)]
    assert bring(lines(range(1, 41)), name="a.csv").counts.imported == 40


@both
def test_ids_are_found_by_identity_and_by_place(database: str, bring: Bring) -> None:
    bring(lines([1, 2, 3, 7, 20, 21, 22]), name="a.csv")
    with open_session(database) as session:
        assert sorted(with_identities(session, 1, ["2", "7", "22", "23", "x"])) == [2, 4, 7]
        assert sorted(at_places(session, [1], [1, 5, 9])) == [1, 5]


@both
def test_an_upgrade_packs_the_rows_of_an_older_log(
    database: str, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_runs, "FEWEST", 1000)
    bring(lines([*range(1, 250), 300, 400, 401]), name="a.csv")
    with open_session(database) as session:
        before = view(session)
    engine = make_engine(parse(database))
    with engine.begin() as connection:
        is_file = connection.dialect.name == "sqlite"
        undone = [
            "DROP VIEW records",
            "DROP TABLE record_runs",
            "UPDATE alembic_version SET version_num = '0009'",
        ]
        more = "CREATE VIEW records AS SELECT 1 AS id" if is_file else "DROP FUNCTION record_runs_apart()"
        for statement in (*undone, more):
            connection.execute(text(statement))
    schema.upgrade(engine)
    engine.dispose()
    with open_session(database) as session:
        assert view(session) == before
        assert stored(session, RUNS) == [(1, 240), (241, 249), (400, 401)]
        assert stored(session, "SELECT number FROM record_keys") == [(300,)]


def test_writers_of_one_source_do_not_write_a_record_twice(postgresql_database: str, tmp_path: Path) -> None:
    log = Log(database=postgresql_database, folder=tmp_path)
    rows = [f"{number},1001,2020-01-01 10:00:00,anna@shop.example,Hm,\n" for number in (1, 2, 3, 4)]
    log.write("9,1001,2020-01-01 10:00:00,anna@shop.example,Hm,\n")
    others: list[Any] = []
    with log.writer() as one, log.writer() as other:
        chunk = records_of(tmp_path, "".join(rows[1:]))
        one.begin()
        one.write(records_of(tmp_path, "".join(rows[:3])))
        waiting = threading.Thread(target=lambda: others.append(write_chunk(other, chunk)), daemon=True)
        waiting.start()
        while waiting.is_alive() and not waits(postgresql_database):
            waiting.join(0.02)
        one.release_chunk()
        waiting.join(60)
    assert [(outcome.imported, outcome.duplicate) for outcome in others] == [(1, 2)]
    assert log.column(LedgerRecord.identity) == ["1", "2", "3", "4", "9"]


@both
def test_numbers_are_themselves_up_to_the_largest(database: str, bring: Bring) -> None:
    largest = range(LARGEST - 4, LARGEST + 1)
    bring(lines(range(1, 5)), name="a.csv")
    assert bring(lines(largest), name="b.csv").counts.imported == 5
    with open_session(database) as session:
        assert [one[:2] for one in view(session)[4:]] == [(5 + at, str(largest[at])) for at in range(5)]
        assert with_identities(session, 1, [str(LARGEST - 1)]) == [8]
    frame = keys([*range(5)], [*range(5)]).with_row_index("i").with_columns(
        pl.Series("key_number", [*largest]), pl.lit("{}").alias("parameters"),
        pl.lit(None, pl.String).alias("author"), pl.lit(None, pl.String).alias("customer"),
    )  # fmt: skip
    with closing(ComparedLog(parse(database), source_id=1)) as log:
        assert log.beside(frame)["held"].to_list() == [5, 6, 7, 8, 9]
        found = log.places([2], 1, 9, earlier=(1, 4))
    assert found == {(at + 1, ""): [5 + at] for at in range(5)}
    assert bring(lines(largest, message="Ah"), name="c.csv", dry_run=True).counts.changed == 5
