"""What shops answer and export, each read as people meant it; recognised without --from, too."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bringing import bring_into, rows

import events
from importers.errors import NotDataError
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run
from importers.readers import opening


def test_an_object_with_parts_of_its_own_is_no_envelope(database: str, tmp_path: Path) -> None:
    """What stands beside an object with an id is not lost; nor is one of two such objects."""
    file = tmp_path / "event.json"
    file.write_text('{"date": "2020-01-01", "order": "7", "message": "sent", "person": {"id": 5}}')
    report = run(
        str(file), ColumnMapping(), Options(guess=True), database=database, on_progress=lambda _: None
    )
    assert report.counts.imported == 1


def test_an_abandoned_checkout_of_bigcommerce_is_skipped_and_counted(database: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.json"
    file.write_text(
        '[{"id":1,"date_created":"Sat, 03 Mar 2018 02:35:28 +0000","status":"Incomplete","staff_notes":"",'
        '"customer_message":""}]'
    )
    report = run(
        str(file),
        ColumnMapping(),
        Options(platform="bigcommerce"),
        database=database,
        on_progress=lambda _: None,
    )
    assert dict(report.counts.skips) == {"an abandoned checkout (Incomplete)": 1}


SALE = {
    "id": 5001,
    "order_id": 7,
    "kind": "sale",
    "gateway": "bogus",
    "status": "success",
    "created_at": "2017-10-09T19:26:23Z",
    "amount": "79.60",
    "currency": "USD",
}
ORDER = {
    "id": 7,
    "name": "#9",
    "email": "jane@shop.example",
    "created_at": "2017-10-09T19:20:00Z",
    "cancelled_at": None,
    "currency": "USD",
    "total_price": "79.60",
    "financial_status": "paid",
    "line_items": [{"id": 1, "title": "Mug", "created_at": "2017-10-09"}],
    "transactions": [SALE],
}
MESSAGES = (
    "SELECT datetime(date / 1000000, 'unixepoch'), json_extract(parameters, '$.message') "
    "FROM order_events ORDER BY date"
)
EVENTS = [
    ("2017-10-09 19:20:00", "Order placed: 79.60 USD"),
    ("2017-10-09 19:26:23", "Paid: bogus, transaction 5001 (79.60 USD)"),
]
FULL = ORDER | {
    "cancelled_at": "2017-10-20T10:00:00Z",
    "processed_at": "2017-10-09T19:20:00Z",
    "cancel_reason": "customer",
    "closed_at": "2017-10-21T10:00:00Z",
    "note": "Ring twice",
    "customer": {"id": 1, "email": "jane@shop.example"},
    "fulfillments": [{"id": 601, "created_at": "2017-10-11T10:00:00Z", "tracking_number": "1Z2345"}],
    "refunds": [
        {
            "id": 701,
            "created_at": "2017-10-12T10:00:00Z",
            "note": "broken",
            "transactions": [
                {"id": 5002, "kind": "refund", "amount": "9.60", "currency": "USD", "status": "success"},
                {"id": 5003, "kind": "refund", "amount": "5.00", "currency": "USD", "status": "failure"},
            ],
        }
    ],
}
"""An order with all that its answer may hold, and may lack."""


def _sorted(order: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(order.items()))


def _reversed(order: dict[str, Any]) -> dict[str, Any]:
    return dict(reversed(order.items()))


@pytest.mark.parametrize("written", [dict, _sorted, _reversed])
@pytest.mark.parametrize("wrap", [lambda one: {"order": one}, lambda one: one, lambda one: {"orders": [one]}])
def test_an_order_is_read_whatever_the_order_of_its_members(
    written: Callable[[Any], Any], wrap: Callable[[Any], Any], database: str, tmp_path: Path
) -> None:
    """Alone in an answer, by itself, or in a list; with the transactions within it."""
    file = tmp_path / "order.json"
    file.write_text(json.dumps(wrap(written(ORDER))))
    bring_into(database, file, sets=(), platform="shopify")
    assert rows(database, MESSAGES) == EVENTS


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in FULL.items() if key != name}


NOTED = "Order placed: 79.60 USD\nNote: Ring twice"
LACKS: dict[str, dict[str, str | None]] = {
    "": {},
    "cancelled_at": {"Cancelled: customer": None},
    "cancel_reason": {"Cancelled: customer": "Cancelled"},
    "closed_at": {"Closed": None},
    "note": {NOTED: "Order placed: 79.60 USD"},
    "total_price": {NOTED: "Order placed"},
    "customer": {},
    "processed_at": {},
    "email": {},
    "fulfillments": {"Fulfilled: 1Z2345": None},
    "refunds": {
        "Refunded: broken": None,
        "Refunded, transaction 5002 (9.60 USD)": None,
        "refund, failure: 5.00 USD": None,
    },
    "transactions": {"Paid: bogus, transaction 5001 (79.60 USD)": "Paid (79.60 USD)"},
}
"""What becomes of messages where an order lacks a member; None where it is not there."""


@pytest.mark.parametrize("name", LACKS)
def test_an_order_without_a_member_is_read_as_one_with_it(name: str, database: str, tmp_path: Path) -> None:
    """A list or a date that an answer leaves out changes nothing but what it says itself."""
    whole = [
        "Cancelled: customer",
        "Closed",
        "Fulfilled: 1Z2345",
        NOTED,
        "Paid: bogus, transaction 5001 (79.60 USD)",
        "Refunded, transaction 5002 (9.60 USD)",
        "Refunded: broken",
        "refund, failure: 5.00 USD",
    ]
    file = tmp_path / "orders.json"
    file.write_text(json.dumps({"orders": [_without(name)]}))
    bring_into(database, file, sets=(), platform="shopify")
    expected = {LACKS[name].get(message, message) for message in whole} - {None}
    assert {message for _, message in rows(database, MESSAGES)} == expected


@pytest.mark.parametrize("listed", [{}, {"transactions": []}])
def test_what_an_order_paid_and_got_back_is_known_without_its_list_of_transactions(
    listed: dict[str, Any], database: str, tmp_path: Path
) -> None:
    """By its state and the transactions of its refunds; and each once, where they come in a later answer."""
    file = tmp_path / "orders.json"
    file.write_text(json.dumps({"orders": [_without("transactions") | {"cancelled_at": None} | listed]}))
    bring_into(database, file, sets=(), platform="shopify")
    assert _money(database) == ({"USD": Decimal("79.60")}, {"USD": Decimal("9.60")})
    parts = [SALE | {"amount": "70.00"}, SALE | {"id": 5009, "amount": "9.60"}]
    file.write_text(json.dumps({"transactions": parts}))
    bring_into(database, file, sets=(), platform="shopify")
    assert _money(database) == ({"USD": Decimal("79.60")}, {"USD": Decimal("9.60")})


@pytest.mark.parametrize("status", ["cancelled", "voided"])
def test_a_sale_that_did_not_come_about_pays_nothing(status: str, database: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.json"
    order = FULL | {"cancelled_at": None, "refunds": [], "transactions": [SALE | {"status": status}]}
    file.write_text(json.dumps({"orders": [order]}))
    bring_into(database, file, sets=(), platform="shopify")
    assert _money(database) == ({}, {})


def _money(database: str) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """What order #9 paid, and got back."""
    with events.open(database) as opened:
        order = opened.order("#9")
        return dict(order.paid), dict(order.refunded)


