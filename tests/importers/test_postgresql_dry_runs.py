"""A dry run on a server reports what one on a file does, and changes nothing."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
import pytest
from bringing import bring_into
from content import content, rows_of
from mixed_history import CHUNK, FEW, ROWS, SETS, TITLES, history

from events.database.engine import parse
from events.errors import WriteError
from importers import server_copy
from importers.error_budget import Budget, OnErrors
from importers.mapping.column_mapping import ColumnMapping
from importers.readers.csv import reader
from importers.reconcile.reconcile import reconcile
from importers.retry.retry import retry
from importers.undo.undo import undo
from importers.writing.postgresql.sandbox import Sandbox
from importers.writing.postgresql.server import Server


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return history(tmp_path / "history.csv", count=FEW)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", CHUNK)


def _file(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(TITLES + text)
    return str(folder / name)


def _tried(path: str | Path, database: str, **options: Any) -> dict[str, Any]:
    report = bring_into(database, path, sets=SETS, dry_run=True, **options)
    assert report.dry_run
    assert report.grows_bytes > 0 or report.taken_back or not report.counts.imported
    ignored = ("started", "seconds", "grows_bytes")
    return {name: value for name, value in asdict(report).items() if name not in ignored}


def _everything(database: str) -> tuple[Any, ...]:
    """A server's log, and where its ids are."""
    ids = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
    return content(database), rows_of(database, ids)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("before", ["nothing", "a part of it", "all", "another source", "a stopped import"])
def test_a_dry_run_on_a_server_reports_what_one_on_a_file_does_and_changes_nothing(
    file: Path, both: Any, tmp_path: Path, postgresql_database: str, before: str
) -> None:
    if before == "a part of it":
        part = tmp_path / "part.csv"
        part.write_text(
            "".join(file.read_text().splitlines(keepends=True)[: FEW // 2]).replace("Note 7,", "Note x,")
        )
        both(lambda database: bring_into(database, part, sets=SETS).counts)
    elif before == "another source":
        other = ColumnMapping(source="other", tz="UTC")
        both(lambda database: bring_into(database, file, sets=SETS, mapping=other).counts)
    elif before != "nothing":
        limit = {"max_errors": 8} if before == "a stopped import" else {}
        both(lambda database: bring_into(database, file, sets=SETS, **limit).counts)
    untouched = _everything(postgresql_database)
    one, other_one = both(lambda database: _tried(file, database))
    assert one == other_one
    assert bool(one["shared_orders_count"]) == (before == "another source")
    assert _everything(postgresql_database) == untouched
    real, _ = both(lambda database: bring_into(database, file, sets=SETS).counts)
    assert asdict(real) == one["counts"]


def test_a_dry_run_that_takes_all_or_nothing_says_what_would_be_taken_back(file: Path, both: Any) -> None:
    budget = Budget(on_errors=OnErrors.ALL_OR_NOTHING)
    one, other = both(lambda database: _tried(file, database, budget=budget))
    assert one == other
    assert (one["status"], one["taken_back"]) == ("undone", one["counts"]["imported"])


@pytest.mark.usefixtures("small_chunks")
def test_a_dry_run_on_a_server_keeps_nobody_waiting(file: Path, postgresql_database: str) -> None:
    # Not NOWAIT: the server's own vacuum, which gives way after a second, may be at one of them.
    wait = "SET lock_timeout = '5s'"
    lock = "LOCK TABLE orders, users, order_events, records, batches IN ACCESS EXCLUSIVE MODE"
    url = parse(postgresql_database).set(drivername="postgresql").render_as_string(hide_password=False)
    chunks = 0

    def use(_: Any) -> None:
        nonlocal chunks
        chunks += 1
        with psycopg.connect(url) as connection:
            connection.execute(wait)
            connection.execute(lock)

    bring_into(postgresql_database, file, sets=SETS, dry_run=True, on_progress=use)
    assert chunks > 4


def test_a_dry_run_of_a_retry_reports_and_changes_nothing(
    both: Any, tmp_path: Path, postgresql_database: str
) -> None:
    file = _file(tmp_path, "history.csv", ROWS)
    rows = "2,1001,2020-01-02,j.smith,Second,\n3,1002,2020-01-03,,Third,\n6,1003,no,,Sixth,\n"
    repaired = _file(tmp_path, "repaired.csv", rows)
    both(lambda database: bring_into(database, file, sets=SETS).counts)
    untouched = _everything(postgresql_database)
    one, other = both(lambda database: retry(1, repaired, database=database, dry_run=True))
    assert one == other
    assert (one.dry_run, one.tally.imported) == (True, 2)
    assert _everything(postgresql_database) == untouched


def test_a_log_that_takes_no_tables_is_copied_to_try_a_change_and_to_compare(
    both: Any, tmp_path: Path, postgresql_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _file(tmp_path, "history.csv", ROWS)
    both(lambda database: bring_into(database, file, sets=SETS).counts)
    later = _file(tmp_path, "later.csv", ROWS.replace("1001", "1009"))
    standby = parse(postgresql_database).update_query_dict({"options": "-cdefault_transaction_read_only=on"})
    options: Any = {"database": standby.render_as_string(hide_password=False), "on_progress": lambda _: None}
    one, other = both(lambda database: _tried(later, database))
    assert one == other == _tried(later, options["database"])
    assert undo(1, by="", dry_run=True, **options).events > 0
    assert reconcile(file, **options).tally.present > 0
    with (
        pytest.raises(PermissionError, match="of the work"),
        server_copy.writable_log(options["database"], for_session=False),
    ):
        raise PermissionError(13, "of the work, not of the copy")
    monkeypatch.setattr(server_copy, "MOST", 1)
    with pytest.raises(WriteError, match="more than 1 order events"):
        undo(1, by="", dry_run=True, **options)


def test_a_dry_run_behind_a_pooler_is_refused(postgresql_database: str) -> None:
    """A pooler reports a process of its own, and the next transaction may run in another one."""
    server = Server(parse(postgresql_database))
    try:
        server.backend += 1
        with pytest.raises(WriteError, match="behind a connection pooler"):
            Sandbox(server)
    finally:
        server.close()


@pytest.mark.usefixtures("small_chunks")
def test_a_dry_run_does_not_take_a_customers_earlier_record_for_one_of_its_own(
    both: Any, tmp_path: Path
) -> None:
    earlier = _file(tmp_path, "earlier.csv", "5,,2020-01-05,,About Jane,jane@x.example\n")
    both(lambda database: bring_into(database, earlier, sets=SETS).counts)
    new = "".join(f"{number},,2020-01-05,,Note,jane@x.example\n" for number in range(10, 200))
    later = _file(tmp_path, "later.csv", f"{new}5,,2020-01-06,,Changed,jane@x.example\n")
    one, other = both(lambda database: bring_into(database, later, sets=SETS, dry_run=True).counts)
    assert one == other
    assert (one.imported, one.changed, one.rejected) == (190, 1, 0)
