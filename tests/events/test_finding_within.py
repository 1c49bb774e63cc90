"""Events are found by a text within their words, and by numbers that are written in another way."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from events.models import Order
from events.order import events as order_events
from events.search import within

DHL = "Shipped with DHL, tracking JJD000390007830015902"
RANG = "Jörg Weiß rang from +44 20 7946 0123, or 0221/4711-815"
INVOICE = "Invoice RE-2020-00417 sent to Müller-Lüdenscheidt"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("015902", [DHL]),
        ("jjd00039", [DHL]),
        ("0003 9000 7830", [DHL]),
        ("9460123", [RANG]),
        ("7946-0123", [RANG]),
        ("(0)20 79", []),
        ("4711 815", [RANG]),
        ("+44207946", [RANG]),
        ("417", [INVOICE]),
        ("RE 2020 00417", [INVOICE]),
        ("re20200041", [INVOICE]),
        ("üdensch", [INVOICE]),
        ("ÖRG", [RANG]),
        ("messag", []),  # the name of a parameter
        ("209", ["209.13"]),
        ("20913", ["209.13"]),
        ("%%%", []),
    ],
)
def test_a_text_within_words_finds_the_newest_events(
    session: Session, reader: Connection, order: Order, text: str, found: list[str]
) -> None:
    for day, message in enumerate((DHL, INVOICE, RANG), 1):
        date = datetime(2020, 11, day, tzinfo=UTC)
        order_events.other_event(order=order, user=None, message=message, date=date)
    paid: dict[str, Any] = {"payment_id": "x", "payment_gateway": "y", "amount": Decimal("209.13")}
    order_events.captured_event(order=order, user=None, **paid)
    session.commit()
    said = [one.message or str(one.parameters["amount"]) for one in within.find(reader, text, limit=9)]
    assert said == found
    assert [within.can_look(reader, text) for text in ("017", " 17 ", "")] == [True, False, False]
