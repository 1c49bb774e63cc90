"""What shops answer and export, each read as people meant it; recognised without --from, too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from variant import Variant, recognised, told

from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run


def _order(*events: dict[str, Any], under: str) -> dict[str, Any]:
    """An order of Shopify's GraphQL with its events, as nodes or as edges."""
    nodes: list[Any] = [{"node": one, "cursor": "x"} if under == "edges" else one for one in events]
    return {
        "id": "gid://shopify/Order/450",
        "name": "#1001",
        "email": "dana@a.example",
        "events": {under: nodes},
    }


PLACED = {
    "id": "gid://shopify/BasicEvent/1",
    "action": "confirmed",
    "createdAt": "2020-01-10T11:00:00Z",
    "message": "New order <a href='x'>#1001</a>.",
    "appTitle": "Online Store",
}
COMMENT = {
    "id": "gid://shopify/CommentEvent/2",
    "createdAt": "2020-01-11T11:00:00Z",
    "rawMessage": "Wrap it",
    "author": {"email": "sam@shop.example"},
}
DANA = "dana@a.example"
TOLD = [("#1001", DANA, None, "New order #1001."), ("#1001", DANA, "sam@shop.example", "Wrap it")]

VARIANTS = {
    "one order of Magento's REST is one record, whatever comes before its id": Variant(
        platform="magento2",
        file="order.json",
        text=json.dumps(
            {
                "applied_rule_ids": "1",
                "customer_email": "a@example.com",
                "billing_address": {"entity_id": 3, "street": ["x"]},
                "entity_id": 7,
                "increment_id": "000000007",
                "items": [{"sku": "a"}],
                "status_histories": [
                    {"comment": "sent", "created_at": "2022-05-01 08:00:01", "entity_id": 31, "status": "new"}
                ],
            }
        ),
        told=[("000000007", "a@example.com", None, "sent")],
    ),
    "GraphQL answers with one order and the edges of its events": Variant(
        platform="shopify",
        file="answer.json",
        text=json.dumps(
            {"data": {"order": _order(PLACED, COMMENT, under="edges")}, "extensions": {"cost": {"actual": 3}}}
        ),
        told=TOLD,
    ),
    "GraphQL answers with orders as edges, and their events as nodes": Variant(
        platform="shopify",
        file="answer.json",
        text=json.dumps(
            {
                "data": {
                    "orders": {
                        "edges": [{"node": _order(PLACED, COMMENT, under="nodes")}],
                        "pageInfo": {"a": 1},
                    }
                }
            }
        ),
        told=TOLD,
    ),
    "a bulk operation that did not ask for the events' ids": Variant(
        platform="shopify",
        file="bulk.jsonl",
        text='{"id":"gid://shopify/Order/450","name":"#1001"}\n{"createdAt":"2020-01-10T11:00:00Z","message":"Paid.",'
        '"appTitle":null,"__parentId":"gid://shopify/Order/450"}\n',
        told=[("#1001", None, None, "Paid.")],
    ),
    "one order of Shopify's REST tells its parcels and refunds, too": Variant(
        platform="shopify",
        file="450.json",
        text=json.dumps(
            {
                "order": {
                    "id": 450,
                    "name": "#1001",
                    "email": "bob@example.com",
                    "created_at": "2020-01-10T11:00:00-05:00",
                    "cancelled_at": None,
                    "financial_status": "refunded",
                    "total_price": "5.00",
                    "currency": "USD",
                    "fulfillments": [
                        {
                            "id": 25,
                            "created_at": "2020-01-11T11:00:00-05:00",
                            "tracking_company": "UPS",
                            "tracking_number": "1Z",
                        }
                    ],
                    "refunds": [{"id": 50, "created_at": "2020-01-12T11:00:00-05:00", "note": "it broke"}],
                }
            }
        ),
        told=[
            ("#1001", "bob@example.com", None, "Order placed: 5.00 USD"),
            ("#1001", "bob@example.com", None, "Fulfilled: UPS 1Z"),
            ("#1001", "bob@example.com", None, "Refunded: it broke"),
        ],
    ),
    "Shopify's transactions are exported with the order's name": Variant(
        platform="shopify",
        file="transactions_export_1.csv",
        text="Order,Name,Kind,Gateway,Created At,Status,Amount,Currency,Card Type\n"
        "450,#1001,sale,paypal,2019-03-05 11:20:01 -0500,success,25.00,USD,visa\n",
        told=[("#1001", None, None, "sale, success: 25.00 USD, paypal")],
    ),
    "an old export of Shopify has fewer columns": Variant(
        platform="shopify",
        file="orders.csv",
        text="Name,Email,Financial Status,Paid at,Currency,Total,Created at,Lineitem name,Notes\n"
        "#900,a@example.com,paid,,USD,25.00,2012-03-05 11:20:00 -0500,Mug,\n",
        told=[("#900", "a@example.com", None, "Order placed: 25.00 USD")],
    ),
    "a note of WooCommerce's REST, version 4": Variant(
        platform="woocommerce",
        file="notes.json",
        text='[{"id":281,"order_id":723,"author":"WooCommerce","date_created":"2017-03-21T16:46:41",'
        '"date_created_gmt":"2017-03-21T19:46:41","note":"Order ok","is_customer_note":true}]',
        told=[("723", None, None, "Order ok")],
    ),
    "a parcel and a payment of BigCommerce belong to their order": Variant(
        platform="bigcommerce",
        file="export.json",
        text='{"shipments":[{"id":1,"order_id":100,"customer_id":10,"date_created":'
        '"Thu, 15 Nov 2012 19:26:23 +0000",'
        '"tracking_number":"123","shipping_method":"USPS","shipping_provider":"","comments":""}],'
        '"transactions":[{"id":1,"order_id":"100","event":"capture","amount":79.5,"currency":"USD",'
        '"gateway":"stripe","status":"ok","date_created":"2012-11-14T19:26:23+00:00"}]}',
        told=[
            ("100", "10", None, "Payment, capture: 79.5 USD, stripe, ok"),
            ("100", "10", None, "Shipment: USPS 123"),
        ],
    ),
    "an order of Magento 1's interface begins with the latest comment, and has no ids of them": Variant(
        platform="magento1",
        file="orders.json",
        text='[{"increment_id":"100000007","order_id":"7","customer_email":"a@x.example","status_history":['
        '{"comment":"later","status":"processing","created_at":"2013-05-24 08:00:00"},'
        '{"comment":null,"status":"pending","created_at":"2013-05-23 08:00:00"}]}]',
        told=[
            ("100000007", "a@x.example", None, "Status: pending"),
            ("100000007", "a@x.example", None, "later"),
        ],
    ),
    "PrestaShop's webservice answers in JSON, its tables under the name of many": Variant(
        platform="prestashop",
        file="shop.json",
        text='{"customer_messages":[{"id":1,"id_employee":"0","id_customer_thread":"1","message":"where",'
        '"date_add":"2015-03-30 08:00:00","private":"0"}],"customer_threads":[{"id":1,"id_order":"7",'
        '"id_customer":"4","email":"a@x.example"}],'
        '"customers":[{"id":4,"email":"a@x.example"}],'
        '"orders":[{"id":7,"reference":"XKBKNABJK","id_customer":"4"}],'
        '"order_states":[{"id":2,"name":"Paid"},{"id":3,"name":[{"id":"1","value":"Sent"}]}],"order_histories":['
        '{"id":1,"id_employee":"0","id_order_state":"2","id_order":"7","date_add":"2015-03-29 05:30:00"},'
        '{"id":2,"id_employee":"0","id_order_state":"3","id_order":"7","date_add":"2015-03-29 05:30:01"}]}',
        told=[
            ("XKBKNABJK", "a@x.example", None, "Status: Paid"),
            ("XKBKNABJK", "a@x.example", None, "Status: 3"),
            ("XKBKNABJK", "a@x.example", "a@x.example", "where"),
        ],
    ),
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_a_variant_gives_what_people_meant(variant: Variant, database: str, tmp_path: Path) -> None:
    assert told(variant, database, tmp_path) == variant.told


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_a_variant_is_recognised_without_from(variant: Variant, database: str, tmp_path: Path) -> None:
    assert recognised(variant, database, tmp_path) == (variant.platform, len(variant.told))


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
