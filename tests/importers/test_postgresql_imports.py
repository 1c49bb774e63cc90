"""An import into a PostgreSQL server leaves what it leaves in a file, whatever ends it or runs beside it."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
import pytest
from bringing import PLAIN, bring_into
from content import content, rows_of
from sqlalchemy import select

from events.database.engine import parse
from events.database.session import open_session
from events.errors import BusyError, DatabaseUnavailableError, WriteError
from events.models import OrderEvent
from importers.error_budget import Budget, OnErrors
from importers.errors import AccountMismatchError, ImportRunningError
from importers.ledger import locks
from importers.ledger.batches import one_batch, view
from importers.mapping.column_mapping import ColumnMapping
from importers.readers.csv import reader
from importers.reconcile.reconcile import reconcile
from importers.retry.retry import retry
from importers.undo.undo import undo

COUNT = 2_000
CHUNK = 4_000
WRITES = "INSERT, UPDATE"
SETS = (*PLAIN, "customer=customer")
TITLES = "id,order,date,author,message,customer\n"


def history(path: Path, *, seed: int = 11, first: int = 1, orders: int = COUNT // 4) -> Path:
    """A history with everything in it: rejects, people, records without ids, twins, odd texts."""
    dice = random.Random(seed)  # noqa: S311
    with path.open("w") as out:
        out.write(TITLES)
        for number in range(first, first + COUNT):
            author = dice.choice(
                ["", "anna@shop.example", "Anna@Shop.example", "j.smith", f"u{number % 17}@x.example"]
            )
            customer = dice.choice(["", "", "jane@x.example", "C-17"])
            date = "0000-00-00" if number % 23 == 0 else f"2020-01-{number % 28 + 1:02} 10:00:00"
            identity = "" if number % 5 == 0 else number
            message = dice.choice(
                ['"say ""hi"", ok"', "Größe → ok", '"two\nlines"', r"back\slash \N \.", f"Note {number % 50}"]
            )
            out.write(f"{identity},{dice.randrange(orders)},{date},{author},{message},{customer}\n")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return history(tmp_path / "history.csv")


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", CHUNK)


@pytest.fixture
def child(file: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts `events import` on the file in a process of its own, reading it in many chunks."""

    def child(
        database: str, *, path: Path = file, source: str = "test", chunk: int = CHUNK
    ) -> subprocess.Popen[str]:
        arguments = ["events", "--database", database, "import", str(path), "--source", source, "--tz", "UTC"]
        arguments += [word for option in SETS for word in ("--set", option)]
        program = (
            "import sys\n"
            "from importers.readers.csv import reader\n"
            f"reader.CHUNK_BYTES = {chunk}\n"
            f"sys.argv = {arguments!r}\n"
            "from cli.start import main\n"
            "main()\n"
        )
        return subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    return child


@pytest.fixture
def both(sqlite_database: str, postgresql_database: str) -> Callable[..., tuple[Any, Any]]:
    """Does something to a file and to a server; gives both results, and checks that the logs are equal."""

    def both(act: Callable[[str], Any]) -> tuple[Any, Any]:
        results = act(sqlite_database), act(postgresql_database)
        assert content(postgresql_database) == content(sqlite_database)
        return results

    return both


@pytest.mark.usefixtures("small_chunks")
def test_a_server_holds_after_an_import_what_a_file_holds(file: Path, both: Any) -> None:
    one, other = both(lambda database: bring_into(database, file, sets=SETS))
    assert one.counts == other.counts
    assert (one.counts.read, one.counts.rejected) == (COUNT, 86)
    assert (one.groups, one.first_order) == (other.groups, other.first_order)


@pytest.mark.usefixtures("small_chunks")
def test_a_file_read_again_is_duplicates_changes_and_what_is_new(
    file: Path, both: Any, tmp_path: Path
) -> None:
    both(lambda database: bring_into(database, file, sets=SETS))
    text = file.read_text().replace("Note 7,", "Note seven,").replace("Note 10,", "Note ten,")
    grown = tmp_path / "grown.csv"
    grown.write_text(text + "9001,1,2020-02-01,anna@shop.example,New,\n9001,1,2020-02-01,,Conflict,\n")
    one, other = both(lambda database: bring_into(database, grown, sets=SETS))
    assert one.counts == other.counts
    assert one.counts.changed > 0
    assert one.counts.imported > 1, "records without an id are new with another text"
    assert (one.changed_records, one.groups) == (other.changed_records, other.groups)


