"""Filters choose the events of a timeline by date, type, author, text and place."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from recording import DAY, messages, note, remark
from sqlalchemy.orm import Session

from events import timeline
from events.account import events as account_events
from events.account import people
from events.errors import UnknownAuthorError
from events.filters import EVERYTHING, Filters
from events.models import Order, OrderLine, User
from events.order import events as order_events

# --- filters -----------------------------------------------------------------------------


def test_since_is_inclusive_and_until_is_exclusive(session: Session, order: Order) -> None:
    for day in range(4):
        note(order, str(day), days=day)
    assert messages(session, since=DAY + timedelta(days=1)) == ["1", "2", "3"]
    assert messages(session, until=DAY + timedelta(days=1)) == ["0"]
    assert messages(session, since=DAY + timedelta(days=1), until=DAY + timedelta(days=3)) == ["1", "2"]
    assert messages(session, since=DAY + timedelta(days=1, microseconds=1)) == ["2", "3"]


def test_types_choose_by_code_among_order_and_customer_events(
    session: Session, order: Order, jane: User
) -> None:
    order_events.note_added_event(order=order, user=None, message="of the order")
    account_events.note_added_event(customer=jane, user=None, message="of the customer")
    order_events.canceled_event(order=order, user=None)
    assert sorted(messages(session, types=frozenset({"note_added"}))) == ["of the customer", "of the order"]
    assert messages(session, types=frozenset({"canceled"})) == ["canceled"]
    assert messages(session, types=frozenset({"placed"})) == []


def test_an_author_is_an_email_or_a_name_in_any_case_or_part_of_one_or_the_system(
    session: Session, order: Order, jane: User, anna: User
) -> None:
    clerk = User(name="j.smith", is_staff=True, is_placeholder=True)
    session.add(clerk)
    note(order, "anna's", user=anna)
    note(order, "the system's", days=1)
    note(order, "the clerk's", days=2, user=clerk)
    remark(jane, "anna's too", days=3, user=anna)
    remark(jane, "the system's too", days=4)
    session.flush()

    def written_by(text: str) -> list[str]:
        return messages(session, authors=people.find_authors(session, text))

    for text in ("ANNA@Shop.Example", "Anna", "anna@", "nna"):
        assert written_by(text) == ["anna's", "anna's too"]
    assert written_by("j.smith") == written_by("SMITH") == ["the clerk's"]
    assert messages(session, authors=frozenset({None})) == ["the system's", "the system's too"]
    assert messages(session, authors=frozenset({None, clerk.id})) == [
        "the system's",
        "the clerk's",
        "the system's too",
    ]
    assert messages(session, authors=frozenset()) == []
    for text in ("nobody@example.com", "%", "", " "):
        with pytest.raises(UnknownAuthorError):
            people.find_authors(session, text)


def test_an_author_who_is_called_exactly_so_hides_no_others(session: Session, order: Order) -> None:
    names = ["amelie", "Amélie", "Amélie Dupont", "Camelie", "Małgorzata Wiśniewska"]
    clerks = [User(name=name, is_staff=True, is_placeholder=True) for name in names]
    clerks.append(User(email="amelie@boutique.example", is_staff=True))
    session.add_all(clerks)
    session.flush()
    called = {name: clerk.id for name, clerk in zip([*names, "mail"], clerks, strict=True)}
    amelies = {called[name] for name in ("amelie", "Amélie", "Amélie Dupont", "mail")}
    for text in ("amelie", "AMÉLIE"):
        assert people.find_authors(session, text) == amelies
    assert people.find_authors(session, "amelie@boutique.example") == {called["mail"]}
    assert people.find_authors(session, "ameli") == {*amelies, called["Camelie"]}
    assert people.find_authors(session, "malgorzata") == {called["Małgorzata Wiśniewska"]}


def test_an_author_is_found_in_either_spelling_of_an_umlaut(session: Session, order: Order) -> None:
    clerks = [User(name=name, is_staff=True, is_placeholder=True) for name in ("schaefer", "K. Schäfer")]
    session.add_all(clerks)
    session.flush()
    for text in ("Schäfer", "schaefer"):
        assert people.find_authors(session, text) == {one.id for one in clerks}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ÜBER", ['Über 20 Päckchen, "fragil"']),
        ("20 p", ['Über 20 Päckchen, "fragil"']),
        ('"FRAGIL"', ['Über 20 Päckchen, "fragil"']),
        ("message", []),
        ("stripe", ["captured"]),
        ("86.5", ["captured"]),
        ("tasse", ["draft_added_products"]),
        ("\x00", []),
        ("'; DROP TABLE users; --", []),
    ],
)
def test_a_text_is_sought_in_every_value_of_the_parameters_without_regard_to_case(
    session: Session, order: Order, text: str, found: list[str]
) -> None:
    note(order, 'Über 20 Päckchen, "fragil"')
    order_events.captured_event(
        order=order, user=None, amount=Decimal("86.50"), payment_id="ch_1", payment_gateway="Stripe"
    )
    line = OrderLine(order=order, item_name="TASSE", quantity=1)
    session.add(line)
    order_events.draft_added_products_event(order=order, user=None, lines=[(2, line)])
    assert messages(session, text=text) == found


def test_a_page_goes_on_where_the_last_one_ended_also_within_one_moment(
    session: Session, order: Order, jane: User
) -> None:
    for number in range(3):
        note(order, f"o{number}")
        remark(jane, f"c{number}")
    everything = messages(session)
    assert everything == ["c0", "c1", "c2", "o0", "o1", "o2"]
    entries = list(timeline.entries(session, EVERYTHING, Filters()))
    for place, entry in enumerate(entries):
        assert messages(session, before=entry.key) == everything[:place]
        assert messages(session, after=entry.key) == everything[place + 1 :]
        assert messages(session, after=entry.key, limit=1) == everything[place + 1 : place + 2]
        assert messages(session, before=entry.key, limit=1) == everything[:place][-1:]


def test_filters_know_whether_they_hide_something() -> None:
    assert not Filters().hiding
    assert not Filters(limit=3).hiding
    assert Filters(authors=frozenset({None})).hiding
    assert Filters(since=DAY, limit=3).hiding
