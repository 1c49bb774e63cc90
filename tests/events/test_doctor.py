"""Stories that cannot be: each check finds what is wrong, and leaves alone what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from events.account import events as account_events
from events.doctor import examination as doctor
from events.doctor.checks import CHECKS, UnknownCheckError, chosen
from events.doctor.examination import Examined
from events.doctor.facts import Fact, split_facts
from events.models import Order, OrderEvent, User
from events.order import OrderEvents
from events.order import events as order_events

START = datetime(2020, 11, 4, 8, tzinfo=UTC)
Examine = Callable[..., Examined]


@pytest.fixture
def examine(session: Session, reader: Connection) -> Examine:
    """What one check finds."""

    def examine(name: str, limit: int = 10) -> Examined:
        session.commit()
        (found,) = doctor.examine(reader, chosen([name]), limit=limit)
        return found

    return examine


def happened(order: Order, session: Session, *story: tuple[str, float] | tuple[str, float, str]) -> None:
    """A story: types or legacy messages, days after the start, and amounts."""
    for what, days, *amount in story:
        date = START + timedelta(days=days)
        if what not in {member.value for member in OrderEvents}:
            order_events.other_event(order=order, user=None, message=what, date=date)
            continue
        parameters: dict[str, Any] = {"amount": amount[0]} if amount else {}
        session.add(OrderEvent(order=order, type=OrderEvents(what), date=date, parameters=parameters))


def details(examined: Examined) -> list[str]:
    assert examined.count >= len(examined.findings)
    return [finding.details for finding in examined.findings]


WRONG = [
    ("shipped-before-paid", [("placed", 0), ("fulfilled_items", 1), ("captured", 2, "1.00")],
     "shipped 2020-11-05, paid 2020-11-06"),
    ("shipped-before-paid", [("Order shipped via DHL", 1), ("Captured amount of $5.00 online.", 3)],
     "shipped 2020-11-05, paid 2020-11-07"),
    ("shipped-after-cancelled", [("placed", 0), ("canceled", 1), ("fulfilled_items", 2)],
     "cancelled 2020-11-05, shipped 2020-11-06"),
    ("shipped-after-cancelled", [("Order shipped via DHL", 1), ("canceled", 2), ("Order shipped via DHL", 3)],
     "cancelled 2020-11-06, shipped 2020-11-07"),
    ("refund-above-capture", [("captured", 1, "10.00"), ("refunded", 2, "6.00"), ("refunded", 3, "4.01")],
     "refunded 10.01 EUR, captured 10.00 EUR"),
    ("refund-above-capture", [("refunded", 2, "6.000")], "refunded 6.000 EUR, and no payment is known"),
    ("refund-above-capture",
     [("Captured amount of $5.00 online.", 1), ("Refunded amount of $7.00 online.", 2)],
     "refunded 7.00 $, captured 5.00 $"),
    ("refund-above-capture",
     [("captured", 1, "10.00"), ("order_paid", 1, "10.00"), ("refunded", 2, "15.00")],
     "refunded 15.00 EUR, captured 10.00 EUR"),
    ("silence", [("placed", 0), ("note_added", 400)], "400 days of silence, 2020-11-04 to 2021-12-09"),
    ("no-placed", [("captured", 1, "1.00"), ("fulfilled_items", 2)], "begins with paid, 2020-11-05"),
    ("no-placed", [("Something nobody knows", 1)], "begins with legacy, 2020-11-05"),
]  # fmt: skip
RIGHT = [
    ("shipped-before-paid", [("captured", 1, "1.00"), ("fulfilled_items", 2)]),
    ("shipped-before-paid", [("fulfilled_items", 2)]),
    ("shipped-after-cancelled", [("fulfilled_items", 1), ("canceled", 2)]),
    ("shipped-after-cancelled", [("canceled", 1), ("captured", 2, "1.00"), ("fulfilled_items", 3)]),
    ("shipped-after-cancelled", [("fulfillment_canceled", 1), ("fulfilled_items", 2)]),
    ("refund-above-capture", [("captured", 1, "10.00"), ("refunded", 2, "10.00")]),
    ("refund-above-capture", [("marked_as_paid", 1), ("refunded", 2, "10.00")]),
    ("refund-above-capture", [("Status changed to paid", 1), ("refunded", 2, "10.00")]),
    ("refund-above-capture", [("Captured amount of £5.00 online.", 1), ("refunded", 2, "10.00")]),
    ("refund-above-capture", [("captured", 1, "10.00"), ("Status changed to refunded", 2)]),
    ("silence", [("placed", 0), ("note_added", 399.9)]),
    ("silence", [("placed", 0), ("fulfilled_items", 1), ("note_added", 900)]),
    ("silence", [("placed", 0), ("Status changed to complete", 1), ("note_added", 900)]),
    ("no-placed", [("placed", 0), ("captured", 1, "1.00")]),
    ("no-placed", [("draft_placed", 0)]),
    ("no-placed", [("draft_created", 0), ("draft_added_products", 1), ("note_added", 2)]),
    ("no-placed", [("captured", 0, "1.00"), ("Order placed", 1)]),
]  # fmt: skip


@pytest.mark.parametrize(("check", "story", "said"), WRONG)
def test_a_story_that_cannot_be_is_found(
    *, session: Session, order: Order, examine: Examine, check: str, story: Any, said: str
) -> None:
    order.currency = "EUR"
    happened(order, session, *story)
    found = examine(check)
    assert (found.count, details(found)) == (1, [said])
    assert (found.findings[0].order, found.findings[0].command) == ("1001", "events order 1001")


@pytest.mark.parametrize(("check", "story"), RIGHT)
def test_a_story_that_can_be_is_left_alone(
    session: Session, order: Order, examine: Examine, check: str, story: Any
) -> None:
    order.currency = "EUR"
    happened(order, session, *story)
    assert examine(check).count == 0


def test_events_of_the_future_and_of_1970_are_found_in_both_histories(
    session: Session, order: Order, jane: User, examine: Examine, still: datetime
) -> None:
    happened(order, session, ("placed", 0), ("In 1970", -18_570), ("Before", -19_000))
    order_events.other_event(order=order, user=None, message="now", date=still)
    late = order_events.other_event(order=order, user=None, message="x", date=still + timedelta(seconds=1))
    other = account_events.other_event(customer=jane, user=None, message="x", date=still + timedelta(days=9))
    future, past = examine("in-the-future"), examine("in-1970")
    assert [(one.event, one.command) for one in future.findings] == [
        (f"c{other.id}", f"events show c{other.id}"),
        (f"o{late.id}", f"events show o{late.id}"),
    ]
    assert details(future) == ["dated 2021-03-23 15:09", "dated 2021-03-14 15:09"]
    assert [one.order for one in future.findings] == [None, "1001"]
    assert (past.count, details(past)) == (2, ["dated 1968-10-28 08:00", "dated 1970-01-01 08:00"])


def test_all_is_counted_and_the_first_are_named(session: Session, examine: Examine) -> None:
    for number in range(5):
        order = Order(number=str(number))
        session.add(order)
        happened(order, session, ("captured", number, "1.00"))
    found = examine("no-placed", limit=2)
    assert (found.count, [one.order for one in found.findings]) == (5, ["0", "1"])


@pytest.mark.parametrize(
    ("shop", "number", "command"),
    [
        ("pl", "1001", "events order pl/1001"),
        ("", "#7; rm -rf x", "events order '#7; rm -rf x'"),
        ("", "-1", "events order -- -1"),
    ],
)
def test_the_command_to_look_can_be_pasted(
    session: Session, examine: Examine, shop: str, number: str, command: str
) -> None:
    order = Order(shop=shop, number=number)
    session.add(order)
    happened(order, session, ("captured", 0, "1.00"))
    assert [one.command for one in examine("no-placed").findings] == [command]


class Sources:
    """Orders 1 to 12 are of one source, 20 to 31 of another."""

    def read(self) -> Iterator[tuple[int, str]]:
        yield from ((order, "old") for order in range(1, 13))
        yield from ((order, "new") for order in range(20, 32))


def test_orders_that_fail_are_split_by_source() -> None:
    failing = {
        "most": [*range(1, 12), 15, 20, 40, 41],
        "few": [3, 20],
        "half": [*range(1, 7), *range(20, 26)],
    }
    split = split_facts(failing, Sources())
    assert {name: [fact.source for fact in one.facts] for name, one in split.items()} == {
        "most": ["old"], "few": [], "half": []
    }  # fmt: skip
    assert split["most"].facts[0] == Fact(source="old", count=11, orders=12)
    others = {name: list(one.others) for name, one in split.items()}
    assert others == {**failing, "most": [15, 20, 40, 41]}
    assert {name: one.count for name, one in split.items()} == {n: len(ids) for n, ids in others.items()}


class FewSources:
    """Orders 1 to 12 are of one source, 20 to 23 of a small one."""

    def read(self) -> Iterator[tuple[int, str]]:
        yield from ((order, "old") for order in range(1, 13))
        yield from ((order, "small") for order in range(20, 24))


@pytest.mark.parametrize(
    ("failing", "is_of_keeping", "source"),
    [
        ([20, 21, 22, 23], True, "small"),
        ([20, 21, 22, 23], False, ""),
        ([20, 21, 22], True, ""),
        ([20, 21], True, ""),
        ([*range(1, 10)], True, ""),
    ],
)
def test_nearly_all_of_few_orders_are_a_fact_where_a_source_keeps_no_such_thing(
    failing: list[int], is_of_keeping: bool, source: str
) -> None:
    split = split_facts({"x": failing}, FewSources(), of_keeping=["x"] if is_of_keeping else [])
    assert "".join(fact.source for fact in split["x"].facts) == source


def test_more_orders_take_no_more_queries(session: Session, reader: Connection) -> None:
    made: list[str] = []
    event.listen(reader, "before_cursor_execute", lambda *given: made.append(given[2]))
    numbers = []
    for first, orders in ((0, 15), (15, 60)):
        for number in range(first, first + orders):
            order = Order(number=str(number), currency="EUR")
            session.add(order)
            happened(order, session, ("captured", 1, "1.00"), ("refunded", 2, "5.00"))
        session.commit()
        made.clear()
        doctor.examine(reader, chosen([]), limit=10, sources=Sources())
        numbers.append(len(made))
        reader.rollback()
    assert numbers[0] == numbers[1] > 0


def test_an_unknown_check_is_a_usage_error_that_names_them_all() -> None:
    with pytest.raises(UnknownCheckError, match="Did you mean no-placed"):
        chosen(["no-place"])
    assert [check.name for check in chosen([])] == list(CHECKS)
