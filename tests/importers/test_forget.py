"""Erasing a person: nothing in the file tells of them any more, and what happened stays."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from bringing import PLAIN, Bring, rows

from events.account import events as account_events
from events.database.session import open_session
from events.errors import UsageError
from events.models import Order, OrderEvent, User
from events.order import OrderEventsEmails
from events.order import events as order_events
from events.order.lookup import find_order
from importers.authors import assignments
from importers.erasure.forget import Forgotten, UnknownPersonError, forget
from importers.erasure.scrub import Scrubber
from importers.ledger import operations
from importers.undo.undo import undo

JANE = "jane@example.com"
NAMED = "id,order,date,author,message,customer,phone\n"
SETS = (*PLAIN, "customer=customer")
ROWS = """\
1,1001,2020-01-01 10:00:00,j.smith,Wrote to Jane@Example.com.,jane@example.com,555-0001
2,1001,2020-01-01 11:00:00,jane@example.com,Hello from jane@example.com,,
3,1002,2020-01-02 10:00:00,bob@example.com,Ask mary-jane@example.com,mary-jane@example.com,555-0002
4,1002,bad,,rejected,jane@example.com,555-0001
5,1003,bad,,rejected,bob@example.com,555-0003
"""


def erase(database: str, email: str = JANE) -> Forgotten:
    with open_session(database) as session:
        done = forget(session, email, by="tester")
        session.commit()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    return done


def holds(database: str, text: str) -> bool:
    """Whether the file's very bytes hold the text, freed pages included."""
    return text.lower().encode() in Path(database).read_bytes().lower()


def count(database: str, table: str) -> int:
    ((number,),) = rows(database, f"SELECT count(*) FROM {table}")  # noqa: S608
    return int(number)


def test_an_imported_person_leaves_no_byte_and_their_orders_keep_their_history(
    bring: Bring, database: str
) -> None:
    bring(NAMED + ROWS, sets=SETS)
    before = {table: count(database, table) for table in ("orders", "order_events", "records", "rejects")}
    done = erase(database)
    assert not holds(database, f",{JANE}")
    assert not holds(database, f'"{JANE}')
    assert not holds(database, f" {JANE}")
    assert not holds(database, "555-0001") or b"555-0001" in rows(database, "SELECT raw FROM rejects")[0][0]
    assert {table: count(database, table) for table in before} == before
    assert (done.people, done.orders, done.events, done.texts, done.rejects) == (1, 1, 1, 2, 1)
    messages = rows(database, "SELECT json_extract(parameters, '$.message') FROM order_events ORDER BY id")
    assert [message for (message,) in messages] == [
        "Wrote to (forgotten).",
        "Hello from (forgotten)",
        "Ask mary-jane@example.com",
    ]
    assert rows(database, "SELECT number, user_id IS NULL FROM orders ORDER BY 1") == [
        ("1001", 1),
        ("1002", 0),
    ]
    kept = rows(database, "SELECT extra FROM records ORDER BY record")
    assert kept[0] == (None,)
    assert json.loads(kept[2][0]) == {"customer": "mary-jane@example.com", "phone": "555-0002"}
    assert rows(database, "SELECT raw FROM rejects ORDER BY record")[0] == (
        b"4,1002,bad,,rejected,(forgotten),555-0001\n",
    )


def test_a_customer_of_our_own_is_erased_with_their_name(database: str) -> None:
    with open_session(database) as session:
        jane = User(email=JANE, name="Jane Doe-Żak")
        anna = User(email="anna@shop.example", is_staff=True)
        session.add_all([jane, anna, order := Order(number="1", user=jane), Order(number="2", user=anna)])
        session.flush()
        account_events.account_created_event(customer=jane)
        order_events.email_sent_event(order=order, user=anna, email_type=OrderEventsEmails.ORDER)
        order_events.note_added_event(order=order, user=anna, message="Jane Doe-Żak called")
        order_events.note_added_event(order=find_order(session, "2"), user=anna, message="for JANE DOE-ŻAK")
        account_events.name_assigned_event(customer=jane, user=anna, message="Jane Doe-Żak")
        session.commit()
    done = erase(database)
    assert (done.people, done.orders, done.texts) == (1, 1, 5)
    assert not holds(database, JANE)
    assert not holds(database, "Doe-")
    assert rows(database, "SELECT type, customer_id FROM customer_events WHERE customer_id IS NULL") == [
        ("account_created", None),
        ("name_assigned", None),
    ]
    with open_session(database) as session:
        (sent,) = session.query(OrderEvent).where(OrderEvent.type == "email_sent")
        assert sent.parameters == {"email": "(forgotten)", "email_type": "order_confirmation"}


def test_a_name_of_one_word_is_erased_only_in_what_is_theirs(database: str) -> None:
    with open_session(database) as session:
        jane = User(email=JANE, name="Summer")
        session.add_all([jane, order := Order(number="1", user=jane), other := Order(number="2")])
        session.flush()
        order_events.note_added_event(order=order, user=None, message="Summer called")
        order_events.note_added_event(order=other, user=None, message="Summer sale")
        session.commit()
    erase(database)
    messages = rows(database, "SELECT json_extract(parameters, '$.message') FROM order_events ORDER BY id")
    assert messages == [("(forgotten) called",), ("Summer sale",)]