def test_a_transaction_in_two_answers_is_one_event(database: str, tmp_path: Path) -> None:
    """Within its order, and in a file of transactions beside it."""
    folder = tmp_path / "answers"
    folder.mkdir()
    (folder / "orders.json").write_text(json.dumps({"orders": [ORDER]}))
    (folder / "transactions.json").write_text(json.dumps({"transactions": [SALE]}))
    report = bring_into(database, folder, sets=(), platform="shopify")
    assert rows(database, MESSAGES) == EVENTS
    assert (report.counts.imported, report.counts.duplicate) == (2, 1)


def test_an_answer_with_an_id_and_a_list_is_an_envelope(database: str, tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    file.write_text(json.dumps({"jsonrpc": "2.0", "result": {"count": 1, "id": 3, "orders": [ORDER]}}))
    bring_into(database, file, sets=(), platform="shopify")
    assert rows(database, MESSAGES) == EVENTS


@pytest.mark.parametrize(
    "answer",
    [
        {"orders": []},
        {"data": [], "meta": {"total": 0, "page": 1}},
        {"orders": [], "refunds": [], "has_more": False, "next": None},
        {"status": "success", "items": []},
    ],
)
@pytest.mark.parametrize("name", ["answer.json", "answer.jsonl"])
def test_an_answer_without_a_record_is_empty(tmp_path: Path, name: str, answer: dict[str, Any]) -> None:
    (tmp_path / name).write_text(json.dumps(answer))
    with (
        pytest.raises(NotDataError, match="it is empty, there is no record in it"),
        opening.open_tables(str(tmp_path / name)) as tables,
    ):
        tables.columns(tables.names()[0])


def test_an_object_with_an_empty_list_may_be_a_record(tmp_path: Path) -> None:
    (tmp_path / "order.json").write_text('{"number": "7", "total": 5, "lines": []}')
    with opening.open_tables(str(tmp_path / "order.json")) as tables:
        assert list(tables.columns(tables.names()[0])) == ["number", "total", "lines"]
