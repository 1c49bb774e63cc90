"""Orders and people are found by any part of what is known of them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from events.find import find
from events.models import Order, User
from events.order.lookup import add_order

NUMBERS = ["000000101", "101-1", "1010", "#2101", "INV-77", "55"]


@pytest.fixture(autouse=True)
def log(session: Session) -> None:
    jane = User(email="jane@example.com", name="Jane Doe")
    session.add_all([jane, User(email="JANET@example.com"), User(name="Müller & Jane", is_placeholder=True)])
    session.add_all([Order(number=number, user=jane) for number in NUMBERS])
    session.add_all([Order(number="9", user_email="guest@jane.example"), Order(number="101", shop="pl")])
    session.flush()


def _numbers(session: Session, text: str, *, limit: int = 9) -> list[str]:
    return [f"{one.shop}/{one.number}".lstrip("/") for one in find(session, text, limit=limit).orders]


def test_any_part_of_a_number_finds_an_order_and_the_whole_number_first(session: Session) -> None:
    assert _numbers(session, "101") == ["pl/101", "000000101", "1010", "101-1", "#2101"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("#101", "pl/101"),
        ("000101", "pl/101"),
        ("2101", "#2101"),
        ("inv-77", "INV-77"),
        ("77", "INV-77"),
        (" 55 ", "55"),
        ("PL/101", "pl/101"),
        ("000000101", "000000101"),
    ],
)
def test_marks_zeros_and_case_do_not_matter(session: Session, text: str, first: str) -> None:
    assert _numbers(session, text)[0] == first


@pytest.mark.parametrize("text", ["101", "jane", "000101", "#101", "77", "inv", "PL/101", "jane doe"])
def test_of_very_many_matches_the_exact_and_the_newest_are_compared(
    session: Session, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.add_all([User(name="Jane"), *(User(name=f"N{number} Jane Doe") for number in range(4))])
    session.add_all([Order(number=f"INV-{number}-101-77") for number in range(4)])
    session.flush()
    few = find(session, text, limit=99)
    monkeypatch.setattr("events.find.RANKED", 3)
    assert find(session, text, limit=99) == few, "not more than are counted"
    monkeypatch.setattr("events.find.REACH", 3)
    many = find(session, text, limit=99)
    exact = {"101": 2, "000101": 2, "#101": 2, "PL/101": 1}.get(text, 0)
    assert many.orders[:exact] == few.orders[:exact]
    assert len(many.orders) <= 3 + exact and min(4, len(few.orders)) == many.orders_in_all
    ids = {one.id for one in many.orders}
    assert {one.id for one in sorted(few.orders, key=lambda one: -one.id)[:3]} <= ids
    if text == "jane":
        assert many.customers[0] == few.customers[0] and many.customers[0].who.name == "Jane"


def test_the_beginning_of_a_name_comes_before_the_middle_of_another(session: Session) -> None:
    session.add_all(
        [User(email="x@example.com", name="Ann Doerr"), User(email="y@example.com", name="Undoe")]
    )
    session.flush()
    found = [one.who.name for one in find(session, "doe", limit=9).customers]
    assert found == ["Ann Doerr", "Jane Doe", "Undoe"]


@pytest.mark.parametrize("text", ["0", "#", "%", "_", "", " ", "\x00"])
def test_marks_alone_are_taken_literally(session: Session, text: str) -> None:
    expected = {"0": ["1010", "101-1", "000000101", "pl/101", "#2101"], "#": ["#2101"]}
    assert sorted(_numbers(session, text)) == sorted(expected.get(text, []))


def test_people_are_found_by_name_or_email_and_guests_by_the_email_of_their_order(session: Session) -> None:
    found = find(session, "jane", limit=9)
    assert [one.who.label for one in found.customers] == [
        "JANET@example.com",
        "jane@example.com",
        "Müller & Jane",
        "guest@jane.example",
    ]
    assert found.customers_in_all == 4
    assert found.customers[1].orders == len(NUMBERS)


def test_all_matches_are_counted_and_the_limit_is_kept(session: Session) -> None:
    for number in range(20):
        add_order(session, number=f"7-{number}", lines=[])
    found = find(session, "7-", limit=3)
    assert (len(found.orders), found.orders_in_all) == (3, 20)
