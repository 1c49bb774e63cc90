"""WooCommerce's orders as its REST API gives them: each step at its own date, with its amount, once."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from bringing import bring_into, rows

from events.meaning.message_meanings import meaning_of_message
from events.vocabulary.kinds import Kind

HISTORY = (
    "SELECT datetime(date / 1000000, 'unixepoch'), json_extract(parameters, '$.message') "
    "FROM order_events JOIN orders ON orders.id = order_id WHERE number = ? ORDER BY date, order_events.id"
)
PAID_ORDER: dict[str, Any] = {
    "id": 5120,
    "number": "W5120",
    "status": "completed",
    "currency": "EUR",
    "date_created": "2023-05-02T10:11:12",
    "date_created_gmt": "2023-05-02T08:11:12",
    "date_modified": "2023-05-20T10:00:00",
    "date_modified_gmt": "2023-05-20T08:00:00",
    "date_paid": "2023-05-02T10:12:00",
    "date_paid_gmt": "2023-05-02T08:12:00",
    "date_completed": "2023-05-04T15:00:00",
    "date_completed_gmt": "2023-05-04T13:00:00",
    "total": "49.90",
    "customer_note": "Please ring",
    "billing": {"first_name": "Uwe", "last_name": "Brandt", "email": "uwe.brandt@mail.example"},
    "payment_method_title": "PayPal",
    "transaction_id": "7XA11",
    "line_items": [{"id": 1, "name": "Mug", "quantity": 2}],
    "refunds": [{"id": 5133, "reason": "broken", "total": "-9.90"}],
    "notes": [
        {
            "id": 9002,
            "author": "Lena Vogt",
            "date_created": "2023-05-03T09:00:00",
            "date_created_gmt": "2023-05-03T07:00:00",
            "note": "Rang: <b>parcel station</b>, please.",
            "customer_note": False,
        }
    ],
}
CANCELLED_ORDER = PAID_ORDER | {
    "id": 5121,
    "number": "W5121",
    "status": "cancelled",
    "date_paid": None,
    "date_paid_gmt": None,
    "date_completed": None,
    "date_completed_gmt": None,
    "customer_note": "",
    "refunds": [],
    "notes": [],
}
PLACED = ("2023-05-02 08:11:12", "Order placed: 49.90 EUR")
PAID = ("2023-05-02 08:12:00", "Paid: PayPal, transaction 7XA11 (49.90 EUR)")


def _history(database: str, order: str) -> list[tuple[str, str]]:
    return [(date, message) for date, message in rows(database, HISTORY, order)]


def _written(file: Path, records: list[dict[str, Any]]) -> Path:
    file.write_text(json.dumps(records))
    return file


def test_every_step_of_an_order_is_an_event_whatever_the_file_is_called(
    database: str, tmp_path: Path
) -> None:
    bring_into(database, _written(tmp_path / "x.json", [PAID_ORDER, CANCELLED_ORDER]), sets=())
    assert _history(database, "W5120") == [
        PLACED,
        ("2023-05-02 08:11:12", "Please ring"),
        PAID,
        ("2023-05-03 07:00:00", "Rang: parcel station, please."),
        ("2023-05-04 13:00:00", "Order completed"),
        ("2023-05-04 13:00:00", "Refunded: broken, on an unknown date (9.90 EUR)"),
    ]
    assert _history(database, "W5121") == [PLACED, ("2023-05-20 08:00:00", "Status: cancelled")]


def test_a_state_without_a_date_of_its_own_says_so(database: str, tmp_path: Path) -> None:
    order = {name: value for name, value in CANCELLED_ORDER.items() if "modified" not in name}
    bring_into(database, _written(tmp_path / "x.json", [order]), sets=())
    state = ("2023-05-02 08:11:12", "Status: cancelled, on an unknown date")
    assert _history(database, "W5121") == [PLACED, state]


def test_a_list_of_the_refunds_dates_them(database: str, tmp_path: Path) -> None:
    refund = {"id": 5133, "date_created": "2023-05-06T12:00:00", "date_created_gmt": "2023-05-06T10:00:00"}
    refund |= {"amount": "9.90", "reason": "broken", "refunded_by": 1}
    refund |= {"_links": {"up": [{"href": "https://shop.example/wp-json/wc/v3/orders/5120"}]}}
    (tmp_path / "api").mkdir()
    _written(tmp_path / "api" / "a.json", [PAID_ORDER])
    _written(tmp_path / "api" / "b.json", [refund])
    bring_into(database, tmp_path / "api", sets=())
    assert _history(database, "W5120")[-1] == ("2023-05-06 10:00:00", "Refunded: broken (9.90 EUR)")
    assert sum("Refunded" in message for _, message in _history(database, "W5120")) == 1


def test_notes_of_a_dump_and_of_the_api_are_the_same_ones(database: str, tmp_path: Path) -> None:
    dump = tmp_path / "shop.sql"
    dump.write_text(
        "CREATE TABLE `wp_comments` (`comment_ID` int, `comment_post_ID` int, `comment_author` text, "
        "`comment_author_email` text, `comment_date` datetime, `comment_date_gmt` datetime, "
        "`comment_content` text, `comment_approved` text, `comment_type` text);\n"
        "INSERT INTO `wp_comments` VALUES (9002,5120,'Lena Vogt','','2023-05-03 09:00:00',"
        "'2023-05-03 07:00:00','Rang: <b>parcel station</b>, please.','1','order_note');\n"
    )
    order = deepcopy(PAID_ORDER) | {"number": "5120"}
    bring_into(database, dump, sets=())
    bring_into(database, _written(tmp_path / "x.json", [order]), sets=())
    messages = [message for _, message in _history(database, "5120")]
    assert len(messages) == 6
    assert messages.count("Rang: parcel station, please.") == 1


def test_a_refund_without_a_reason_or_a_date_counts_with_its_amount(database: str, tmp_path: Path) -> None:
    order = PAID_ORDER | {"refunds": [{"id": 5133, "reason": "", "total": "-9.90"}]}
    bring_into(database, _written(tmp_path / "x.json", [order]), sets=())
    refund = ("2023-05-04 13:00:00", "Refunded: on an unknown date (9.90 EUR)")
    assert _history(database, "W5120")[-1] == refund
    assert meaning_of_message(refund[1]).display_kind is Kind.REFUNDED


def test_the_note_of_a_customer_is_one_by_its_type(database: str, tmp_path: Path) -> None:
    blank = CANCELLED_ORDER | {"customer_note": " "}
    bring_into(database, _written(tmp_path / "x.json", [PAID_ORDER, blank]), sets=(), typed=True)
    typed = "SELECT json_extract(parameters, '$.message') FROM order_events WHERE type = 'note_added'"
    assert rows(database, typed) == [("Please ring",)]


def test_nothing_of_an_order_in_the_trash_is_read(database: str, tmp_path: Path) -> None:
    bring_into(database, _written(tmp_path / "x.json", [PAID_ORDER | {"status": "trash"}]), sets=())
    assert not _history(database, "W5120")
