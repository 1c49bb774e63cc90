"""Orders chosen by several states, by what they never did and what was paid, and counted by their systems."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from events.summaries.store import filling
from importers.ledger import of_source

Rows = Callable[..., list[dict[str, str]]]


@pytest.fixture(params=["file", "file with summaries", "server"])
def rows(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rows:
    """Orders 1 to 3 of the old shop, 3 of the helpdesk too, and 4 recorded here."""
    database = str(
        request.getfixturevalue("postgresql_database" if request.param == "server" else "database")
    )
    if request.param != "file":
        monkeypatch.setattr(filling, "LEAST", 0)

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, ["--database", database, *words])
        assert result.exit_code == 0, result.stderr
        return result.stdout

    old, desk = tmp_path / "old.csv", tmp_path / "desk.csv"
    lines = (
        "id,order,date,message",
        "1,1,2020-01-01T10:00:00Z,Captured amount of £10.00 online.",
        "2,2,2020-01-02T10:00:00Z,Captured amount of £200.00 online.",
        "3,2,2020-01-03T10:00:00Z,Shipped with DPD.",
        "4,3,2020-01-04T10:00:00Z,Order placed.",
    )
    old.write_text("\n".join(lines) + "\n", encoding="utf-8")
    desk.write_text("id,order,date,message\n9,3,2020-01-05T10:00:00Z,Called.\n", encoding="utf-8")
    run("import", str(old), "--source", "oldshop")
    run("import", str(desk), "--source", "helpdesk")
    run("orders", "add", "4")
    run("record", "cancelled", "4", "--date", "2020-01-06T10:00Z")
    return lambda *words: list(csv.DictReader(io.StringIO(run("orders", *words, "-o", "csv"))))


def test_orders_are_chosen_by_their_numbers(rows: Rows) -> None:
    """As words, or with the option; other conditions hold, too."""
    assert [row["number"] for row in rows("4", "2")] == ["4", "2"]
    assert [row["number"] for row in rows("--number", "2")] == ["2"]
    assert [row["number"] for row in rows("1", "2", "--status", "shipped")] == ["2"]


def test_orders_are_chosen_by_states_steps_and_amounts(rows: Rows) -> None:
    def numbers(*words: str) -> str:
        return "".join(row["number"] for row in rows("--sort", "began", "--reverse", *words))

    assert numbers("--status", "paid,shipped") == "12"
    assert numbers("--not-status", "paid") == "234"
    assert numbers("--not-status", "paid,cancelled") == "23"
    assert numbers("--status", "open", "--not-status", "paid") == "3"
    assert numbers("--never", "shipped") == "134"
    assert numbers("--min-paid", "10") == "12"
    assert numbers("--min-paid", "10.01", "--max-paid", "200") == "2"
    assert numbers("--min-paid", "10,01", "--max-paid", "200,00") == "2"
    assert numbers("--max-paid", "0") == "34"
    assert [row["name"] for row in rows("--by", "state", "--not-status", "paid,shipped")] == [
        "cancelled",
        "placed",
    ]


def test_orders_are_counted_by_the_systems_that_brought_their_events(rows: Rows) -> None:
    found = [(row["name"], row["orders"], row["paid"]) for row in rows("--by", "source")]
    assert found == [("oldshop", "3", "210.00 GBP"), ("", "1", ""), ("helpdesk", "1", "")]


def test_orders_of_a_source_of_many_events_are_found_by_their_summaries(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_source, "LARGE", 0)
    for words, numbers in (
        (("--source", "oldshop"), "123"),
        (("--source", "helpdesk"), "3"),
        (("--source", "helpdesk", "--status", "placed"), "3"),
        (("--source", "oldshop", "--min-paid", "10.01"), "2"),
        (("--batch", "1"), "123"),
        (("--batch", "2", "--source", "oldshop"), "3"),
        (("--batch", "2", "--number", "1"), ""),
    ):
        assert "".join(sorted(row["number"] for row in rows(*words))) == numbers, words


def test_amounts_of_one_currency_are_numbers_beside_those_with_currencies(rows: Rows) -> None:
    found = [(row["paid"], row["paid_amount"], row["amount_currency"]) for row in rows("--min-paid", "1")]
    assert found == [("200.00 GBP", "200.00", "GBP"), ("10.00 GBP", "10.00", "GBP")]
