"""What a timeline's header says of the order's waits, beside those of the orders around it."""

from __future__ import annotations

import pytest
from running import Run, Write

PLACED, PAID, SHIPPED = (
    "Order placed: 20.00 GBP, card",
    "Captured amount of £20.00 online.",
    "Shipped with DPD, tracking number RM742199501GB.",
)


def _others(write: Write, count: int) -> None:
    """Orders that are paid after an hour and shipped two days later."""
    for number in range(count):
        write((0, None, PLACED), (1 / 24, None, PAID), (2 + 1 / 24, None, SHIPPED), number=f"9{number}")


def _header(run: Run, number: str) -> str:
    return " ".join(run("order", number).stdout.partition("\n\n")[0].split())


def test_the_order_stands_beside_what_is_usual_in_its_shop(run: Run, write: Write) -> None:
    _others(write, 10)
    write((0, None, PLACED), (1 / 12, None, PAID), (9 + 1 / 12, None, SHIPPED))
    assert "placed ─ 2 h ─ paid (usually 1 h) · paid ─ 9 d ─ shipped (usually 2 d)" in _header(run, "1")


def test_an_order_that_waits_shows_what_is_usual_next(run: Run, write: Write) -> None:
    _others(write, 10)
    write((0, None, PLACED), (1 / 24, None, PAID))
    assert "paid ─ not yet ─ shipped (usually 2 d)" in _header(run, "1")


def test_few_orders_and_those_of_another_shop_say_nothing(run: Run, write: Write) -> None:
    _others(write, 9)
    write((0, None, PLACED), (1 / 12, None, PAID))
    assert "usually" not in _header(run, "1")
    assert run("orders", "add", "pl/7").exit_code == 0
    assert "usually" not in _header(run, "pl/7")


@pytest.mark.parametrize("format", ["json", "html", "markdown", "oneline"])
def test_data_and_documents_have_no_such_line(run: Run, write: Write, format: str) -> None:
    _others(write, 11)
    assert "usually" not in run("order", "90", "-o", format).stdout
