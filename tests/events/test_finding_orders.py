"""Finding the order that is meant by what people type, and adding one by hand."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from events.errors import AlreadyExistsError, AmbiguousOrderError, UnknownOrderError
from events.models import Order, User
from events.order import lookup

# --- finding orders ----------------------------------------------------------------------


@pytest.fixture
def shops(session: Session) -> Session:
    """Two shops with a number in common, and numbers with marks of their own."""
    named = [("", "1001"), ("pl", "1001"), ("pl", "1002"), ("de", "#77"), ("", "0042"), ("", "a/b")]
    session.add_all([Order(shop=shop, number=number) for shop, number in named])
    session.flush()
    return session


@pytest.mark.parametrize(
    ("typed", "shop", "number"),
    [
        ("1002", "pl", "1002"),
        (" 1002 ", "pl", "1002"),
        ("pl/1002", "pl", "1002"),
        ("pl/1001", "pl", "1001"),
        ("/1001", "", "1001"),
        ("default/1001", "", "1001"),
        ("#1002", "pl", "1002"),
        ("pl/#1002", "pl", "1002"),
        ("77", "de", "#77"),
        ("#77", "de", "#77"),
        ("de/77", "de", "#77"),
        ("0042", "", "0042"),
        ("a/b", "", "a/b"),
    ],
)
def test_an_order_is_found_as_people_type_it(shops: Session, typed: str, shop: str, number: str) -> None:
    found = lookup.find_order(shops, typed)
    assert (found.shop, found.number) == (shop, number)


def test_an_order_that_is_to_be_written_of_may_be_added_first(shops: Session) -> None:
    """Who only reads is shown no such command."""
    with pytest.raises(UnknownOrderError, match=r"to add it: events orders add --customer EMAIL 9001$"):
        lookup.find_order(shops, "9001")
    with pytest.raises(UnknownOrderError, match=r"events find 9001$"):
        lookup.find(shops, "9001")


def test_a_number_of_several_shops_names_the_candidates(shops: Session) -> None:
    for typed in ("1001", "#1001"):
        with pytest.raises(AmbiguousOrderError, match="/1001, pl/1001"):
            lookup.find_order(shops, typed)
    for candidate in ("/1001", "pl/1001"):
        assert lookup.find_order(shops, candidate).number == "1001"


def test_a_full_number_finds_its_order_again(shops: Session) -> None:
    assert lookup.full_number(shops, lookup.find_order(shops, "1002")) == "pl/1002"
    assert lookup.full_number(shops, lookup.find_order(shops, "0042")) == "0042"
    assert lookup.full_number(shops, lookup.find_order(shops, "/1001")) == "/1001"


@pytest.mark.parametrize(
    ("typed", "near"),
    [("1003", "1002"), ("10021", "1002"), ("00422", "0042"), ("pl/1004", "1002")],
)
def test_an_unknown_number_is_reported_with_the_nearest(shops: Session, typed: str, near: str) -> None:
    with pytest.raises(UnknownOrderError) as told:
        lookup.find_order(shops, typed)
    assert repr(typed) in str(told.value)
    assert near in str(told.value).partition("Nearest:")[2]


def test_a_number_without_its_prefix_leads_to_those_that_end_with_it(shops: Session) -> None:
    lookup.add_order(shops, number="WEB-2020-77315", lines=[])
    for typed in ("77315", "#77315", "007315"):
        with pytest.raises(UnknownOrderError, match=r"Nearest: WEB-2020-77315"):
            lookup.find_order(shops, typed)


@pytest.mark.parametrize(("typed", "number"), [("42", "0042"), ("#042", "0042"), ("pl/001002", "1002")])
def test_an_order_is_shown_by_its_number_without_its_zeros(shops: Session, typed: str, number: str) -> None:
    """To write on it, the number is asked for as it is."""
    assert lookup.find_but_for_zeros(shops, typed).number == number
    with pytest.raises(UnknownOrderError, match=number):
        lookup.find_order(shops, typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("us-5001", "US-5001"),
        ("5001", "US-5001"),
        ("77315", "WEB-2020-77315"),
        ("2020-77315", "WEB-2020-77315"),
        ("ab-790", "Ab-790"),
        ("B-790", "b-790"),
    ],
)
def test_an_order_is_shown_by_its_number_without_its_prefix_or_capitals(
    shops: Session, typed: str, number: str
) -> None:
    """To write on it, the number is asked for as it is."""
    for one in ("US-5001", "WEB-2020-77315", "#88001", "Ab-790", "b-790"):
        lookup.add_order(shops, number=one, lines=[])
    assert lookup.find_but_for_prefix(shops, typed).number == number
    with pytest.raises(UnknownOrderError, match=number):
        lookup.find_order(shops, typed)


@pytest.mark.parametrize("typed", ["001", "-1", "", "#", "7001", "nothing", "us-500", "ab-790"])
def test_a_part_of_a_number_or_what_several_end_with_is_asked_for(shops: Session, typed: str) -> None:
    for one in ("US-5001", "US-7001", "UK-7001", "Ab-790", "AB-790"):
        lookup.add_order(shops, number=one, lines=[])
    with pytest.raises(UnknownOrderError):
        lookup.find_but_for_prefix(shops, typed)


def test_all_orders_of_several_shops_that_end_with_a_number_are_named(shops: Session) -> None:
    for shop in ("pl", "us", "uk", "se"):
        lookup.add_order(shops, number="A-20231", shop=shop, lines=[])
    for find in (lookup.find_but_for_prefix, lookup.find_order):
        with pytest.raises(UnknownOrderError, match="pl/A-20231, se/A-20231, uk/A-20231, us/A-20231"):
            find(shops, "20231")


def test_a_number_that_several_orders_have_but_for_zeros_is_asked_for(shops: Session) -> None:
    for number in ("042", "00042"):
        lookup.add_order(shops, number=number, lines=[])
    with pytest.raises(UnknownOrderError, match=r"Nearest: 00042, 0042, 042\."):
        lookup.find_but_for_zeros(shops, "42")


def test_the_shops_are_named_of_a_number_that_several_have_but_for_zeros(shops: Session) -> None:
    for shop in ("", "pl"):
        lookup.add_order(shops, number="000000101", shop=shop, lines=[])
    with pytest.raises(AmbiguousOrderError, match=r"'101'.*: /000000101, pl/000000101\. The one that begins"):
        lookup.find_but_for_zeros(shops, "101")
    lookup.add_order(shops, number="1007", shop="pl", lines=[])
    lookup.add_order(shops, number="1007", shop="us", lines=[])
    with pytest.raises(AmbiguousOrderError, match=r": pl/1007, us/1007\.$"):
        lookup.find_but_for_zeros(shops, "1007")


@pytest.mark.parametrize("typed", ["", "#", "/", "42", "%", "1_01", "\udcff", "\x00", "x" * 10_000])
def test_what_is_no_order_is_unknown(shops: Session, typed: str) -> None:
    """Leading zeros count, and nothing typed is a pattern or a crash."""
    with pytest.raises(UnknownOrderError):
        lookup.find_order(shops, typed)


def test_an_order_added_by_hand_finds_or_makes_its_customer(session: Session, jane: User) -> None:
    lines = [lookup.NewLine(quantity=2, item_name="Mug")]
    known = lookup.add_order(session, number="7", customer="Jane@Example.com", lines=lines, currency="EUR")
    assert (known.user, known.currency) == (jane, "EUR")
    assert [(line.quantity, line.item_name) for line in known.lines] == [(2, "Mug")]
    fresh = lookup.add_order(session, number="8", customer="new@example.com", lines=[])
    assert fresh.user is not None
    assert fresh.user.email == "new@example.com"
    assert lookup.add_order(session, number="7", shop="pl", lines=[]).user is None
    with pytest.raises(AlreadyExistsError, match="'pl/7'"):
        lookup.add_order(session, number="7", shop="pl", lines=[])