def test_people_with_an_address_of_their_own_keep_a_name_that_contains_the_persons(database: str) -> None:
    names = {"a@shop.example": "Mary Jane Doe", "b@shop.example": "Jane Doe-Smith"}
    names["c@shop.example"] = f"x {JANE}"
    with open_session(database) as session:
        session.add(User(email=JANE, name="Jane Doe"))
        session.add_all([User(email=email, name=name) for email, name in names.items()])
        session.commit()
    erase(database)
    kept = [name for (name,) in rows(database, "SELECT name FROM users ORDER BY id")]
    assert kept == ["Mary Jane Doe", "Jane Doe-Smith", "x (forgotten)"]


def test_a_guest_is_erased_from_their_orders(database: str) -> None:
    with open_session(database) as session:
        session.add(Order(number="1", user_email="Jane@Example.com"))
        session.commit()
    assert erase(database).orders == 1
    assert not holds(database, JANE)


def test_a_legacy_name_that_was_theirs_goes_with_them(bring: Bring, database: str) -> None:
    bring(NAMED + ROWS + "9,1001,2020-02-01,j.smith,j.smith here,,\n", sets=SETS)
    with open_session(database) as session:
        assignments.assign(session, "j.smith", JANE, source=None, shop=None, by=JANE)
        session.commit()
    done = erase(database)
    assert (done.people, done.names) == (2, 1)
    assert not holds(database, "j.smith")
    assert rows(database, "SELECT name FROM legacy_names") == []
    with open_session(database) as session:
        seen = [operations.view(one) for one in operations.newest(session, limit=9)]
    assert [(one.kind, one.by, one.what) for one in seen] == [
        ("forget", "tester", "erased a person"),
        ("assign", "(forgotten)", "test/(forgotten) is (forgotten)"),
    ]


def test_a_name_that_was_taken_back_is_not_theirs(bring: Bring, database: str) -> None:
    bring(NAMED + ROWS, sets=SETS)
    with open_session(database) as session:
        assignments.assign(session, "j.smith", JANE, source=None, shop=None, by="me")
        assignments.unassign(session, "j.smith", source=None, shop=None, by="me")
        session.commit()
    assert erase(database).people == 1
    assert rows(database, "SELECT name FROM legacy_names") == [("j.smith",)]


def test_a_name_that_holds_the_address_is_the_same_person(bring: Bring, database: str) -> None:
    bring(NAMED + "1,7,2020-01-01,Jane D <jane@example.com>,x,,\n", sets=SETS)
    assert erase(database).people == 1
    assert not holds(database, "jane")


def test_records_known_by_an_address_lose_it(bring: Bring, database: str) -> None:
    bring(NAMED + "jane@example.com,7,2020-01-01,,x,,\n", sets=SETS)
    erase(database)
    assert not holds(database, JANE)
    ((identity,),) = rows(database, "SELECT identity FROM records")
    assert identity.startswith("forgotten~")


def test_the_import_can_still_be_undone_and_then_nothing_is_left(bring: Bring, database: str) -> None:
    bring(NAMED + ROWS, sets=SETS)
    erase(database)
    undo(1, database=database, by="me", dry_run=False, on_progress=lambda _: None)
    left: list[Any] = [count(database, name) for name in ("users", "orders", "order_events", "creations")]
    assert left == [0, 0, 0, 0]


def test_nobody_and_no_address_are_reported(bring: Bring, database: str) -> None:
    bring(NAMED + ROWS, sets=SETS)
    with open_session(database) as session:
        with pytest.raises(UnknownPersonError, match=r"Nothing in the log belongs to 'x@example\.com'"):
            forget(session, "x@example.com", by="me")
        with pytest.raises(UsageError, match="'jane' is not an e-mail address"):
            forget(session, "jane", by="me")
    assert count(database, "operations") == 0


@pytest.mark.parametrize("encoding", ["utf-8", "cp1250", "iso8859-2", "ascii"])
def test_bytes_are_scrubbed_in_their_encoding_and_else_left_alone(encoding: str) -> None:
    scrubber = Scrubber(emails=("ja@x.pl",), names=("Jan Żak",))
    name = "Jan Żak" if encoding != "ascii" else "Jan"
    raw = f"a;ja@x.pl;{name};ja@x.pl.eu;ż\n".replace("ż", "" if encoding == "ascii" else "ż").encode(encoding)
    text = scrubber.raw(raw, [encoding]).decode(encoding)
    assert text.startswith("a;(forgotten);(forgotten);ja@x.pl.eu" if name != "Jan" else "a;(forgotten);Jan;")
    assert scrubber.raw("Jan Żak".encode(), ["utf-16"]) == b"(forgotten)", "UTF-16 is kept as UTF-8"
    assert scrubber.raw(b"\xff\xfe\x81;ja@x.pl", ["no-such"]) == b"\xff\xfe\x81;(forgotten)"
