"""Amounts whose currency is a sign that several share: in sums, lists, headers and exports."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from running import Opened, Run, Write
from sqlalchemy import update

from events.models import Order
from events.summaries.store import filling


@pytest.fixture
def american(write: Write) -> None:
    write((0, None, "Payment of $60.00 USD captured"), (1, None, "Refunded $20.00"), number="1")
    write((2, None, "Paid: $40.00"), number="2")
    write((3, None, "Paid: €7.00"), number="3")


@pytest.fixture(params=[False, True], ids=["read", "stored"])
def is_stored(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether summaries are stored, as in a log of many orders."""
    if request.param:
        monkeypatch.setattr(filling, "LEAST", 0)
    return bool(request.param)


def _rows(run: Run, *words: str) -> list[dict[str, str]]:
    result = run(*words)
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_signs_of_several_shops_may_be_of_several_currencies(run: Run, tmp_path: Path) -> None:
    note = "Amounts written $ may be of different currencies in different shops"
    for shop in ("us", "canada"):
        file = tmp_path / f"{shop}.csv"
        file.write_text("order,date,message\n1,2020-01-01T10:00:00Z,Paid $20\n", encoding="utf-8")
        assert run("import", str(file), "--shop", shop).exit_code == 0
        several = shop == "canada"
        assert (note in run("stats", "--sum").stderr) == several
        assert (note in run("stats", "paid", "--by", "month").stderr) == several
    assert note not in run("stats", "--sum", "--shop", "us").stderr


@pytest.mark.usefixtures("american", "is_stored")
def test_a_sign_counts_as_the_only_currency_with_it(run: Run) -> None:
    sums = _rows(run, "stats", "--sum", "-o", "csv")
    assert [(row["currency"], row["paid"], row["refunded"]) for row in sums] == [
        ("EUR", "7.00", "0"),
        ("USD", "100.00", "20.00"),
    ]
    assert [row["paid"] for row in _rows(run, "orders", "-o", "csv")] == [
        "7.00 EUR",
        "40.00 USD",
        "60.00 USD",
    ]
    groups = _rows(run, "orders", "--by", "shop", "-o", "csv")
    assert [row["paid"] for row in groups] == ["7.00 EUR + 100.00 USD"]
    said = run("stats", "--sum").stderr
    assert "2 amounts written $ are counted as USD: the order, or else its shop, has no other" in said
    assert "1 amount written $ is counted as USD" in run("stats", "refunded", "--by", "month").stderr
    assert "Amounts written $ are counted as USD" in run("orders").stderr
    assert "Amounts written $ are counted as USD" in run("orders", "--by", "month").stderr
    assert "paid $40.00 USD" in run("order", "2").stdout
    exported = [json.loads(line) for line in run("export", "-").stdout.splitlines()]
    assert [row["currency"] for row in exported if row["amount"]] == ["USD", "USD", "USD", "EUR"]


@pytest.mark.usefixtures("american", "is_stored")
def test_a_sign_of_two_currencies_of_a_shop_is_that_of_its_order_or_stays_a_sign(
    run: Run, write: Write
) -> None:
    write((4, None, "Paid: CA$9.00"), number="4")
    sums = _rows(run, "stats", "--sum", "-o", "csv")
    assert [(row["currency"], row["paid"], row["refunded"]) for row in sums] == [
        ("$", "40.00", "0"),
        ("CAD", "9.00", "0"),
        ("EUR", "7.00", "0"),
        ("USD", "60.00", "20.00"),
    ]
    exported = [json.loads(line) for line in run("export", "-").stdout.splitlines()]
    assert [row["currency"] for row in exported if row["amount"]] == ["USD", "USD", "$", "EUR", "CAD"]
    assert "paid $40.00 20" in run("order", "2").stdout
    assert "1 amount written $ is counted as USD" in run("stats", "--sum").stderr


@pytest.mark.usefixtures("american", "is_stored")
def test_currencies_of_another_shop_say_nothing_of_a_sign(run: Run, write: Write, opened: Opened) -> None:
    write((4, None, "Paid: $9.00"), number="4")
    with opened() as session:
        session.execute(update(Order).where(Order.number == "4").values(shop="ca"))
        session.commit()
    assert [row["paid"] for row in _rows(run, "orders", "--shop", "ca", "-o", "csv")] == ["9.00 $"]
    sums = _rows(run, "stats", "--sum", "--by", "shop", "-o", "csv")
    paid = {(row["shop"], row["currency"]): row["paid"] for row in sums}
    assert (paid["ca", "$"], paid["ca", "USD"], paid["", "USD"]) == ("9.00", "0", "100.00")


@pytest.mark.usefixtures("is_stored")
def test_the_currency_of_another_order_says_what_a_sign_is(run: Run, write: Write, opened: Opened) -> None:
    """Also where its messages have none."""
    write((0, None, "Paid: 9.00"), number="1")
    write((1, None, "Paid: $5.00"), number="2")
    with opened() as session:
        session.execute(update(Order).where(Order.number == "1").values(currency="CAD"))
        session.commit()
    assert [(row["currency"], row["paid"]) for row in _rows(run, "stats", "--sum", "-o", "csv")] == [
        ("CAD", "14.00")
    ]


@pytest.mark.usefixtures("is_stored")
def test_events_of_all_kinds_say_what_the_sign_of_one_kind_is(run: Run, write: Write) -> None:
    write((0, None, "Payment of CA$60.00 captured"), (1, None, "Refunded $20.00"), number="1")
    write((2, None, "Paid: $40.00 USD"), number="2")
    sums = _rows(run, "stats", "--sum", "--kind", "refunded", "-o", "csv")
    assert [(row["currency"], row["refunded"]) for row in sums] == [("CAD", "20.00")]
    assert "1 amount written $ is counted as CAD" in run("stats", "refunded", "--by", "month").stderr


@pytest.mark.usefixtures("american")
def test_sums_of_a_time_are_the_same_by_stored_summaries(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ["stats", "--sum", "--by", "month", "--since", "2020-01-02", "-o", "csv"]
    read = run(*asked).stdout
    monkeypatch.setattr(filling, "LEAST", 0)
    assert run(*asked).stdout == read
