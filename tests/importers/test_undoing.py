"""What `events undo` promises: exactly what a batch brought goes, and what others use stays."""

from __future__ import annotations

import random
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from bringing import HEADER, PLAIN, Bring, bring_into, everything, rows

from events.account import events as account_events
from events.account.people import by_email
from events.database.engine import parse
from events.database.session import open_session
from events.order import events as order_events
from events.order.lookup import find_order
from importers.errors import ImportRunningError
from importers.ledger import batches, locks
from importers.ledger.locks import RunningImports
from importers.ledger.models import Batch
from importers.mapping.column_mapping import ColumnMapping
from importers.readers.csv import reader
from importers.retry.retry import NothingToRetryError, retry
from importers.undo import delete
from importers.undo import undo as undoing
from importers.undo.undo import AlreadyUndoneError, Undone, undo

ROWS = """\
1,1001,2020-01-01 10:00:00,anna@shop.example,First
2,1001,2020-01-01 11:00:00,j.smith,Second
3,1002,2020-01-02 10:00:00,,Third
"""
OTHER = ColumnMapping(source="other", tz="UTC")
NAMED = "id,order,date,author,message,customer\n"
WITH_CUSTOMER = (*PLAIN, "customer=customer")
NOTHING_LEFT = (
    "orders",
    "users",
    "order_events",
    "customer_events",
    "records",
    "rejects",
    "names",
    "creations",
)


def take_back(database: str, batch: int = 1, *, dry_run: bool = False) -> Undone:
    return undo(batch, database=database, by="tester", dry_run=dry_run, on_progress=lambda _: None)


