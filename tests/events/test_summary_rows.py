"""What is stored of an order's summary."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

from events.summaries.store.rows import sort_key

AMOUNTS = (
    "-1e9 -1000 -999.99 -10 -9.99 -1.5 -1 -0.05 -0.010 0 0.01 0.1 0.10001 1 1.5 9.99 10 10.01 99 100 1e9"
)


def test_texts_of_amounts_are_sorted_as_the_amounts() -> None:
    amounts = [Decimal(one) for one in AMOUNTS.split()]
    assert all(sort_key(one) < sort_key(other) for one, other in combinations(amounts, 2))


def test_equal_amounts_have_one_text() -> None:
    assert {sort_key(Decimal(one)) for one in ("120", "120.00", "1.2E+2", "0120.0")} == {"110212"}
    assert {sort_key(Decimal(one)) for one in ("0", "0.00", "-0", "0E+9")} == {"1"}
