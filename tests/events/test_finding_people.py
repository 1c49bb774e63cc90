"""Finding the customer or the author who is meant by what people type, and adding one."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from events.account import people
from events.errors import AlreadyExistsError, AmbiguousCustomerError, UnknownCustomerError
from events.models import Order, User

# --- finding people ----------------------------------------------------------------------


def test_a_customer_is_found_by_email_in_any_case(session: Session, jane: User) -> None:
    assert people.find_customer(session, " JANE@example.COM ") == people.person(jane)
    assert people.find_user(session, "jane@example.com") is jane


def test_whose_e_mail_is_written_just_so_comes_first(session: Session) -> None:
    """SQLite does not see that two e-mails differ in the case of a letter beyond ASCII alone; a server takes
    them for one, and refuses the second."""
    session.add_all(users := [User(email="ÄNNE@a.example"), User(email="änne@a.example")])
    if session.connection().dialect.name == "postgresql":
        with pytest.raises(IntegrityError):
            session.flush()
        return
    session.flush()
    for user in users:
        assert people.find_customer(session, user.email or "").id == user.id


def test_who_writes_is_among_the_authors_of_a_frequent_name(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "_NAMESAKES", 2)
    customers = [User(name=f"Jane {name}", email=f"{name}@a.example") for name in ("Doe", "Roe", "Poe")]
    writing = [User(name="jane", is_placeholder=True), User(name="Jane Coe", is_staff=True)]
    session.add_all([*customers, *writing])
    session.flush()
    assert people.find_authors(session, "Jane") == {user.id for user in writing}


def test_a_guest_is_found_by_their_orders_and_becomes_a_user_when_needed(
    session: Session, guest_order: Order
) -> None:
    assert people.find_customer(session, "Guest@Example.com") == people.Person(
        id=None, email="guest@example.com"
    )
    user = people.find_user(session, "Guest@Example.com")
    assert (user.email, user.id is not None) == ("guest@example.com", True)
    assert people.find_customer(session, "guest@example.com").id == user.id


def test_a_customer_is_found_by_an_unambiguous_name(session: Session, jane: User) -> None:
    session.add_all(
        [User(name="17", is_placeholder=True), User(name="17", is_staff=True, is_placeholder=True)]
    )
    session.flush()
    assert people.find_customer(session, "Jane").id == jane.id
    with pytest.raises(AmbiguousCustomerError, match="2 people are called '17'"):
        people.find_customer(session, "17")
    customer = session.query(User).where(User.name == "17").order_by(User.id).first()
    session.add(Order(number="5", user=customer))
    session.flush()
    assert customer is not None
    assert people.find_customer(session, "17").id == customer.id


@pytest.mark.parametrize("typed", ["", "  ", "%", "nobody@example.com", "\udcff", "\x00", "x" * 10_000])
def test_an_unknown_customer_is_reported(session: Session, guest_order: Order, typed: str) -> None:
    session.add_all([User(), Order(number="6", user_email="")])
    with pytest.raises(UnknownCustomerError):
        people.find_customer(session, typed)


def test_a_name_leads_to_an_e_mail_that_is_made_of_it(session: Session) -> None:
    session.add(User(email="mary.ann.lee@example.com"))
    session.flush()
    with pytest.raises(UnknownCustomerError, match=r"Nearest: mary\.ann\.lee@example\.com"):
        people.find_customer(session, "Mary Ann  Lee")


def test_a_part_that_too_many_customers_contain_selects_none_of_them(session: Session) -> None:
    session.add_all(User(email=f"{number}@many.example") for number in range(51))
    session.flush()
    with pytest.raises(
        AmbiguousCustomerError, match="51 or more customers have 'many' in their name or e-mail"
    ):
        people.find_customers(session, "many")
    assert [who.email for who in people.find_customers(session, "50@")] == ["50@many.example"]


def test_an_unknown_customer_is_reported_with_the_nearest(session: Session, jane: User) -> None:
    with pytest.raises(UnknownCustomerError, match=r"Nearest: jane@example\.com"):
        people.find_customer(session, "jane@exampel.com")


def test_an_author_is_known_by_email_or_becomes_staff(session: Session, jane: User) -> None:
    assert people.author(session, "JANE@example.com") == people.Author(user=jane, is_new=False)
    fresh = people.author(session, "new@shop.example")
    assert (fresh.is_new, fresh.user.is_staff, fresh.user.is_placeholder) == (True, True, False)
    login = people.author(session, "root")
    assert (login.is_new, login.user.email, login.user.name) == (True, None, "root")
    assert login.user.is_placeholder
    assert people.author(session, "root") == people.Author(user=login.user, is_new=False)


def test_a_customer_is_added_once(session: Session, jane: User) -> None:
    assert people.add_customer(session, email=" new@example.com ", name="New").email == "new@example.com"
    for email in ("JANE@example.com", "new@example.com"):
        with pytest.raises(AlreadyExistsError):
            people.add_customer(session, email=email)


@pytest.mark.parametrize("text", ["jane@example.com", "a@b"])
def test_what_looks_like_an_email(text: str) -> None:
    assert people.is_email(text)


@pytest.mark.parametrize(
    "text", ["jane", "@example.com", "jane@", "a@b@c", "jane doe@example.com", "", "1001"]
)
def test_what_does_not_look_like_an_email(text: str) -> None:
    assert not people.is_email(text)
