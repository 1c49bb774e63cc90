"""What `events import` promises: all is accounted for, nothing twice, nothing lost, whatever happens."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bringing import HEADER, PLAIN, Bring, bring_into, everything, rows

from events.account import events as account_events
from events.database.session import open_session
from events.errors import BusyError, UsageError, WriteError
from events.filters import EVERYTHING, Filters
from events.order import events as order_events
from events.order.lookup import find_order
from events.timeline import entries
from importers.errors import AccountMismatchError, ImportRunningError
from importers.ledger import batches, locks
from importers.ledger.locks import RunningImports
from importers.ledger.models import Batch
from importers.mapping.column_mapping import ColumnMapping, with_sets
from importers.options import Options
from importers.pipeline import run
from importers.progress import Progress
from importers.readers.csv import reader
from importers.readers.json import elements
from importers.reconcile.reconcile import reconcile
from importers.report import Counts
from importers.undo.undo import undo
from importers.writing.protocol import Target
from importers.writing.sqlite import bulk_load
from importers.writing.sqlite import writer as sqlite
from importers.writing.sqlite.file import SqliteFile
from importers.writing.sqlite.writer import SqliteWriter

ROWS = """\
1,1001,2020-01-01 10:00:00,anna@shop.example,First
2,1001,2020-01-01 11:00:00,j.smith,Second
3,1002,2020-01-02 10:00:00,,Third
"""
TARGET = Target(
    batch_id=1, source_id=1, shop="", create_orders=True, create_customers=True, use_savepoints=False
)
NAMELESS = ("order=order", "date=date", "author=author", "message=message")


def account(counts: Counts) -> tuple[int, ...]:
    return tuple(counts.main().values())


def test_every_record_is_accounted_for(bring: Bring) -> None:
    bad = "4,,2020-01-01,x,no subject\n5,1003,0000-00-00,x,zero\n6,1003,2020-01-01,x,\n7,1003\n"
    report = bring(HEADER + ROWS + bad)
    assert account(report.counts) == (7, 3, 0, 0, 0, 4)
    assert [(group.code, group.count, group.line) for group in report.groups] == [
        ("E-SUBJECT", 1, 5),
        ("E-DATE-ZERO", 1, 6),
        ("E-MESSAGE", 1, 7),
        ("E-COLUMNS", 1, 8),
    ]
    assert not report.complete


def test_the_same_file_again_adds_nothing_under_any_name(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    before = everything(database)
    report = bring(HEADER + ROWS, name="renamed.csv")
    assert account(report.counts) == (3, 0, 3, 0, 0, 0)
    after = everything(database)
    assert {name: after[name] for name in after if name != "batches"} == {
        name: before[name] for name in before if name != "batches"
    }


def test_a_grown_file_adds_only_what_is_new_back_dated_records_too(bring: Bring) -> None:
    bring(HEADER + ROWS)
    report = bring(
        HEADER + "9,1001,2019-01-01 00:00:00,,Earlier\n" + ROWS + "8,1009,2020-02-01 00:00:00,,New\n"
    )
    assert account(report.counts) == (5, 2, 3, 0, 0, 0)


def test_other_content_under_a_known_id_is_changed_and_stored_nowhere(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    before = everything(database)
    report = bring(HEADER + ROWS.replace("Second", "Other").replace("1002", "7777"))
    assert account(report.counts) == (3, 0, 1, 2, 0, 0)
    assert [(record.line, record.identity) for record in report.changed_records] == [(3, "2"), (4, "3")]
    after = everything(database)
    assert after["order_events"] == before["order_events"]
    assert after["orders"] == before["orders"], "no stub is made for a record that is not stored"


def test_one_id_twice_in_a_file_is_a_conflict_or_a_duplicate(bring: Bring) -> None:
    report = bring(
        HEADER + ROWS + "1,1001,2020-01-01 10:00:00,anna@shop.example,First\n2,1001,2020-01-01,x,Else\n"
    )
    assert account(report.counts) == (5, 3, 1, 0, 0, 1)
    assert [(group.code, group.value) for group in report.groups] == [("E-CONFLICT", "2")]


def test_a_conflict_is_seen_across_chunks(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    report = bring(
        HEADER + ROWS + "1,1001,2020-01-01 10:00:00,anna@shop.example,First\n2,1001,2020-01-01,x,Else\n"
    )
    assert account(report.counts) == (5, 3, 1, 0, 0, 1)


def test_a_process_that_holds_the_log_open_is_refused(bring: Bring, database: str) -> None:
    """Its locks would be lost when the writer closes the file."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("SELECT count(*) FROM users").fetchall()
        with pytest.raises(BusyError, match="This process already has"):
            bring(HEADER + ROWS)
    assert bring(HEADER + ROWS).counts.imported == 3


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("name", ["{}", "sqlite:///{}", "hard link", "symbolic link"])
def test_the_log_is_not_imported_into_itself(
    database: str, tmp_path: Path, *, name: str, dry_run: bool
) -> None:
    bring_into(database, _written(tmp_path))
    before = everything(database)
    other = tmp_path / "other.db"
    if "link" in name:
        (other.hardlink_to if name == "hard link" else other.symlink_to)(database)
    source = str(other) if "link" in name else name.format(database)
    for act in (
        lambda: bring_into(database, source, dry_run=dry_run),
        lambda: reconcile(source, database=database, on_progress=lambda _: None),
    ):
        with pytest.raises(UsageError, match="is the event log itself"):
            act()
    assert everything(database) == before


