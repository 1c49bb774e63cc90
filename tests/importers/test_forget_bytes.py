"""After an erasure, the bytes of the database and of the files beside it hold nothing of the person."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from bringing import PLAIN, Bring, rows
from sqlalchemy import text

from events import search
from events.database.compaction import compact
from events.database.session import open_session
from events.models import Order, OrderLine, User
from events.order import events as order_events
from importers.erasure.forget import TABLES, Forgotten, forget
from importers.erasure.scrub import Scrubber

ZORB = "zorb@secretmail.example"


def erase(database: str, email: str) -> Forgotten:
    with open_session(database) as session:
        done = forget(session, email, by="tester")
        session.commit()
        assert compact(session.get_bind().engine, tables=TABLES).left == []
    return done


def found_in_files(database: str, words: str) -> list[str]:
    """The files of the log, and beside it, that hold the words in any case."""
    files = Path(database).parent.glob(f"*{Path(database).name}*")
    return [file.name for file in files if words.lower().encode() in file.read_bytes().lower()]


def test_no_byte_of_a_person_with_2000_events_is_left_also_after_a_search(
    bring: Bring, database: str
) -> None:
    lines = [
        f"{i},B{i % 40},2020-02-02 10:00:00,{ZORB if i % 3 else 'bob'},call {i} to {ZORB},{ZORB},1\n"
        for i in range(2000)
    ]
    lines += [f"x{i},7,bad,bob,{ZORB},,\n" for i in range(50)]
    bring(
        "id,order,date,author,message,customer,phone\n" + "".join(lines), sets=(*PLAIN, "customer=customer")
    )
    with open_session(database) as session:
        assert list(search.prepare(session.connection()))
    reader = sqlite3.connect(database)  # whoever looks at the log keeps its side files from being removed
    assert len(found_in_files(database, "secretmail")) > 0
    done = erase(database, ZORB)
    assert (done.texts, done.rejects, done.orders) == (2000, 50, 40)
    assert found_in_files(database, "secretmail") == []
    reader.close()
    assert found_in_files(database, "zorb") == []
    assert rows(database, "SELECT count(*) FROM order_events") == [(2000,)]


def test_numbers_shops_and_items_lose_the_address_and_stay_unique(database: str) -> None:
    with open_session(database) as session:
        for number in ("JANE@x.example-1", "jane@x.example-1", "(forgotten)-1"):
            session.add(Order(number=number, shop="of jane@x.example"))
        order = Order(number="2", user_email="Jane <jane@x.example>")
        session.add(OrderLine(order=order, item_name="Mug for jane@x.example", quantity=1))
        session.commit()
    done = erase(database, "jane@x.example")
    assert (done.orders, done.lines) == (4, 1)
    orders = rows(database, "SELECT shop, number, user_email FROM orders ORDER BY id")
    assert orders == [
        ("of (forgotten)", "(forgotten)-1", ""),
        ("of (forgotten)", "(forgotten)-1~2", ""),
        ("of (forgotten)", "(forgotten)-1~3", ""),
        ("", "2", ""),
    ]
    assert found_in_files(database, "jane") == []


@pytest.mark.parametrize(
    "spelled",
    [
        "mailto:jane%40mail%2Eexample",
        "jane&#64;mail.example",
        "jane&#x40;mail&period;example",
        "jane&amp;#64;mail.example",
        "x%3Cjane%2540mail.example%3E",
        r"{\"by\": \"\njane\\u0040mail.example\"}",
        r"said\njane@mail.example\nand",
        "jane=40mail.example",
        "&#106;&#97;&#110;&#101;@mail.example",
        "JANE@MAIL.EXAMPLE-1",
        "Jane  Doeberly",
        "jane\nDOEBERLY",
        "Jane\u00a0Doeberly",
        "Jane&nbsp;Doeberly",
        "Jane%20Doeberly",
        "Jane+Doeberly",
        "Jane<br>\nDoeberly",
        "jane\u200b@mail.example",
        "j\u00adane@ma\u00adil.exam\u2060ple",
        "jane&#8203;@mail.example",
        "Doeberly, Jane",
        "DOEBERLY Jane",
        "doeberly,\u200bjane",
        "Jane Doe\u00adberly",
    ],
)
def test_every_spelling_of_an_address_or_a_name_is_found(spelled: str) -> None:
    scrubber = Scrubber(emails=("jane@mail.example",), names=("Jane Doeberly",))
    scrubbed = scrubber.text(f"so {spelled}, they said").lower()
    assert "forgotten" in scrubbed
    assert "jane" not in scrubbed and "doe" not in scrubbed and "mail" not in scrubbed.replace("mailto", "")


@pytest.mark.parametrize(
    "text",
    [
        "mary-jane@mail.example",
        "a%2Bjane%40mail.example",
        "jane@mail.example.org",
        "jane@mail.examples",
        "50%40",
        "Martin James",
        "MARTIN JAMES",
        "Martin, Jamesson",
    ],
)
def test_another_persons_address_or_name_is_left_alone(text: str) -> None:
    assert Scrubber(emails=("jane@mail.example",), names=("James Martin",)).text(text) == text


def test_a_name_with_the_surname_first_is_found_as_it_is_spoken() -> None:
    scrubber = Scrubber(emails=(), names=("Van der Doe, Jane",))
    assert all(map(scrubber.is_named_by, ("Jane van der Doe", "VAN DER DOE, JANE", "VAN DER DOE Jane")))
    assert scrubber.text("Jane Doe") == "Jane Doe"


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_database"))


def test_escaped_spellings_are_found_by_both_databases(either: str) -> None:
    with open_session(either) as session:
        jane = User(email="jane@mail.example", name="Jane Żak")
        session.add_all(
            [jane, User(name="jane  żAK", is_placeholder=True), User(email="b@x.example", name="Jane Żak")]
        )
        session.add(order := Order(number="1"))
        session.flush()
        for message in (
            "jane%40mail.example",
            "jane&#64;mail.example",
            "JANE \n ŻAK",
            "Żak, Jane",
            "jane\u200b@mail.example",
            "Jane Zak",
            "100 % & more",
        ):
            order_events.note_added_event(order=order, user=None, message=message)
        session.commit()
    done = erase_anywhere(either, "jane@mail.example")
    assert (done.people, done.texts, done.namesakes) == (2, 5, 1)
    with open_session(either) as session:
        left = session.execute(
            text("SELECT CAST(parameters AS text) FROM order_events ORDER BY id")
        ).scalars()
        assert ["forgotten" in one for one in left] == [True, True, True, True, True, False, False]


def erase_anywhere(database: str, email: str) -> Forgotten:
    with open_session(database) as session:
        done = forget(session, email, by="tester")
        session.commit()
        left = compact(session.get_bind().engine, tables=TABLES).left
    assert [("server" in one) for one in left] == ([True] if "://" in database else [])
    return done
