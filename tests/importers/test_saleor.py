"""Saleor's events keep their types, as its own versions write their parameters; what is not sure is OTHER."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bringing import rows

from cli.render.import_notes import notes
from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.event_types import stored
from importers.options import Options
from importers.pipeline import run

UUID = "4f6e2c6e-61a1-4c9e-9d0e-0d6a5d2c7c11"


@pytest.mark.parametrize(
    ("code", "given", "kept"),
    [
        (
            "draft_added_products",
            {"lines": [{"quantity": 2, "line_pk": UUID, "item": "Mug (blue)"}]},
            {"lines": [{"quantity": 2, "line_pk": UUID, "item_name": "Mug (blue)"}]},
        ),
        ("fulfillment_canceled", {"composed_id": "21-1"}, {"composed_id": "21-1"}),
        ("restocked_items", {"quantity": 3, "warehouse": UUID}, {"quantity": 3}),
        ("fulfilled_items", {"fulfilled_items": [UUID, 4]}, {"fulfilled_items": [UUID, 4]}),
        ("marked_as_paid", {"transaction_reference": None}, {}),
        (
            "captured",
            {"amount": 98.4, "payment_id": "ch_1", "payment_gateway": "dummy"},
            {"amount": "98.4", "payment_id": "ch_1", "payment_gateway": "dummy"},
        ),
        ("placed", None, {}),
        ("order_paid", {}, {}),
        ("captured", {"amount": "12.50"}, {"amount": "12.50"}),
        (
            "payment_failed",
            {"message": "no", "gateway": "dummy", "payment_id": "ch_1"},
            {"message": "no", "payment_gateway": "dummy", "payment_id": "ch_1"},
        ),
        ("fulfillment_canceled", {}, {}),
    ],
)
def test_parameters_of_its_own_versions_fit(code: str, given: Any, kept: dict[str, Any]) -> None:
    found, parameters = stored(code, json.dumps(given), of_order=True, names={})
    assert found == code
    assert json.loads(parameters or "") == kept


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("restocked_items", {"quantity": "many"}),
        ("restocked_items", {}),
        ("fulfilled_items", {"fulfilled_items": "4"}),
        ("draft_added_products", {"lines": ["Mug"]}),
        ("draft_added_products", {"lines": [{"quantity": 2, "line_pk": 5}]}),
        ("captured", {"amount": "a lot", "payment_id": "1", "payment_gateway": "x"}),
        ("note_added", ["a list"]),
        ("confirmed", {}),
    ],
)
def test_what_does_not_fit_stays_other(code: str, given: Any) -> None:
    assert stored(code, json.dumps(given), of_order=True, names={}) == (None, None)


def test_rows_as_json_keep_their_types_though_their_objects_are_read_as_columns(
    database: str, tmp_path: Path
) -> None:
    """`row_to_json` writes parameters as objects; no row need have empty ones."""
    given: list[tuple[str, dict[str, Any]]] = [
        ("captured", {"amount": "12.50", "payment_id": "1", "payment_gateway": "dummy"}),
        ("fulfilled_items", {"fulfilled_items": [4, UUID]}),
        ("restocked_items", {"quantity": 3, "warehouse": {"name": "Main"}}),
    ]
    file = tmp_path / "order_orderevent.jsonl"
    lines = [
        {
            "id": place,
            "date": f"2020-10-0{place}T10:00:00Z",
            "type": code,
            "order_id": 7,
            "parameters": values,
        }
        for place, (code, values) in enumerate(given, start=1)
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    run(str(file), ColumnMapping(), Options(platform="saleor"), database=database, on_progress=lambda _: None)
    found = rows(database, "SELECT type, parameters FROM order_events ORDER BY date")
    del given[2][1]["warehouse"]
    assert [(code, json.loads(values)) for code, values in found] == given


def test_an_export_of_3_x_keeps_types_numbers_and_what_has_no_place(database: str, tmp_path: Path) -> None:
    """Orders and lines are UUIDs, people know orders by a number, and apps act, too."""
    line = json.dumps({"lines": [{"quantity": 1, "line_pk": UUID, "item": "Mug"}]})
    file = tmp_path / "shop.sql"
    file.write_text(
        "COPY public.order_order (id, number, user_email, user_id) FROM stdin;\n"
        f"{UUID}\t1007\tjane@example.com\t\\N\n\\.\n"
        "COPY public.order_orderevent (id, date, type, order_id, user_id, parameters, app_id, related_id) "
        "FROM stdin;\n"
        f"1\t2023-05-01 10:00:00.538158+00\tdraft_added_products\t{UUID}\t\\N\t{line}\t3\t\\N\n"
        f"2\t2023-05-01 10:00:01+00\tconfirmed\t{UUID}\t\\N\t{{}}\t\\N\t1\n"
        f'3\t2023-05-01 10:00:02+00\tinvoice_sent\t{UUID}\t\\N\t{{"email": "j@x.example"}}\t\\N\t\\N\n\\.\n'
    )
    options = Options(platform="saleor")
    report = run(str(file), ColumnMapping(), options, database=database, on_progress=lambda _: None)
    found = rows(
        database,
        "SELECT type, number, json_extract(parameters, '$.message'), extra FROM order_events "
        "JOIN orders ON orders.id = order_id JOIN records ON order_event_id = order_events.id ORDER BY date",
    )
    assert [row[:3] for row in found] == [
        ("draft_added_products", "1007", None),
        ("other", "1007", "confirmed"),
        ("other", "1007", 'invoice_sent: {"email": "j@x.example"}'),
    ]
    assert json.loads(found[0][3])["app_id"] == "3"
    assert dict(report.counts.typed) == {"draft_added_products": 1}
    assert dict(report.counts.untyped) == {"confirmed": 1, "invoice_sent": 1}


def test_the_report_names_the_types_that_became_other(database: str, tmp_path: Path) -> None:
    file = tmp_path / "order_orderevent.csv"
    file.write_text(
        "id,date,type,order_id,user_id,parameters\n1,2023-05-01 10:00:00+00,confirmed,7,,{}\n"
        '2,2023-05-01 10:00:01+00,other,7,,"{""message"": ""Hello""}"\n'
        "3,2023-05-01 10:00:02+00,placed,7,,{}\n"
    )
    options = Options(platform="saleor")
    report = run(str(file), ColumnMapping(), options, database=database, on_progress=lambda _: None)
    assert any("type or its parameters are unknown: 1 \u00d7 confirmed." in note for note in notes(report))


def _events_of(database: str) -> list[tuple[Any, ...]]:
    found = rows(
        database,
        "SELECT number, type, parameters FROM order_events JOIN orders ON orders.id = order_id ORDER BY date",
    )
    return [(number, code, json.loads(values)) for number, code, values in found]


GRAPHQL = [
    {"id": "RTox", "date": "2023-05-01T10:00:00.95+00:00", "type": "PLACED_FROM_DRAFT", "message": None},
    {
        "id": "RToy",
        "date": "2023-05-01T10:01:00+00:00",
        "type": "EMAIL_SENT",
        "email": "j@x.example",
        "emailType": "ORDER_CONFIRMATION",
        "user": {"email": "anna@shop.example"},
    },
    {
        "id": "RToz",
        "date": "2023-05-01T10:02:00+00:00",
        "type": "PAYMENT_CAPTURED",
        "amount": 12.5,
        "paymentId": "p1",
        "paymentGateway": "dummy",
    },
    {
        "id": "RTo0",
        "date": "2023-05-01T10:03:00+00:00",
        "type": "FULFILLMENT_FULFILLED_ITEMS",
        "fulfilledItems": [{"id": "TDox", "quantity": 2}],
    },
]


@pytest.mark.parametrize(
    "answer",
    [
        lambda order: {"data": {"orders": {"edges": [{"node": order}]}}},
        lambda order: {"data": {"order": order}},
        lambda order: [order],
    ],
    ids=["of many orders", "of one order", "its orders alone"],
)
def test_graphqls_answer_keeps_types_and_parameters(
    answer: Callable[[dict[str, Any]], Any], database: str, tmp_path: Path
) -> None:
    order = {"id": "T3Jk", "number": "1007", "userEmail": "jane@example.com", "events": GRAPHQL}
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(answer(order)))
    run(str(file), ColumnMapping(), Options(guess=True), database=database, on_progress=lambda _: None)
    assert _events_of(database) == [
        ("1007", "draft_placed", {}),
        ("1007", "email_sent", {"email": "j@x.example", "email_type": "order_confirmation"}),
        ("1007", "captured", {"amount": "12.5", "payment_id": "p1", "payment_gateway": "dummy"}),
        ("1007", "fulfilled_items", {"fulfilled_items": ["TDox"]}),
    ]


def test_what_staff_or_an_app_did_to_an_account_is_its_history(database: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    fields = '"type": "account_activated", "parameters": {"account_id": 5}, "order": null'
    file.write_text(
        '[{"model": "account.user", "pk": 5, "fields": {"email": "jane@example.com"}},'
        ' {"model": "account.user", "pk": 6, "fields": {"email": "anna@shop.example"}},'
        f' {{"model": "account.customerevent", "pk": 1, "fields": {{"date": "2023-05-01T09:00:00Z", {fields},'
        ' "user": 6}},'
        f' {{"model": "account.customerevent", "pk": 2, "fields": {{"date": "2023-05-01T09:00:01Z", {fields},'
        ' "user": null}}]'
    )
    run(str(file), ColumnMapping(), Options(platform="saleor"), database=database, on_progress=lambda _: None)
    found = rows(
        database,
        "SELECT of.email, by.email FROM customer_events AS e JOIN users AS of ON of.id = e.customer_id"
        " LEFT JOIN users AS by ON by.id = e.user_id ORDER BY date",
    )
    assert found == [("jane@example.com", "anna@shop.example"), ("jane@example.com", None)]
