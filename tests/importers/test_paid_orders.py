"""Shopify's orders export says in its columns how much an order that was paid brought."""

from __future__ import annotations

import pytest
from bringing import Bring, rows

HEADER = "Name,Email,Financial Status,Paid at,Currency,Total,Created at,Lineitem name,Id\n"
ROW = "#1,a@mail.example,{},2025-01-03 10:00:00 +0100,GBP,43.95,2025-01-03 09:58:00 +0100,Mug,11\n"


def _paid(database: str) -> list[str]:
    query = "SELECT json_extract(parameters, '$.message') FROM order_events"
    return [message for (message,) in rows(database, query) if message.startswith("Paid")]


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("paid", "Paid (43.95 GBP)"),
        ("partially_refunded", "Paid (43.95 GBP)"),
        ("refunded", "Paid (43.95 GBP)"),
        ("partially_paid", "Paid"),
        ("pending", "Paid"),
    ],
)
def test_an_order_paid_in_full_shows_its_total(bring: Bring, database: str, status: str, shown: str) -> None:
    bring(HEADER + ROW.format(status), sets=(), platform="shopify")
    assert _paid(database) == [shown]


def test_what_was_imported_without_its_amount_is_the_same_record(bring: Bring, database: str) -> None:
    bring(HEADER + ROW.format("paid"), sets=("amount='-'",), platform="shopify")
    assert _paid(database) == ["Paid"], "what the user says of amounts counts before the platform"
    again = bring(HEADER + ROW.format("paid"), sets=(), platform="shopify")
    assert (again.counts.imported, again.counts.duplicate, again.counts.changed) == (0, 2, 0)


def test_a_column_of_amounts_alone_leaves_the_platform_recognised(bring: Bring, database: str) -> None:
    report = bring(HEADER + ROW.format("partially_paid"), sets=("amount=Total", "currency=Currency"))
    assert any(remark.startswith("Recognised as shopify") for remark in report.remarks)
    assert _paid(database) == ["Paid (43.95 GBP)"]