def _written(folder: Path) -> Path:
    (folder / "first.csv").write_text(HEADER + ROWS)
    return folder / "first.csv"


def test_going_on_keeps_what_was_noted_of_a_batch(
    bring: Bring, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    bad = "".join(f"{number},1,bad,,x\n" for number in range(10, 16))
    written = str(tmp_path / "bad.csv")
    assert bring(HEADER + ROWS + bad, max_errors=2, rejects_file=written).stopped
    assert not bring(HEADER + ROWS + bad).stopped
    with open_session(database) as session:
        assert batches.one_batch(session, 1).notes["rejects_file"] == written


def test_an_undone_batch_is_not_gone_on_with(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    text = HEADER + ROWS + "".join(f"{number},1,bad,,x\n" for number in range(10, 16))
    assert bring(text, max_errors=2).counts.imported
    undo(1, database=database, by="me", dry_run=False, on_progress=lambda _: None)
    again = bring(text)
    assert (again.batch, again.resumed_at, again.counts.imported) == (2, 0, 3)


TOLD = {
    "a": "7,1001,2020-01-01,x,One\n",
    "b": "7,1001,2020-01-01,x,Other\n",
    "c": "7,1001,2020-01-01,x,Third\n",
}


@pytest.mark.parametrize("chunk", [30, 60, 4_000_000])
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("ab", (2, 0, 1, 0, 0, 1)),
        ("aab", (3, 0, 2, 0, 0, 1)),
        ("abb", (3, 0, 1, 0, 0, 2)),
        ("aba", (3, 0, 2, 0, 0, 1)),
        ("ba", (2, 0, 0, 1, 0, 1)),
        ("bb", (2, 0, 1, 1, 0, 0)),
        ("bcb", (3, 0, 1, 1, 0, 1)),
        ("bac", (3, 0, 0, 1, 0, 2)),
    ],
)
def test_an_id_that_a_file_tells_again_stands_for_what_the_file_told_first(
    bring: Bring,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    *,
    chunk: int,
    told: str,
    expected: tuple[int, ...],
) -> None:
    """Whatever the log holds of that id (here: `a`), however far apart the two stand, and as the
    reconciliation sees it."""
    monkeypatch.setattr(reader, "CHUNK_BYTES", chunk)
    bring(HEADER + TOLD["a"], name="first.csv")
    text = HEADER + "".join(TOLD[one] for one in told)
    counts = bring(text).counts
    assert account(counts) == expected
    done = reconcile(
        str(Path(database).parent / "history.csv"), database=database, on_progress=lambda _: None
    )
    with closing(done.findings):
        tally = done.tally
    assert (tally.present + tally.repeated, tally.changed, tally.rejected) == (
        counts.duplicate,
        counts.changed,
        counts.rejected,
    )