@pytest.mark.usefixtures("small_chunks")
def test_an_import_stops_at_the_same_record_and_goes_on(file: Path, both: Any) -> None:
    one, other = both(lambda database: bring_into(database, file, sets=SETS, max_errors=40))
    assert one.stopped == other.stopped != ""
    both(lambda database: bring_into(database, file, sets=SETS))


@pytest.mark.usefixtures("small_chunks")
def test_missing_orders_and_customers_are_rejected_where_none_may_be_made(
    file: Path, both: Any, tmp_path: Path
) -> None:
    both(lambda database: bring_into(database, history(tmp_path / "few.csv", orders=20), sets=SETS))
    more = history(tmp_path / "more.csv", seed=5, first=50_000, orders=40)
    one, other = both(
        lambda database: bring_into(database, more, sets=SETS, create_orders=False, create_customers=False)
    )
    assert one.counts == other.counts
    assert {group.code for group in one.groups} >= {"E-ORDER"}


@pytest.mark.usefixtures("small_chunks")
def test_an_import_is_undone_and_imported_again(file: Path, both: Any) -> None:
    both(lambda database: bring_into(database, file, sets=SETS))
    both(lambda database: undo(1, database=database, by="", dry_run=False, on_progress=lambda _: None).events)
    both(lambda database: bring_into(database, file, sets=SETS).counts)


