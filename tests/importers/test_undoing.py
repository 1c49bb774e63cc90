"""What `events undo` promises: exactly what a batch brought goes, and what others use stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bringing import HEADER, PLAIN, ROWS, Bring, everything, rows
from taking_back import take_back, whole

from events.account import events as account_events
from events.account.people import by_email
from events.database.engine import parse
from events.database.session import open_session
from events.order import events as order_events
from events.order.lookup import find_order
from importers.errors import ImportRunningError
from importers.ledger import batches, locks
from importers.mapping.column_mapping import ColumnMapping
from importers.readers.csv import reader
from importers.retry.retry import NothingToRetryError, retry
from importers.undo.undo import AlreadyUndoneError, Undone

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


def test_an_undo_leaves_nothing_but_the_account_and_shows_how_to_redo(
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


def test_no_id_of_an_undone_event_is_given_again(bring: Bring, database: str) -> None:
    def ids(table: str) -> list[int]:
        return [id for (id,) in rows(database, f"SELECT id FROM {table} ORDER BY id")]  # noqa: S608

    sets = ("legacy_id=id", "order=order", "customer=customer", "date=date", "message=message")
    text = (
        "id,order,customer,date,message\n1,7,,2020-01-01,a\n2,,j@x.example,2020-01-02,b\n3,7,,2020-01-03,c\n"
    )
    for last in (0, 1, 2):
        bring(text, sets=sets)
        assert ids("order_events") == [2 * last + 1, 2 * last + 2]
        assert ids("customer_events") == [last + 1]
        take_back(database, last + 1)


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


def test_an_unknown_batch_is_reported(database: str) -> None:
    with pytest.raises(batches.UnknownBatchError, match="There is no batch 7"):
        take_back(database, 7)


@pytest.mark.parametrize("dry_run", [False, True])
def test_an_undo_waits_for_no_import(bring: Bring, database: str, dry_run: bool) -> None:
    bring(HEADER + ROWS)
    with locks.exclusive(parse(database)), pytest.raises(ImportRunningError):
        take_back(database, dry_run=dry_run)


def test_a_preview_shows_what_the_undo_will_do_and_changes_nothing(bring: Bring, database: str) -> None:
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