def test_the_same_file_again_is_accounted_for_as_the_first_time(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A conflict between two of its records stays one; nothing of it has changed since."""
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    text = HEADER + ROWS + "1,1001,2020-01-01 10:00:00,anna@shop.example,First\n2,1001,2020-01-01,x,Else\n"
    first = bring(text).counts
    again = bring(text, name="again.csv").counts
    assert account(again) == (first.read, 0, first.imported + first.duplicate, 0, 0, first.rejected)


def test_going_on_with_a_file_that_was_imported_before_remembers_what_it_told(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run that died had met the first record of an id, the one that goes on meets the second."""
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    monkeypatch.setattr(sqlite, "COMMIT_SECONDS", 0)
    text = HEADER + TOLD["a"] + ROWS * 3 + TOLD["b"]
    expected = bring(text).counts.rejected
    commit, commits = SqliteWriter.commit, []

    def dying(writer: SqliteWriter) -> None:
        commits.append(1)
        if len(commits) == 3:
            raise KeyboardInterrupt
        commit(writer)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteWriter, "commit", dying)
        with pytest.raises(KeyboardInterrupt):
            bring(text, name="again.csv")
    report = bring(text, name="again.csv")
    assert report.resumed_at > 1
    assert (report.counts.changed, report.counts.rejected) == (0, expected)


