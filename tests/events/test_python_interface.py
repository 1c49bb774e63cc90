"""The Python interface takes what a developer types first, and refuses the rest in one sentence."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

import events
from events.errors import InvalidDateError, InvalidEventError, UnknownKindError, UnknownOrderError, UsageError
from events.models import User
from events.vocabulary.currencies import check_currency

NINE = datetime(2020, 2, 13, 9)  # noqa: DTZ001 - what has no zone is UTC


@pytest.fixture
def log(database: str) -> Any:
    with events.open(database) as opened:
        opened.add_order("1001", customer="jane@example.com", currency="EUR")
        opened.add_order("0007", customer="jane.roe@example.com", shop="pl")
        opened.record("paid", 1001, "25.50", date="2020-02-12 10:00")
        opened.record("shipped", 1001, carrier="DHL", date=NINE)
        opened.record("refunded", "0007", "5.00 PLN", date=date(2021, 3, 1))
        opened.add_note(1001, "Jane rang.", user="anna@shop.example")
        yield opened


CHOSEN: list[tuple[dict[str, Any], list[str]]] = [
    ({"kind": "refunds"}, ["o3"]),
    ({"kinds": ["paid", "shipped"]}, ["o1", "o2"]),
    ({"since": "2021", "until": "2021"}, ["o3"]),
    ({"since": date(2020, 2, 12), "until": date(2020, 2, 12)}, ["o1"]),
    ({"since": datetime(2020, 2, 12, 10, tzinfo=UTC), "until": NINE}, ["o1"]),
    ({"order": 1001, "kind": "shipped"}, ["o2"]),
    ({"order": "7"}, ["o3"]),
    ({"shop": "pl"}, ["o3"]),
    ({"customer": "jane@example.com", "type": "NOTE_ADDED"}, ["o4"]),
    ({"user": "anna"}, ["o4"]),
    ({"text": "dhl"}, ["o2"]),
    ({"kind": ["paid", "refunded"], "limit": 1}, ["o3"]),
    ({"kind": ["paid", "refunded"], "newest_first": True}, ["o3", "o1"]),
]


def test_events_are_chosen_by_the_words_and_dates_that_a_developer_types(log: Any) -> None:
    for asked, found in CHOSEN:
        assert [one.id for one in log.events(**asked)] == found, asked
        assert [one.id for one in log.query(**asked)] == found, asked


def test_an_event_has_what_its_names_promise(log: Any) -> None:
    paid, shipped, note = log.order(1001)
    assert (paid.kind, paid.amount, paid.currency) == ("paid", Decimal("25.50"), "EUR")
    assert paid.date == datetime(2020, 2, 12, 10, tzinfo=UTC)
    assert (shipped.kind, shipped.amount, shipped.currency, shipped.author) == ("shipped", None, None, None)
    assert (str(note.author), note.author.email, str(note.customer), note.order) == (
        *["anna@shop.example"] * 2,
        "jane@example.com",
        "1001",
    )
    assert repr(log.order(1001)).splitlines()[:2] == [
        "[<o1 2020-02-12 10:00 UTC · order 1001 · paid · 25.50 EUR · Payment of 25.50 EUR received. "
        "· by system>,",
        " <o2 2020-02-13 09:00 UTC · order 1001 · shipped · Shipped with DHL. · by system>,",
    ]
    assert (len(log), [one.id for one in log], bool(log)) == (4, ["o1", "o2", "o3", "o4"], True)
    assert log.event("o2") == shipped


def test_a_note_about_the_past_stands_at_its_date_with_the_day_of_writing(log: Any) -> None:
    note = log.add_note(1001, "Rang.", user="anna", date="2020-02-12 12:00", key="k")
    assert log.add_note(1001, "Rang.", user="anna", date="2020-02-12 12:00", key="k") == note
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    paid, rang = log.events(since=date(2020, 2, 12), until="2020-02-12")
    assert (paid.id, paid.message, rang.id) == ("o1", "Payment of 25.50 EUR received.", note)
    assert re.fullmatch(rf"Rang\. \(written {today} \d\d:\d\d\+00:00\)", rang.message)
    other = log.event(log.add_note(1001, "Rang.", user="anna", date=date(2020, 3, 1)))
    assert other.message.startswith(f"Rang. (about 2020-03-01, written {today} ")


RECORDED: list[tuple[Any, str, str]] = [
    (lambda log: log.record("shipped", 1001, "UPS"), "shipped", "Shipped: UPS"),
    (
        lambda log: log.record("shipped", 1001, "UPS 1Z999AA10123456784"),
        "shipped",
        "Shipped with UPS, tracking",
    ),
    (lambda log: log.record("shipped", 1001, carrier="UPS", tracking="1Z9"), "shipped", "Shipped with UPS, "),
    (lambda log: log.record("delivered", 1001, "2020-03-01"), "status", "Delivered."),
    (lambda log: log.record("delivered", 1001, "with the neighbour"), "delivered", "Delivered: with the n"),
    (
        lambda log: log.record("cancelled", 1001, "no longer wanted", by="anna"),
        "cancelled",
        "Cancelled: no l",
    ),
    (lambda log: log.record("refunded", 1001, "5.00 EUR", "EUR"), "refunded", "Refunded 5.00 EUR."),
    (lambda log: log.record("refunded", 1001, "5"), "refunded", "Refunded 5 EUR."),
    (lambda log: log.record("1001", "delivered", on="2020-03-01"), "status", "Delivered."),
    (lambda log: log.record(kind="note", order=1001, comment="Rang."), "note", "Rang."),
    (lambda log: log.note(1001, "Rang.", author="anna"), "note", "Rang."),
    (lambda log: log.add_note(text="Rang.", order_number=1001, by="anna"), "note", "Rang."),
]


def test_what_happened_is_recorded_by_the_words_that_a_developer_types_first(log: Any) -> None:
    for call, kind, message in RECORDED:
        found = log.event(call(log))
        assert (found.kind, found.order) == (kind, "1001")
        assert found.message.startswith(message), found
    found = log.get_order("1001")
    assert (found.state, dict(found.refunded), str(found.customer)) == (
        "partially_refunded",
        {"EUR": Decimal("10.00")},
        "jane@example.com",
    )
    assert [dict(log.order(1001).paid), log.order("0007").state] == [{"EUR": Decimal("25.50")}, "refunded"]


def test_reading_takes_the_other_names_of_methods_and_arguments(log: Any) -> None:
    assert log.events(author="anna") == log.events(by="anna") == log.events(user="anna")
    assert log.events(start="2021", end="2021") == log.events(since="2021", until="2021")
    assert [one.id for one in log.search("DHL")] == ["o2"]
    assert [one.number for one in log.orders(state="shipped")] == ["1001"]
    assert [one.number for one in log.orders(limit=1)] == ["0007"]
    known = ["1001", "7", "pl/0007", "jane@example.com", "o2", log.order(1001)[0], 1001]
    assert [one in log for one in [*known, "9999", "bob@example.com", "o99", ""]] == [True] * 7 + [False] * 4


def test_an_event_becomes_a_record_that_json_can_hold(log: Any) -> None:
    found = json.loads(json.dumps([event.to_dict() for event in log.order(1001)]))
    assert [(one["id"], one["kind"], one["amount"], one["user"]) for one in found] == [
        ("o1", "paid", "25.50", None),
        ("o2", "shipped", None, None),
        ("o4", "note", None, "anna@shop.example"),
    ]
    assert (found[0]["date"], found[0]["customer"]) == ("2020-02-12T10:00:00Z", "jane@example.com")
    assert repr(log.customers("jane@")) == "[<person jane@example.com>]"


def test_orders_and_people_are_listed_and_found(log: Any) -> None:
    assert [(one.number, one.state, dict(one.paid)) for one in log.orders()] == [
        ("0007", "refunded", {}),
        ("1001", "shipped", {"EUR": Decimal("25.50")}),
    ]
    assert [repr(one) for one in log.orders("shipped")] == [
        "<order 1001 · shipped since 2020-02-13 · paid 25.50 EUR · jane@example.com>"
    ]
    assert [log.order(one)[0].id for one in log.orders()] == ["o3", "o1"]
    assert [log.order("7", shop="pl"), log.order("pl/0007")] == [log.order("0007")] * 2
    assert [one.email for one in log.customers("roe")] == ["jane.roe@example.com"]
    assert sorted(map(str, log.find("jane").customers)) == ["jane.roe@example.com", "jane@example.com"]
    assert [one.number for one in log.find(7).orders] == ["0007"]
    assert [one.id for one in log.find("DHL")] == ["o2"]
    assert log.customer("roe") == log.order("0007")


REFUSED: list[tuple[Any, type[Exception], str]] = [
    (lambda log: log.record("refunded", 1001, 5, "euros and cents"), UsageError, "Nearest: EUR"),
    (lambda log: log.add_order("9", currency="pounds"), UsageError, "Nearest: GBP"),
    (lambda log: log.record("paid", 1001, 5, date="2999"), UsageError, "still to come"),
    (lambda log: log.order(None), UsageError, "named by its number"),
    (lambda log: log.order(True), UsageError, "named by its number"),
    (lambda log: log.events("refundd"), UnknownKindError, "refunded"),
    (lambda log: log.events(since="nope"), InvalidDateError, "nope"),
    (lambda log: log.events(since="2021", until="2020"), UsageError, "Exchange them"),
    (lambda log: log.orders("shiped"), UsageError, "Did you mean shipped"),
    (lambda log: log.add_note(1001, "Rang."), UsageError, "EVENTS_USER"),
    (lambda log: log.add_note(1001, "Rang.", user="bob", date="2020"), UsageError, "a moment or a day"),
    (lambda log: log.add_note("  ", order=1001, user="ghost@shop.example"), InvalidEventError, "blank"),
    (lambda log: log.add_note(" ", order=1001, user="bob", date="2020-02-12"), InvalidEventError, "blank"),
    (lambda log: log.orders(since="2021", until="2020"), UsageError, "Exchange them"),
    (lambda log: log.events(until=date.max), InvalidDateError, "9999-12-31"),
    (lambda log: log.events(limit=-1), UsageError, "number of events"),
    (lambda log: log.order("pl/0007", shop="de"), UnknownOrderError, "de/pl/0007"),
    (lambda log: log.notes(), AttributeError, r"log\.events\(kind='note'\)"),
    (lambda log: log.stats(), AttributeError, "does that: events stats -o json"),
    (lambda log: log.import_file("a.csv"), AttributeError, "does that: events import FILE"),
    (lambda log: log.tail(5), AttributeError, "newest_first=True"),
    (lambda log: log.frobnicate(), AttributeError, r"help\(events\.Log\)"),
    (lambda log: log.orders("1001"), UsageError, r"log\.order\('1001'\)"),
    (lambda log: log.orders(older_than="7d"), TypeError, "takes status, .*limit, not older_than"),
    (
        lambda log: log.record("refunded", 1001, "damaged"),
        UsageError,
        "payment_gateway, payment_id, not message",
    ),
    (lambda log: log.record("refunded", 1001), UsageError, "say amount"),
    (lambda log: log.record("delivered", 1001, weight=5), UsageError, "takes date, message, not weight"),
    (lambda log: log.order(1001)[0].when, AttributeError, r"It has \.date"),
    (lambda log: log.order(1001).add_note("hi"), AttributeError, r"log\.add_note\("),
    (lambda log: log.orders()[0].note("hi"), AttributeError, r"log\.add_note\("),
    (lambda log: log.order(1001).record("paid"), AttributeError, r"log\.record\("),
    (lambda log: log.order(1001)[0].weight, AttributeError, "no attribute 'weight'"),
    (lambda log: events.Log("shop.db"), UsageError, r"events\.open\('shop\.db'\)"),
    (lambda log: events.connect("shop.db"), AttributeError, r"events\.open"),
]


def test_what_cannot_be_taken_is_answered_in_one_sentence_and_changes_nothing(
    log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EVENTS_USER", raising=False)
    for call, error, says in REFUSED:
        with pytest.raises(error, match=says):
            call(log)
        log.session.commit()
        assert (len(log), len(log.orders())) == (4, 2)
    assert log.session.scalars(select(User.email).where(User.email.like("ghost%"))).all() == []


def test_a_write_that_is_refused_leaves_nothing_open(log: Any) -> None:
    with pytest.raises(InvalidEventError):
        log.add_note("  ", order=1001, user="ghost@shop.example")
    assert not log.session.in_transaction()


def test_an_order_of_a_list_is_the_one_that_is_meant_where_two_shops_have_its_number(log: Any) -> None:
    log.add_order("1001", shop="pl")
    log.add_order("2020/5", shop="pl")
    assert {one.shop: len(log.order(one)) for one in log.orders() if one.number == "1001"} == {"pl": 0, "": 3}
    assert log.order("1001", shop="") == log.events(order="1001", shop="") == log.order("/1001")
    assert log.order("2020/5", shop="pl") == log.order("pl/2020/5") == []


def test_an_amount_with_another_currency_beside_it_is_refused(log: Any) -> None:
    with pytest.raises(UsageError, match=r"The amount is 5\.00 EUR, but the currency USD"):
        log.record("paid", "1001", "5.00 EUR", "USD")


def test_what_a_log_lists_is_in_it(log: Any) -> None:
    assert all(one in log for one in (*log.orders(), *log.customers(), *log))
    assert all(one not in log for one in ("9", "o99", "nobody@example.com", None))


def test_an_amount_without_a_currency_is_shown_without_one(log: Any) -> None:
    log.add_order("9")
    assert "paid · 5 · Payment" in repr(log.event(log.record("paid", "9", 5)))


@pytest.mark.parametrize("text", ["EUR", "eur", "$", "US$", "zł", "Kč", "kr", "Ft", "R$", "€", "¥", ""])
def test_a_currency_is_a_code_or_a_sign(text: str) -> None:
    assert check_currency(text) == (text.upper() if text == "eur" else text)
    assert check_currency(f" {text} ") == check_currency(text)


@pytest.mark.parametrize("text", ["points", "EURO", "1", "%", "XQX", "kroner of Norway"])
def test_what_is_no_currency_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="There is no currency"):
        check_currency(text)