def contents(database: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that people see of a log, without ids."""
    return {
        "orders": rows(database, "SELECT shop, number, email, users.name FROM orders LEFT JOIN users ON"
                       " users.id = user_id ORDER BY 1, 2"),
        "users": rows(database, "SELECT email, name, is_staff, is_placeholder FROM users ORDER BY 1, 2, 3"),
        "events": rows(database, "SELECT number, date, type, email, name, parameters FROM order_events e"
                       " JOIN orders o ON o.id = order_id LEFT JOIN users u ON u.id = e.user_id"
                       " ORDER BY 1, 2, 3, 6, 4, 5"),
        "records": rows(database, "SELECT source_id, source_table, identity, part, occurrence, record, line,"
                        " digest, extra FROM records ORDER BY 1, 2, 3, 4, 5"),
        "rejects": rows(database, "SELECT record, line, code, raw FROM rejects ORDER BY 1, 2"),
        "names": rows(database, "SELECT source_id, role, l.name, u.name, u.email FROM legacy_names l"
                      " LEFT JOIN users u ON u.id = user_id ORDER BY 1, 2, 3"),
    }  # fmt: skip


def whole(database: str) -> None:
    """No reference leads nowhere, and no note of what a batch made is of nothing."""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    dead = (
        "SELECT * FROM creations WHERE entity = 'user' AND entity_id NOT IN (SELECT id FROM users)"
        " OR entity <> 'user' AND entity_id NOT IN (SELECT id FROM orders)"
    )
    assert rows(database, dead) == []


def test_an_undo_leaves_nothing_but_the_account_and_tells_how_to_redo(
    bring: Bring, database: str, tmp_path: Path
) -> None:
    bring(HEADER + ROWS + "4,,2020-01-01,x,no subject\n")
    done = take_back(database)
    assert (done.events, done.orders, done.people, done.rejects, done.kept) == (3, 2, 2, 1, {})
    left = everything(database)
    assert {name: left[name] for name in NOTHING_LEFT} == {name: [] for name in NOTHING_LEFT}
    ((status, read, imported, rejected),) = rows(
        database, "SELECT status, read, imported, rejected FROM batches"
    )
    assert (status, read, imported, rejected) == ("undone", 4, 3, 1)
    assert done.reimport.startswith(f"events import {tmp_path / 'history.csv'} --source test --tz UTC")


def test_the_same_file_imported_again_ends_equal_to_a_first_import(bring: Bring, database: str) -> None:
    text = HEADER + ROWS + "4,1003,0000-00-00,x,zero\n,1003,2020-01-01,,Same\n,1003,2020-01-01,,Same\n"
    first = bring(text)
    before = contents(database)
    take_back(database)
    again = bring(text)
    assert (again.batch, again.resumed_at) == (2, 0)
    assert again.counts == first.counts
    assert contents(database) == before
    whole(database)


def test_notes_added_since_stay_with_their_order(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    with open_session(database) as session:
        anna = by_email(session, "anna@shop.example")
        order_events.note_added_event(order=find_order(session, "1001"), user=anna, message="called")
        session.commit()
    done = take_back(database)
    assert (done.events, done.orders, done.people) == (3, 1, 1)
    assert done.kept == {"orders: events recorded by hand": 1, "people: other events": 1}
    assert rows(database, "SELECT number FROM orders") == [("1001",)]
    assert rows(database, "SELECT email, type FROM order_events JOIN users ON users.id = user_id") == [
        ("anna@shop.example", "note_added")
    ]
    assert rows(database, "SELECT * FROM creations") == [], "what only a person uses is no import's making"
    bring(HEADER + ROWS)
    assert rows(database, "SELECT count(*) FROM order_events") == [(4,)]
    whole(database)


def test_orders_and_people_that_another_import_uses_pass_to_it(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    bring(HEADER + ROWS, mapping=OTHER)
    bring(HEADER + ROWS, mapping=ColumnMapping(source="third", tz="UTC"))
    done = take_back(database)
    assert (done.events, done.orders, done.people) == (3, 0, 1), "j.smith is another one in each source"
    assert done.kept == {"orders: events of other imports": 2, "people: other events": 1}
    made = rows(database, "SELECT entity, batch_id, count(*) FROM creations GROUP BY 1, 2 ORDER BY 1, 2")
    assert made == [("order", 2, 2), ("user", 2, 2), ("user", 3, 1)]
    assert take_back(database, 2).kept["orders: events of other imports"] == 2
    assert (take_back(database, 3).orders, rows(database, "SELECT * FROM creations")) == (2, [])
    assert rows(database, "SELECT * FROM users") == []


def test_in_whatever_order_imports_are_undone_nothing_is_left(bring: Bring, database: str) -> None:
    for source in ("a", "b", "c"):
        rows_of = ROWS.replace("j.smith", f"{source}@x.example")
        bring(
            NAMED + rows_of.replace("\n", ",jane@x.example\n"),
            sets=WITH_CUSTOMER,
            mapping=ColumnMapping(source=source, tz="UTC"),
        )
    for batch in (2, 1, 3):
        take_back(database, batch)
        whole(database)
    left = everything(database)
    assert {name: left[name] for name in NOTHING_LEFT} == {name: [] for name in NOTHING_LEFT}


def test_a_customer_given_to_anothers_order_is_taken_away_again(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    bring(NAMED + "7,1001,2020-01-01,,x,jane@x.example\n", sets=WITH_CUSTOMER)
    done = take_back(database, 2)
    assert (done.events, done.orders, done.people, done.customers) == (1, 0, 1, 1)
    assert rows(database, "SELECT number, user_id FROM orders ORDER BY 1") == [("1001", None), ("1002", None)]
    whole(database)


def test_a_customer_stays_where_another_import_names_the_same(bring: Bring, database: str) -> None:
    bring(NAMED + "7,1001,2020-01-01,,x,jane@x.example\n", sets=WITH_CUSTOMER)
    bring(NAMED + "7,1001,2020-01-01,,x,JANE@x.example\n", sets=WITH_CUSTOMER, mapping=OTHER)
    bring(
        NAMED + "8,1001,2020-01-01,,x,bob@x.example\n",
        sets=WITH_CUSTOMER,
        mapping=ColumnMapping(source="late", tz="UTC"),
        same_orders=True,
    )
    done = take_back(database)
    assert (done.orders, done.people, done.customers) == (0, 0, 0)
    assert rows(database, "SELECT email FROM orders JOIN users ON users.id = user_id") == [
        ("jane@x.example",)
    ]
    done = take_back(database, 2)
    assert (done.orders, done.people, done.customers) == (0, 1, 1), "the last one that is left names bob"
    assert rows(database, "SELECT number, user_id FROM orders") == [("1001", None)]


def test_a_customer_stays_where_they_acted_on_the_order_by_hand(bring: Bring, database: str) -> None:
    bring(NAMED + "7,1001,2020-01-01,,x,jane@x.example\n", sets=WITH_CUSTOMER)
    with open_session(database) as session:
        order_events.placed_event(order=find_order(session, "1001"))
        session.commit()
    assert take_back(database).customers == 0
    assert rows(database, "SELECT email FROM orders JOIN users ON users.id = user_id") == [
        ("jane@x.example",)
    ]


def test_events_of_customers_alone_go_too(bring: Bring, database: str) -> None:
    sets = ("legacy_id=id", "customer=customer", "date=date", "author=author", "message=message")
    text = NAMED + "7,,2020-01-01,17,x,jane@x.example\n8,,2020-01-01,,y,4711\n"
    bring(text, sets=sets)
    with open_session(database) as session:
        jane = by_email(session, "jane@x.example")
        assert jane is not None
        account_events.note_added_event(customer=jane, user=None, message="kept")
        session.commit()
    done = take_back(database)
    assert (done.customer_events, done.people) == (2, 2)
    assert rows(database, "SELECT type FROM customer_events") == [("note_added",)]
    assert rows(database, "SELECT * FROM legacy_names") == []


def test_a_second_undo_is_refused_with_the_way_back(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    take_back(database)
    before = everything(database)
    with pytest.raises(AlreadyUndoneError, match=r"Batch 1 was undone by op1 on .*events import "):
        take_back(database)
    assert everything(database) == before


def test_an_unknown_batch_is_told(database: str) -> None:
    with pytest.raises(batches.UnknownBatchError, match="There is no batch 7"):
        take_back(database, 7)


@pytest.mark.parametrize("dry_run", [False, True])
def test_an_undo_waits_for_no_import(bring: Bring, database: str, dry_run: bool) -> None:
    bring(HEADER + ROWS)
    with locks.exclusive(parse(database)), pytest.raises(ImportRunningError):
        take_back(database, dry_run=dry_run)


def test_a_preview_tells_what_the_undo_will_and_changes_nothing(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS + "4,,2020-01-01,x,no subject\n")
    bring(HEADER + ROWS, mapping=OTHER)
    before = everything(database), rows(database, "SELECT * FROM operations")
    seen = take_back(database, dry_run=True)
    assert (everything(database), rows(database, "SELECT * FROM operations")) == before
    done = take_back(database)
    assert (seen.dry_run, done.dry_run) == (True, False)

    def plain(one: Undone) -> dict[str, Any]:
        return {**one.as_dict(), "seconds": 0, "dry_run": False, "operation": ""}

    assert plain(seen) == plain(done)


def test_an_interrupted_import_can_be_undone_and_does_not_go_on_then(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    text = HEADER + ROWS + "4,1,bad,,x\n"
    assert bring(text, max_errors=0).status == "stopped"
    assert take_back(database).events > 0
    report = bring(text)
    assert (report.batch, report.resumed_at, report.counts.imported) == (2, 0, 3)


def test_nothing_of_a_source_is_imported_while_a_batch_of_it_is_half_undone(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(HEADER + ROWS)

    def dying(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delete, "STEPS", (delete.rejects, dying))
        with pytest.raises(KeyboardInterrupt):
            take_back(database)
    with pytest.raises(batches.UnfinishedUndoError, match="Run `events undo 1` first"):
        bring(HEADER + ROWS)
    bring(HEADER + ROWS, mapping=OTHER)
    with pytest.raises(NothingToRetryError):
        retry(1, "mended.csv", database=database)
    assert take_back(database).resumed
    assert bring(HEADER + ROWS).counts.imported == 3


def test_what_a_retry_took_in_belongs_to_its_batch(bring: Bring, database: str, tmp_path: Path) -> None:
    bring(HEADER + ROWS + "4,1004,bad,zoe,repaired later\n")
    mended = tmp_path / "mended.csv"
    mended.write_text(HEADER + "4,1004,2020-01-04 10:00:00,zoe,repaired later\n")
    assert retry(1, str(mended), database=database).tally.imported == 1
    done = take_back(database)
    assert (done.events, done.orders, done.rejects) == (4, 3, 0)
    left = everything(database)
    assert {name: left[name] for name in NOTHING_LEFT} == {name: [] for name in NOTHING_LEFT}
    with pytest.raises(NothingToRetryError):
        retry(1, str(mended), database=database)


def history(path: Path, *, count: int, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    with path.open("w") as file:
        file.write(NAMED)
        for number in range(count):
            author = dice.choice(
                ["", "anna@shop.example", "j.smith", f"u{number % 17}@x.example", f"w{number % 9}"]
            )
            date = "0000-00-00" if number % 23 == 0 else f"2020-01-{number % 28 + 1:02} 10:00:00"
            customer = dice.choice(["", "", f"c{number % 13}@x.example", str(number % 7)])
            file.write(
                f"{number},{dice.randrange(count // 4)},{date},{author},Note {number % 50},{customer}\n"
            )


@pytest.fixture
def three_imports(tmp_path: Path, sqlite_database: str) -> str:
    """Three sources whose orders and people overlap, and notes by hand on some of them."""
    for number, source in enumerate("abc"):
        file = tmp_path / f"{source}.csv"
        history(file, count=300, seed=number)
        mapping = ColumnMapping(source=source, tz="UTC")
        bring_into(sqlite_database, file, sets=WITH_CUSTOMER, mapping=mapping, same_orders=True)
    with open_session(sqlite_database) as session:
        for number in range(0, 60, 7):
            order = find_order(session, str(number))
            order_events.note_added_event(order=order, user=order.user, message="by hand")
        session.commit()
    return sqlite_database


def end_state(database: str) -> dict[str, object]:
    state: dict[str, object] = dict(everything(database))
    state["operations"] = rows(
        database, "SELECT id, kind, batch_id, json_remove(details, '$.by') FROM operations"
    )
    return state


def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delete, "RECORDS", 30)
    monkeypatch.setattr(delete, "ENTITIES", 7)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_an_undo_that_dies_at_any_point_goes_on_to_the_same_end(
    three_imports: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    small_steps(monkeypatch)
    undisturbed = str(tmp_path / "undisturbed.db")
    Path(undisturbed).write_bytes(Path(three_imports).read_bytes())
    expected_report = take_back(undisturbed)
    dice = random.Random(seed)  # noqa: S311
    for name in ("_run", "_pass_on", "_remove"):
        original = getattr(delete, name)

        def dying(*args: Any, _original: Any = original) -> Any:
            if dice.random() < 0.03:
                raise KeyboardInterrupt
            found = _original(*args)
            if dice.random() < 0.03:
                raise KeyboardInterrupt
            return found

        monkeypatch.setattr(delete, name, dying)
    deaths = 0
    for _ in range(500):
        try:
            report = take_back(three_imports)
            break
        except KeyboardInterrupt:
            deaths += 1
    monkeypatch.undo()
    assert deaths
    assert end_state(three_imports) == end_state(undisturbed)
    assert (report.events, report.kept) == (expected_report.events, expected_report.kept)
    whole(three_imports)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_killed_undo_is_shown_as_such_and_the_same_command_completes_it(
    three_imports: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    program = (
        "import sys\n"
        "from importers.undo import delete, undo\n"
        "delete.RECORDS, delete.ENTITIES = 10, 7\n"
        "def show(now): print(now.done, flush=True); sys.stdin.readline()\n"
        f"undo.undo(2, database={three_imports!r}, by='tester', dry_run=False, on_progress=show)\n"
    )
    undisturbed = str(tmp_path / "undisturbed.db")
    Path(undisturbed).write_bytes(Path(three_imports).read_bytes())
    take_back(undisturbed, 2)
    dice = random.Random(seed)  # noqa: S311
    for _ in range(2):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen([sys.executable, "-c", program], **pipes) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            for _ in range(dice.randrange(1, 9)):  # a few steps, and then somewhere within the next
                process.stdout.readline()
                process.stdin.write(b"\n")
                process.stdin.flush()
            time.sleep(dice.random() * 0.01)
            process.kill()
        with closing(sqlite3.connect(three_imports)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        whole(three_imports)
    with open_session(three_imports) as session:
        seen = batches.view(session, session.get_one(Batch, 2), running=RunningImports())
        assert (seen.status, seen.undo and seen.undo.what) == ("undoing", "is undoing batch 2")
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    assert end_state(three_imports) == end_state(undisturbed)


def test_an_undo_takes_statements_by_the_chunk_and_not_by_the_row(
    three_imports: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import Engine, event

    statements: list[str] = []
    listen = ("before_cursor_execute", lambda *args: statements.append(args[2]))
    event.listen(Engine, *listen)
    try:
        take_back(three_imports, 3)
    finally:
        event.remove(Engine, *listen)
    work = [text for text in statements if re.match(r"\s*(DELETE|UPDATE|INSERT)", text)]
    assert len(work) < 60


def test_others_can_write_between_two_steps(three_imports: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A note that arrives meanwhile keeps its order."""
    small_steps(monkeypatch)
    ((number,),) = rows(
        three_imports,
        "SELECT number FROM orders JOIN creations ON entity_id = orders.id"
        " WHERE entity = 'order' AND batch_id = 1 ORDER BY orders.id DESC LIMIT 1",
    )
    written = []

    def write(_: undoing.UndoProgress) -> None:
        if not written:
            written.append(number)
            with open_session(three_imports) as session:
                order_events.note_added_event(
                    order=find_order(session, number), user=None, message="meanwhile"
                )
                session.commit()

    undo(1, database=three_imports, by="tester", dry_run=False, on_progress=write)
    assert rows(three_imports, "SELECT count(*) FROM order_events WHERE parameters LIKE '%meanwhile%'") == [
        (1,)
    ]
    assert rows(three_imports, "SELECT count(*) FROM orders WHERE number = ?", number) == [(1,)]
    whole(three_imports)