@pytest.mark.parametrize("chunk", [40, 4_000_000])
def test_identical_records_without_an_id_are_all_kept_and_never_doubled(
    bring: Bring, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", chunk)
    row = ",1001,2020-01-01 10:00:00,,Same\n"
    assert account(bring(HEADER + row * 3, sets=NAMELESS).counts) == (3, 3, 0, 0, 0, 0)
    assert account(bring(HEADER + row * 3, sets=NAMELESS).counts) == (3, 0, 3, 0, 0, 0)
    assert account(bring(HEADER + row * 4, sets=NAMELESS).counts) == (4, 1, 3, 0, 0, 0)


def test_the_same_export_in_another_zone_is_changed_and_not_new(bring: Bring) -> None:
    row = ",1001,2020-01-01 10:00:00,,Same\n"
    bring(HEADER + row, sets=NAMELESS)
    report = bring(HEADER + row, sets=NAMELESS, mapping=ColumnMapping(source="test", tz="Europe/Warsaw"))
    assert account(report.counts) == (1, 0, 0, 1, 0, 0)


def test_two_rehearsals_at_once_do_not_meet(bring: Bring, database: str) -> None:
    from importers.dry_run import private_copy

    with private_copy(database) as one, private_copy(database) as two:
        assert one != two
        assert Path(one).stat().st_mode & 0o777 == 0o600
    assert not Path(one).exists()


def test_an_export_saved_again_with_other_line_ends_is_the_same_export(bring: Bring) -> None:
    text = HEADER + '1,1001,2020-01-01 10:00:00,,"two\nlines"\n'
    assert bring(text, sets=NAMELESS).counts.imported == 1
    assert bring(text.replace("\n", "\r\n"), sets=NAMELESS).counts.duplicate == 1


def test_bulk_writing_and_the_event_functions_write_the_same_rows(bring: Bring, database: str) -> None:
    text = 'Zażółć "quoted" \\ back\n\ttab \x1b[31m \u2028 🎁'
    when = datetime(2020, 1, 1, 10, 0, 0, 123456, tzinfo=UTC)
    quoted = text.replace('"', '""')
    bring(f'{HEADER}1,1001,{when.isoformat()},anna@shop.example,"{quoted}"\n')
    bring(f'id,customer,date,author,message\n2,jane@example.com,{when.isoformat()},anna@shop.example,"{quoted}"\n',
          sets=(*PLAIN[:1], "customer=customer", *PLAIN[2:]),
          mapping=ColumnMapping(source="other"))  # fmt: skip
    with open_session(database) as session:
        order = find_order(session, "1001")
        anna = next(entries(session, EVERYTHING, Filters())).user
        assert anna is not None
        from events.account.people import find_user

        user, jane = find_user(session, "anna@shop.example"), find_user(session, "jane@example.com")
        order_events.other_event(order=order, user=user, message=text, date=when)
        account_events.other_event(customer=jane, user=user, message=text, date=when)
        session.commit()
    for table in ("order_events", "customer_events"):
        bulk, single = rows(database, f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
        assert [json.loads(cell) if str(cell).startswith("{") else cell for cell in bulk[1:]] == [
            json.loads(cell) if str(cell).startswith("{") else cell for cell in single[1:]
        ]
        kinds = (
            f"SELECT DISTINCT {', '.join(f'typeof({c})' for c in ('date', 'type', 'user_id', 'parameters'))}"
        )
        assert len(rows(database, f"{kinds} FROM {table}")) == 1


def test_people_are_resolved_by_mail_without_case_and_names_stay_within_their_source(
    bring: Bring, database: str
) -> None:
    with open_session(database) as session:
        from events.models import User

        session.add(User(email="Anna@Shop.example", name="Anna", is_staff=True))
        session.commit()
    table = (
        "1,1,2020-01-01,anna@shop.EXAMPLE,a\n2,1,2020-01-01,NEW@x.example,b\n3,1,2020-01-01,new@X.example,c\n"
    )
    report = bring(HEADER + table + "4,1,2020-01-01,17,d\n5,1,2020-01-01,0,e\n")
    assert report.counts.people_made == 2
    bring(HEADER + "1,2,2020-01-01,17,f\n", mapping=ColumnMapping(source="elsewhere"))
    assert rows(database, "SELECT email, name, is_placeholder FROM users ORDER BY id") == [
        ("Anna@Shop.example", "Anna", 0),
        ("NEW@x.example", "", 1),
        (None, "17", 1),
        (None, "17", 1),
    ]
    assert [user for (user,) in rows(database, "SELECT user_id FROM order_events ORDER BY id")] == [
        1,
        2,
        2,
        3,
        None,
        4,
    ]


def test_a_customer_fills_a_stub_order_and_never_takes_one_from_another(bring: Bring, database: str) -> None:
    header = "id,order,date,author,message,customer\n"
    named = ["a,", "b,jane@x.example", "c,joe@x.example", "d,jim@x.example", "e,jane@x.example"]
    table = "".join(f"{number},1,2020-01-01,,{cells}\n" for number, cells in enumerate(named, start=1))
    report = bring(header + table, sets=(*PLAIN, "customer=customer"))
    assert report.counts.customer_conflicts == 1, "orders are counted, not customers"
    more = "".join(f"{number},{number % 2},2020-01-01,,f,k{number}@x.example\n" for number in range(6, 10))
    again = bring(header + table + more, sets=(*PLAIN, "customer=customer"))
    assert again.counts.customer_conflicts == 2, "order 0 is new, and its first customer stays"
    owners = rows(database, "SELECT u.email FROM orders o JOIN users u ON u.id = o.user_id ORDER BY o.id")
    assert owners == [("jane@x.example",), ("k6@x.example",)]


def test_orders_that_are_missing_are_made_or_rejected_as_asked(bring: Bring, database: str) -> None:
    assert bring(HEADER + ROWS).counts.orders_made == 2
    report = bring(
        HEADER + ROWS + "4,1003,2020-01-01,,x\n", mapping=ColumnMapping(source="b"), create_orders=False
    )
    assert account(report.counts) == (4, 3, 0, 0, 0, 1)
    assert [(group.code, group.value) for group in report.groups] == [("E-ORDER", "1003")]
    assert [number for (number,) in rows(database, "SELECT number FROM orders ORDER BY id")] == [
        "1001",
        "1002",
    ]
    assert report.shared_orders == ["1001", "1002"]


def test_orders_shared_with_another_source_are_found_once_for_each_order_not_for_each_event(
    bring: Bring, database: str
) -> None:
    bring(HEADER + ROWS, mapping=ColumnMapping(source="other", tz="UTC"))
    bring(HEADER + "".join(f"{n},BIG,2020-01-01,,Comment {n}\n" for n in range(2000)))
    looks = 0

    def look() -> None:
        nonlocal looks
        looks += 1

    with open_session(database) as session:
        batch = batches.one_batch(session, 2)
        driver = session.connection().connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_progress_handler(look, 1000)
        assert batches.shared_orders(session, batch, most=5) == ([], 0)
    assert looks < 1000, "a thousand steps each, for two thousand events"


def test_a_second_shop_has_its_own_orders_and_ids(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    assert bring(HEADER + ROWS, shop="pl").counts.imported == 3
    assert rows(database, "SELECT shop, number FROM orders ORDER BY id") == [
        ("", "1001"), ("", "1002"), ("pl", "1001"), ("pl", "1002"),
    ]  # fmt: skip


def test_nul_characters_are_shown_and_counted(bring: Bring, database: str) -> None:
    report = bring(HEADER + "1,1,2020-01-01,,a\x00b\n")
    assert report.counts.nuls == 1
    assert rows(database, "SELECT parameters FROM order_events") == [('{"message":"a\u2400b"}',)]


def test_a_rehearsal_reports_what_the_import_will_and_leaves_nothing(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS[: ROWS.index("3,")])
    before = everything(database), sorted(path.name for path in Path(database).parent.iterdir())
    bad = "4,,2020-01-01,x,no subject\n"
    rehearsed = bring(HEADER + ROWS + bad, dry_run=True)
    left = {path.name for path in Path(database).parent.iterdir()}
    assert everything(database) == before[0]
    assert not [name for name in left if "dry-run" in name]
    real = bring(HEADER + ROWS + bad)
    assert rehearsed.dry_run
    assert rehearsed.counts == real.counts
    assert rehearsed.groups == real.groups


def test_a_rehearsal_without_a_database_makes_none(tmp_path: Path) -> None:
    file = tmp_path / "h.csv"
    file.write_text(HEADER + ROWS)
    report = bring_into(str(tmp_path / "new.db"), file, dry_run=True)
    assert report.counts.imported == 3
    assert not (tmp_path / "new.db").exists()


def test_too_many_rejects_stop_the_import_before_the_chunk_that_has_them(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    text = HEADER + ROWS + "4,1,bad,,x\n5,1,bad,,x\n6,1,2020-01-01,,last\n"
    report = bring(text, max_errors=1)
    assert report.status == "stopped"
    assert "2 records are rejected, 1 allowed" in report.stopped
    assert report.counts.read == report.counts.accounted
    assert report.groups[0].code == "E-DATE"
    report = bring(text, max_errors=2)
    assert (report.batch, report.status) == (1, "done")
    assert account(report.counts) == (6, 4, 0, 0, 0, 2)


def test_rejects_are_the_users_own_bytes_with_the_reasons_beside(bring: Bring, tmp_path: Path) -> None:
    text = HEADER + ROWS + '4,1001,0000-00-00,,"two\nlines"\n5,1001\n'
    report = bring(text, rejects_file=str(tmp_path / "r.csv"))
    assert report.counts.rejected == 2
    assert (tmp_path / "r.csv").read_text() == HEADER + '4,1001,0000-00-00,,"two\nlines"\n5,1001\n'
    reasons = (tmp_path / "r.csv.reasons.csv").read_text().splitlines()
    assert reasons[1].startswith("history.csv,5,4,,date,0000-00-00,E-DATE-ZERO,")
    assert reasons[2].startswith("history.csv,7,5,,,,E-COLUMNS,")
    assert (tmp_path / "r.csv").stat().st_mode & 0o777 == 0o600


def wide_history(path: Path, *, count: int) -> None:
    dice = random.Random(7)  # noqa: S311
    with path.open("w") as file:
        file.write(HEADER)
        for number in range(count):
            author = dice.choice(["", "anna@shop.example", "j.smith", f"u{number % 17}@x.example"])
            date = "0000-00-00" if number % 23 == 0 else f"2020-01-{number % 28 + 1:02} 10:00:00"
            identity = "" if number % 5 == 0 else number
            file.write(f"{identity},{dice.randrange(count // 4)},{date},{author},Note {number % 50}\n")


@pytest.mark.slow
@pytest.mark.parametrize(("commit_seconds", "many"), [(0.0, 60), (0.02, 60), (0.0, 10_000)])
@pytest.mark.parametrize("seed", range(2))
def test_an_import_that_dies_at_any_point_goes_on_to_the_same_end(
    tmp_path: Path,
    sqlite_database: str,
    monkeypatch: pytest.MonkeyPatch,
    *,
    seed: int,
    commit_seconds: float,
    many: int,
) -> None:
    file = tmp_path / "h.csv"
    wide_history(file, count=250)
    monkeypatch.setattr(reader, "CHUNK_BYTES", 1500)
    undisturbed = tmp_path / "undisturbed.db"
    undisturbed.write_bytes(Path(sqlite_database).read_bytes())
    bring_into(str(undisturbed), file)
    dice = random.Random(seed)  # noqa: S311
    mortal = {"run": SqliteFile, "run_many": SqliteFile, "commit": SqliteFile, "checkpoint": SqliteWriter}
    for name, owner in mortal.items():
        original = getattr(owner, name)

        def dying(self: object, *args: object, _original: object = original) -> object:
            if dice.random() < 0.02:
                raise KeyboardInterrupt
            return _original(self, *args)  # type: ignore[operator]

        monkeypatch.setattr(owner, name, dying)
    monkeypatch.setattr(sqlite, "COMMIT_SECONDS", commit_seconds)
    monkeypatch.setattr(bulk_load, "MANY", many)
    deaths = 0
    for _ in range(500):
        try:
            bring_into(sqlite_database, file)
            break
        except KeyboardInterrupt:
            deaths += 1
    monkeypatch.undo()
    assert deaths
    found, expected = everything(sqlite_database), everything(str(undisturbed))
    done = [row for row in found.pop("batches") if row[1] == "done"]
    assert [row[2:] for row in done] == [row[2:] for row in expected.pop("batches")]
    assert comparable(found) == comparable(expected)


def comparable(state: dict[str, list[tuple[object, ...]]]) -> dict[str, object]:
    """Without batch numbers: runs that died before their first chunk have used some up."""
    batched = {"records": 6, "rejects": 1, "creations": 2}
    return {
        name: [tuple(cell for at, cell in enumerate(row) if at != batched.get(name)) for row in table]
        for name, table in state.items()
    }


@pytest.mark.slow
def test_a_killed_process_leaves_a_whole_log_that_the_same_command_completes(
    tmp_path: Path, database: str
) -> None:
    file = tmp_path / "h.csv"
    wide_history(file, count=3000)
    program = (
        "import sys, time\n"
        "from importers.readers.csv import reader\n"
        "from importers.writing.sqlite import writer\n"
        "from importers.mapping.column_mapping import ColumnMapping, with_sets\n"
        "from importers.options import Options\n"
        "from importers.pipeline import run\n"
        "from importers.progress import Progress\n"
        "reader.CHUNK_BYTES = 3000\n"
        "writer.COMMIT_SECONDS = 0\n"
        f"mapping = with_sets(ColumnMapping(source='test', tz='UTC'), {PLAIN!r})\n"
        "def tell(now): print(now.records, flush=True); time.sleep(0.01)\n"
        f"run({str(file)!r}, mapping, Options(), database={database!r}, on_progress=tell)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(5):
            process.stdout.readline()
        process.kill()
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with open_session(database) as session:
        batch = session.get_one(Batch, 1)
        assert batches.view(session, batch, running=RunningImports()).status == "interrupted"
        counts = batches.counts_of(batch)
        assert counts.read == counts.accounted > 0
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    ((status, read),) = rows(database, "SELECT status, read FROM batches")
    assert (status, read) == ("done", 3000)


def test_somebody_deleted_during_an_import_is_made_anew_and_not_referred_to(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    monkeypatch.setattr(sqlite, "COMMIT_SECONDS", 0)
    file = tmp_path / "h.csv"
    lines = (f"{number},1001,2020-01-01,anna@shop.example,Note {number}\n" for number in range(6))
    file.write_text(HEADER + "".join(lines))
    delete = (
        "import sqlite3, sys; connection = sqlite3.connect(sys.argv[1]); "
        "connection.execute('PRAGMA foreign_keys = ON'); connection.execute('DELETE FROM users'); "
        "connection.commit()"
    )

    def another_program(now: Progress) -> None:
        if now.records <= 2:
            subprocess.run([sys.executable, "-c", delete, database], check=True)

    mapping = with_sets(ColumnMapping(source="test", tz="UTC"), PLAIN)
    run(str(file), mapping, Options(), database=database, on_progress=another_program)
    assert rows(database, "PRAGMA foreign_key_check") == []
    authors = rows(
        database, "SELECT email, count(*) FROM order_events LEFT JOIN users ON users.id = user_id GROUP BY 1"
    )
    assert dict(authors).keys() == {None, "anna@shop.example"}


def test_an_interrupted_import_goes_on_also_when_another_one_came_between(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    monkeypatch.setattr(sqlite, "COMMIT_SECONDS", 0)
    commits = 0
    original = SqliteWriter.commit

    def dying(self: SqliteWriter) -> None:
        nonlocal commits
        commits += 1
        if commits > 1:
            raise KeyboardInterrupt
        original(self)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteWriter, "commit", dying)
        with pytest.raises(KeyboardInterrupt):
            bring(HEADER + ROWS)
    bring(HEADER + ROWS, mapping=ColumnMapping(source="other"))
    report = bring(HEADER + ROWS)
    assert (report.batch, report.resumed_at > 0) == (1, True)
    assert account(report.counts) == (3, 3, 0, 0, 0, 0)


def test_a_customer_given_to_another_batchs_order_is_noted_as_this_batchs_doing(
    bring: Bring, database: str
) -> None:
    bring(HEADER + ROWS)
    named = "id,order,date,author,message,customer\n7,1001,2020-01-01,,x,jane@x.example\n"
    bring(named + "8,1009,2020-01-01,,y,jane@x.example\n", sets=(*PLAIN, "customer=customer"))
    assert rows(database, "SELECT entity_id, batch_id FROM creations WHERE entity = 'customer of'") == [
        (1, 2)
    ]


def test_a_file_changed_since_the_interruption_is_a_new_batch(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    bring(HEADER + ROWS + "4,1,bad,,x\n", max_errors=0)
    report = bring(HEADER + ROWS.replace("First", "Prime"), max_errors=0)
    assert (report.batch, report.resumed_at) == (2, 0)


def test_the_program_notices_when_a_record_is_not_accounted_for(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    with open_session(database) as session:
        batch = session.get_one(Batch, 1)
        with pytest.raises(AccountMismatchError, match="read 3 records but accounts for"):
            batches.finish(session, batch, status="done", counts=Counts(read=3, imported=2), file_digest="")


def test_only_one_import_runs_at_a_time(bring: Bring, database: str) -> None:
    from events.database.engine import parse

    with locks.exclusive(parse(database)), pytest.raises(ImportRunningError, match="Another import"):
        bring(HEADER + ROWS)


def test_a_locked_database_is_told_and_loses_nothing(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = (
        "import sqlite3, sys\n"
        f"other = sqlite3.connect({database!r}, isolation_level=None)\n"
        "other.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()\n"
    )
    original = SqliteWriter.begin
    others: list[subprocess.Popen[bytes]] = []

    def begin(self: SqliteWriter) -> None:
        # Another process: two copies of SQLite in one must never have the same file open.
        others.append(
            subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        )
        assert others[0].stdout is not None
        assert others[0].stdout.readline() == b"locked\n"
        self._file.run("PRAGMA busy_timeout = 50")
        original(self)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteWriter, "begin", begin)
        with pytest.raises(BusyError, match="busy"):
            bring(HEADER + ROWS)
    others[0].communicate()
    assert bring(HEADER + ROWS).counts.imported == 3


def test_a_read_only_database_is_told(tmp_path: Path, bring: Bring, database: str) -> None:
    writer = SqliteWriter(database, TARGET)
    writer._file.run("PRAGMA query_only = ON")
    with pytest.raises(WriteError, match="read-only"):
        writer.begin()
    writer.close()


def test_an_import_is_linear_in_its_size(tmp_path: Path, sqlite_database: str) -> None:
    """Not a timing: the number of statements grows with the chunks, not with the rows."""
    count = 0
    original = SqliteFile.run

    def counted(self: SqliteFile, *args: object) -> object:
        nonlocal count
        count += 1
        return original(self, *args)  # type: ignore[arg-type]

    file = tmp_path / "h.csv"
    wide_history(file, count=5000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqliteFile, "run", counted)
        bring_into(sqlite_database, file)
    assert count < 100


def test_the_original_line_is_read_again_or_told_from_the_ledger(
    bring: Bring, database: str, tmp_path: Path
) -> None:
    from importers.ledger.provenance import of_entries
    from importers.trace.original import original

    bring(HEADER + '1,1001,2020-01-01 10:00:00,anna,"two\nlines"\n')
    with open_session(database) as session:
        found = list(entries(session, EVERYTHING, Filters()))
        source = of_entries(session, found)["o1"]
    assert (source.file, source.record, source.line, source.legacy_id) == ("history.csv", 1, 2, "1")
    assert original(source).text == '1,1001,2020-01-01 10:00:00,anna,"two\nlines"'
    (tmp_path / "history.csv").write_text(HEADER + "1,1001,2020-01-01 10:00:00,anna,forged\n")
    assert not original(source).from_file
    assert "date: 2020-01-01 10:00:00" in original(source).text
    (tmp_path / "history.csv").unlink()
    assert "cannot be read any more" in original(source).note


def test_an_unused_column_called_date_does_not_hide_the_original_date(
    bring: Bring, database: str, tmp_path: Path
) -> None:
    from importers.ledger.provenance import of_entries
    from importers.trace.original import original

    sets = ("order=order", "date=created", "message=message")
    bring("order,created,date,message\n7,2020-01-01 10:00:00,Tuesday,sent\n", sets=sets)
    (tmp_path / "history.csv").unlink()
    with open_session(database) as session:
        source = of_entries(session, entries(session, EVERYTHING, Filters()))["o1"]
    lines = original(source).text.splitlines()
    assert {"date: 2020-01-01 10:00:00", "date: Tuesday"} <= {*lines}


def test_the_original_is_found_in_a_document_that_ends_after_its_last_chunk(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importers.ledger.provenance import of_entries
    from importers.trace.original import original

    monkeypatch.setattr(elements, "CHUNK_BYTES", 8)
    item = '{"id": 1, "order": "7", "date": "2020-01-01", "author": "", "message": "x"}'
    bring(f'{{"events": [{item}]}}\n\n', name="events.json")
    with open_session(database) as session:
        source = of_entries(session, entries(session, EVERYTHING, Filters()))["o1"]
    found = original(source)
    assert (found.from_file, found.text) == (True, item)


SAMPLES = Path(__file__).parents[3] / "shared" / "samples"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="real exports of other people lie beside the repository")
def test_the_real_event_log_is_fully_accounted_for_twice(database: str) -> None:
    sets = ("legacy_id=concept:instance", "order=case:concept:name", "date=time:timestamp",
            "author=org:resource", "message=concept:name")  # fmt: skip
    file = SAMPLES / "csv-eventlog" / "receipt.csv"
    first = bring_into(database, file, sets=sets)
    assert account(first.counts) == (8577, 8577, 0, 0, 0, 0)
    assert (first.counts.orders_made, first.lines) == (1434, 8578)
    assert account(bring_into(database, file, sets=sets).counts) == (8577, 0, 8577, 0, 0, 0)
    assert rows(
        database, "SELECT date, raw_date FROM order_events e JOIN records r ON order_event_id = e.id LIMIT 1"
    ) == [(1318333540276000, "2011-10-11 13:45:40.276000+02:00")]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="real exports of other people lie beside the repository")
def test_the_real_wide_export_is_fully_accounted_for_twice(database: str, tmp_path: Path) -> None:
    from importers.mapping.mapping_file import load

    file = tmp_path / "olist.toml"
    stages = ("purchase_timestamp", "approved_at", "delivered_carrier_date", "delivered_customer_date",
              "estimated_delivery_date")  # fmt: skip
    events = "".join(
        f"[[events]]\npart = '{stage}'\ndate = 'order_{stage}'\nmessage = \"'{stage}'\"\n" for stage in stages
    )
    file.write_text(
        "source = 'olist'\ntz = 'America/Sao_Paulo'\ndate_format = '%m/%d/%Y %H:%M'\n"
        f"[fields]\nlegacy_id = 'order_id'\norder = 'order_id'\ncustomer = 'customer_id'\n{events}"
    )
    export = SAMPLES / "olist" / "olist_orders_excel_resaved_4998.csv"
    first = bring_into(database, export, sets=(), mapping=load(str(file)))
    assert account(first.counts) == (24760, 24760, 0, 0, 0, 0)
    assert first.lines == 4999
    again = bring_into(database, export, sets=(), mapping=with_sets(load(str(file)), []))
    assert account(again.counts) == (24760, 0, 24760, 0, 0, 0)


def test_looking_at_known_records_holds_no_transaction_that_a_note_could_overtake(database: str) -> None:
    """A resumed import looks at what it had met before it writes; who writes in between is no obstacle."""
    import polars as pl

    from importers.record_frame import RecordFrame

    note = (
        "import sqlite3, sys; connection = sqlite3.connect(sys.argv[1]); "
        "connection.execute(\"INSERT INTO orders (shop, number) VALUES ('', '9')\"); connection.commit()"
    )
    frame = pl.DataFrame(
        {"source_table": [""], "identity": ["1"], "part": [""], "occurrence": [0], "digest": [b"x"]}
        | {"i": [0], "is_first": [True]}
    )
    writer = SqliteWriter(database, TARGET)
    try:
        writer.preload_known(RecordFrame(frame=frame, names={}))
        subprocess.run([sys.executable, "-c", note, database], check=True)
        writer.begin()
        writer.rollback()
    finally:
        writer.close()
