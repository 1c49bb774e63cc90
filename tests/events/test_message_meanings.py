"""Full meanings by template: the same as those of each message."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.meaning.classify import classify_text
from events.meaning.message_meanings import meaning_of_message

MESSAGES = (
    "Captured amount of $467.00 online. Transaction ID: 309218707-capture, authorised earlier",
    "Captured amount of £86.50 online. Transaction ID: 86.50",
    "Refunded amount of £0,500 online.",
    "Refunded amount of £1,500 online.",
    "Captured amount of 12 EUR offline.",
    "Your order was shipped with UPS 1. Tracking number 1Z999AA10123456784",
    "Order status changed from Pending 1 to Processing 2.",
    "Status: Paid",
    "Status: Partially refunded",
    "Partially refunded £10.00 - Refund ID: 7",
    "Shipped: DHL, tracking number 00340434161094021501",
    "\u00a0 Captured amount of £7.00 online \u00a0",
    "Captured amount of £7.00 online. Captured amount of £8.00 online.",
    "Nobody knows 17",
    "x" * 290 + " Captured amount of £7.00 online.",
    "",
)


@pytest.mark.parametrize("message", MESSAGES)
@pytest.mark.parametrize("digits", ["", "0000000000", "9876543210"], ids=["as is", "zeros", "others"])
def test_a_message_means_what_it_means_alone(message: str, digits: str) -> None:
    given = re.sub(r"[0-9]", lambda found: digits[int(found[0])], message) if digits else message
    assert meaning_of_message(given) == classify_text(given)


@given(st.sampled_from(MESSAGES), st.text("0123456789. £", max_size=12), st.integers(0, 90))
def test_any_message_means_what_it_means_alone(message: str, part: str, place: int) -> None:
    text = message[:place] + part + message[place:]
    assert meaning_of_message(text) == classify_text(text)