def _until(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    limit = time.monotonic() + 120
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < limit
        time.sleep(0.005)


def _read(database: str) -> int:
    return sum(number for (number,) in rows_of(database, "SELECT read FROM batches"))


@pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM", "SIGINT", "the connection"])
def test_an_import_that_is_killed_comes_to_the_end_of_an_undisturbed_one(
    child: Any, file: Path, postgresql_database: str, sqlite_database: str, how: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "CHUNK_BYTES", CHUNK)
        bring_into(sqlite_database, file, sets=SETS)
    sessions = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    before = {pid for (pid,) in rows_of(postgresql_database, sessions)}
    process = child(postgresql_database)
    _until(lambda: _read(postgresql_database) > 0, process)
    if how == "the connection":
        for (pid,) in rows_of(postgresql_database, f"{sessions} AND pid <> pg_backend_pid()"):
            if pid not in before:
                rows_of(postgresql_database, f"SELECT pg_terminate_backend({pid})")
    else:
        process.send_signal(signal.Signals[how])
    _, err = process.communicate(timeout=120)
    codes = {"SIGKILL": -signal.SIGKILL, "SIGTERM": 143, "SIGINT": 130, "the connection": 69}
    assert process.returncode == codes[how], err
    assert "Traceback" not in err
    if how == "the connection":
        assert "The connection to" in err
    assert 0 < _read(postgresql_database) < COUNT
    process = child(postgresql_database)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1, err
    assert "Resumed after record" in out
    assert content(postgresql_database) == content(sqlite_database)


def test_importers_of_different_sources_run_at_once_and_make_nothing_twice(
    child: Any, file: Path, postgresql_database: str, tmp_path: Path
) -> None:
    lines = file.read_text().splitlines(keepends=True)[1:]
    plain = [line for line in lines if line.count(",") == 5 and line.count('"') % 2 == 0]
    forwards, backwards = tmp_path / "a.csv", tmp_path / "b.csv"
    forwards.write_text(TITLES + "".join(plain))
    backwards.write_text(TITLES + "".join(reversed(plain)))
    ours = [
        child(postgresql_database, path=forwards, source="a"),
        child(postgresql_database, path=backwards, source="b"),
    ]
    for process in ours:
        _, err = process.communicate(timeout=240)
        assert process.returncode == 1, err
    assert rows_of(postgresql_database, "SELECT count(DISTINCT status), min(status) FROM batches") == [
        (1, "done")
    ]
    (imported,) = set(rows_of(postgresql_database, "SELECT imported FROM batches"))
    events = "SELECT (SELECT count(*) FROM order_events) + (SELECT count(*) FROM customer_events)"
    assert rows_of(postgresql_database, events) == [(2 * imported[0],)]
    emails = "SELECT count(*), count(DISTINCT lower(email)) FROM users WHERE email IS NOT NULL"
    ((people, distinct),) = rows_of(postgresql_database, emails)
    assert people == distinct


def test_a_second_import_of_a_source_waits_and_finds_duplicates(
    child: Any, file: Path, postgresql_database: str
) -> None:
    first = child(postgresql_database)
    _until(lambda: _read(postgresql_database) > 0, first)
    second = child(postgresql_database)
    for process in (first, second):
        _, err = process.communicate(timeout=240)
        assert process.returncode == 1, err
    (one, other) = rows_of(postgresql_database, "SELECT status, imported, duplicate FROM batches ORDER BY id")
    assert (one[0], one[2], other) == ("done", 0, ("done", 0, one[1]))


def test_a_whole_log_lock_and_imports_exclude_each_other(file: Path, postgresql_database: str) -> None:
    url = parse(postgresql_database)
    with locks.exclusive(url), pytest.raises(ImportRunningError, match="Another import into postgresql"):
        bring_into(postgresql_database, file, sets=SETS)
    with (
        locks.importing(url, source="test", shop="", on_wait=lambda: None),
        pytest.raises(ImportRunningError),
        locks.exclusive(url),
    ):
        pass


def test_only_batches_of_sources_that_are_imported_are_shown_as_running(
    file: Path, postgresql_database: str
) -> None:
    bring_into(postgresql_database, file, sets=SETS)
    with open_session(postgresql_database) as session:
        batch = one_batch(session, 1)
        batch.status = "running"
        session.commit()
        url = parse(postgresql_database)
        with locks.importing(url, source="other", shop="", on_wait=lambda: None):
            assert view(session, batch, running=locks.running(url)).status == "interrupted"
        with locks.importing(url, source="test", shop="", on_wait=lambda: None):
            assert view(session, batch, running=locks.running(url)).status == "running"


ROWS = """\
1,1001,2020-01-01 10:00:00,anna@shop.example,First,jane@x.example
2,1001,bad,j.smith,Second,
3,1002,worse,,Third,
,1002,2020-01-04,,"Fourth
of two lines",
5,,2020-01-05,,About Jane,jane@x.example
6,1003,never,,Sixth,
"""


def _file(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(TITLES + text)
    return str(folder / name)


def _compared(path: str, database: str) -> dict[str, Any]:
    done = reconcile(path, database=database, on_progress=lambda _: None)
    try:
        return {**asdict(done.tally), "elsewhere": done.elsewhere, "differing": done.orders_differing}
    finally:
        done.findings.close()


def test_repaired_rejects_are_imported_at_their_places(both: Any, tmp_path: Path) -> None:
    file = _file(tmp_path, "history.csv", ROWS)
    rows = "2,1001,2020-01-02,j.smith,Second,\n3,1002,2020-01-03,,Third,\n6,1003,no,,Sixth,\n"
    repaired = _file(tmp_path, "repaired.csv", rows)
    both(lambda database: bring_into(database, file, sets=SETS).counts)
    for expected in (2, 0):
        one, other = both(lambda database: retry(1, repaired, database=database))
        assert one.tally == other.tally
        assert one.tally.imported == expected
        assert one.matched == other.matched


def test_a_comparison_finds_on_a_server_what_it_finds_in_a_file(both: Any, tmp_path: Path) -> None:
    file = _file(tmp_path, "history.csv", ROWS)
    both(lambda database: bring_into(database, file, sets=SETS).counts)
    one, other = both(lambda database: _compared(file, database))
    assert one == other
    assert (one["read"], one["present"], one["rejected"]) == (6, 3, 3)

    def tamper(database: str) -> None:
        with open_session(database) as session:
            event = session.scalars(select(OrderEvent).order_by(OrderEvent.id)).first()
            assert event is not None
            event.parameters = {"message": "Forged"}
            session.commit()

    both(tamper)
    one, other = both(lambda database: _compared(file, database))
    assert one == other
    assert one["changed"] == 1
    _file(tmp_path, "history.csv", ROWS.replace("1,1001", "9,1001").replace("Sixth", "Seventh"))
    one, other = both(lambda database: _compared(file, database))
    assert one == other
    assert (one["missing"], bool(one["elsewhere"])) == (1, True)


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
            "".join(file.read_text().splitlines(keepends=True)[:1000]).replace("Note 7,", "Note x,")
        )
        both(lambda database: bring_into(database, part, sets=SETS).counts)
    elif before == "another source":
        other = ColumnMapping(source="other", tz="UTC")
        both(lambda database: bring_into(database, file, sets=SETS, mapping=other).counts)
    elif before != "nothing":
        limit = {"max_errors": 40} if before == "a stopped import" else {}
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
    lock = "LOCK TABLE orders, users, order_events, records, batches IN ACCESS EXCLUSIVE MODE NOWAIT"
    url = parse(postgresql_database).set(drivername="postgresql").render_as_string(hide_password=False)
    chunks = 0

    def use(_: Any) -> None:
        nonlocal chunks
        chunks += 1
        with psycopg.connect(url) as connection:
            connection.execute(lock)

    bring_into(postgresql_database, file, sets=SETS, dry_run=True, on_progress=use)
    assert chunks > 10


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


def _as_role(database: str, *, grants: str = "", settings: str = "") -> str:
    """The URL of a new role with these grants on all tables, and these settings."""
    url = parse(database)
    with psycopg.connect(
        url.set(drivername="postgresql").render_as_string(hide_password=False)
    ) as connection:
        connection.execute("DROP OWNED BY limited" if _has_role(connection) else "CREATE ROLE limited LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA public TO limited")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO limited")
        if grants:
            connection.execute(f"GRANT {grants} ON ALL TABLES IN SCHEMA public TO limited")
            connection.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO limited")
        connection.execute("ALTER ROLE limited RESET ALL")
        if settings:
            connection.execute(f"ALTER ROLE limited SET {settings}")
    return url.set(username="limited").render_as_string(hide_password=False)


def _has_role(connection: psycopg.Connection[Any]) -> bool:
    return bool(connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'limited'").fetchone())


@pytest.mark.parametrize(
    ("role", "expected", "message"),
    [
        ({}, WriteError, "lacks the rights"),
        ({"grants": WRITES, "settings": "default_transaction_read_only = on"}, WriteError, "standby"),
        ({"grants": WRITES, "settings": "statement_timeout = '1ms'"}, BusyError, "statement_timeout"),
    ],
)
def test_a_role_that_may_not_or_not_in_time_gets_one_accurate_line(
    file: Path, postgresql_database: str, role: dict[str, str], expected: type[Exception], message: str
) -> None:
    database = _as_role(postgresql_database, **role)
    with pytest.raises(expected, match=message) as raised:
        bring_into(database, file, sets=SETS)
    assert "\n" not in str(raised.value)
    assert content(postgresql_database)["events"] == {(): 1}


def test_a_role_with_the_rights_to_write_imports(file: Path, postgresql_database: str) -> None:
    database = _as_role(postgresql_database, grants=WRITES)
    assert bring_into(database, file, sets=SETS).counts.imported > 0


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    file = history(tmp_path / "history.csv")
    with pytest.raises(
        DatabaseUnavailableError, match=r"postgresql\+psycopg://me:\*\*\*@127.0.0.1:1/db"
    ) as raised:
        bring_into("postgresql://me:secret@127.0.0.1:1/db", file)
    assert "secret" not in str(raised.value)


@pytest.mark.usefixtures("small_chunks")
def test_orders_that_vanish_during_an_import_leave_no_event_without_its_order(
    file: Path, postgresql_database: str
) -> None:
    tables = ("records", "creations", "order_events", "customer_events", "orders")
    url = parse(postgresql_database).set(drivername="postgresql").render_as_string(hide_password=False)
    calls = 0

    def delete_once(_: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            with psycopg.connect(url) as connection:
                for table in tables:
                    connection.execute(f"DELETE FROM {table}")  # noqa: S608

    with pytest.raises(AccountMismatchError):
        bring_into(postgresql_database, file, sets=SETS, on_progress=delete_once)
    orphans = (
        "SELECT count(*) FROM order_events AS e LEFT JOIN orders AS o ON o.id = e.order_id WHERE o.id IS NULL"
    )
    assert rows_of(postgresql_database, orphans) == [(0,)]
    ((left,),) = rows_of(postgresql_database, "SELECT count(*) FROM order_events")
    assert left > 0
