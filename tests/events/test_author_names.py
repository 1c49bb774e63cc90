"""Who is meant by a part of the name or e-mail of those who write here."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from events.account import CustomerEvents
from events.account.author_names import AmbiguousAuthorError, find_author, find_namesake
from events.account.people import Person
from events.models import CustomerEvent, Order, OrderEvent, User
from events.order import OrderEvents

Find = Callable[[Session, str], Person | None]
AUTHORS = ("anna.larsen@shop.example", "priya.nair@shop.example", "joanna@shop.example")


@pytest.fixture(autouse=True)
def _people(session: Session) -> None:
    imported = [User(email=email) for email in AUTHORS]  # known by what they wrote only
    jane = User(email="jane.doe@example.com", name="Jane Doe")
    tom, tim = (
        User(name="Tom Ökafor", is_staff=True, is_placeholder=True),
        User(name="Tim Lee", is_staff=True),
    )
    order = Order(number="1", user=jane)
    session.add_all([*imported, jane, tom, tim, order, User(email="tim@shop.example", is_staff=True)])
    session.add(User(name="Magento", is_staff=True, is_placeholder=True))
    eva = User(email="eva@example.com", name="Eva Berg")  # a customer without an order
    created = CustomerEvent(customer=eva, user=eva, type=CustomerEvents.ACCOUNT_CREATED, parameters={})
    session.add_all([eva, created])
    for who in (*imported, jane):
        event = OrderEvent(order=order, type=OrderEvents.OTHER, user=who, parameters={"message": "x"})
        session.add(event)
    session.flush()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("priya", "priya.nair@shop.example"),
        ("Priya Nair", "priya.nair@shop.example"),
        ("anna", "anna.larsen@shop.example"),  # not within joanna
        ("lars", "anna.larsen@shop.example"),
        ("joanna@", "joanna@shop.example"),
        ("tom ökafor", "Tom Ökafor"),
        ("Tom", "Tom Ökafor"),
        ("tim lee", "Tim Lee"),
    ],
)
def test_the_only_one_who_writes_and_has_these_words_is_meant(
    session: Session, text: str, label: str
) -> None:
    found = find_author(session, text)
    assert found is not None
    assert found.label == label


@pytest.mark.parametrize(
    "text",
    ["eva", "berg", "jane", "jane doe", "anna larsson", "an", "shop", "magent", "joanna@shop", ".", "", "%"],
)
def test_a_customer_a_machine_a_domain_and_another_name_mean_nobody(session: Session, text: str) -> None:
    assert find_author(session, text) is None


def test_where_several_can_be_meant_they_are_named(session: Session) -> None:
    with pytest.raises(AmbiguousAuthorError, match=r"by 'tim': Tim Lee, tim@shop\.example\. Nothing"):
        find_author(session, "tim")


@pytest.mark.parametrize("find", [find_author, find_namesake])
def test_of_two_authors_of_one_name_the_one_who_wrote_here_is_meant(session: Session, find: Find) -> None:
    """Each of two imported histories may have a sue; neither is credited with what a third one writes."""
    first, second = (User(name="sue", is_staff=True, is_placeholder=True) for _ in range(2))
    session.add_all([first, second])
    session.flush()
    with pytest.raises(AmbiguousAuthorError, match="2 authors called 'sue', of different sources"):
        find(session, "sue")
    order = session.query(Order).one()
    session.add(
        OrderEvent(order=order, type=OrderEvents.NOTE_ADDED, user=second, parameters={"message": "x"})
    )
    session.flush()
    found = find(session, "sue")
    assert found is not None
    assert found.id == second.id
