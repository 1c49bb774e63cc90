"""`stats --sum`: what was paid and refunded, and what is left; and counts by periods, on both databases."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from running import Run
from typer.main import get_command
from typer.testing import CliRunner

from cli.app import app
from cli.words.command_line import normalize

Rows = Callable[..., list[dict[str, str]]]


@pytest.fixture(params=["file", "server"])
def rows(request: pytest.FixtureRequest) -> Rows:
    """Two orders paid in pounds, one in euros, and a refund three months later."""
    name = "database" if request.param == "file" else "postgresql_database"
    database = str(request.getfixturevalue(name))

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, ["--database", database, "--display-tz", "UTC", *words])
        assert result.exit_code == 0, result.stderr
        return result.stdout

    for number, amount, currency, day in (
        ("1", "10.00", "GBP", "2020-01-31"),
        ("2", "5.55", "GBP", "2020-01-30"),
        ("3", "7", "EUR", "2020-02-01"),
    ):
        run("orders", "add", number, "--currency", currency)
        run("record", "paid", number, amount, currency, "--date", f"{day}T09:30Z")
    run("record", "refunded", "1", "2.50", "GBP", "--date", "2020-04-01T22:15Z")
    return lambda *words: list(csv.DictReader(io.StringIO(run(*words, "-o", "csv"))))


def test_money_is_added_up_by_period_and_currency_in_one_table(rows: Rows) -> None:
    found = rows("stats", "--sum", "--by", "quarter")
    assert [tuple(row.values()) for row in found] == [
        ("2020-Q1", "EUR", "1", "1", "7", "7.00", "0", "0", "7"),
        ("2020-Q1", "GBP", "2", "2", "15.55", "7.78", "0", "0", "15.55"),
        ("2020-Q2", "EUR", "0", "0", "0", "", "0", "0", "0"),
        ("2020-Q2", "GBP", "0", "0", "0", "", "1", "2.50", "-2.50"),
    ]
    assert [(row["currency"], row["net"]) for row in rows("revenue")] == [("EUR", "7"), ("GBP", "13.05")]
    assert [
        row["refunded"] for row in rows("stats", "refunded", "--sum", "amount", "--since", "2020-03")
    ] == ["2.50"]
    months = rows("stats", "--sum", "--by", "month", "--kind", "paid")
    assert [row["month"] for row in months if row["currency"] == "GBP"] == ["2020-01", "2020-02"]


def test_events_are_counted_by_every_period_also_those_of_none(rows: Rows) -> None:
    def by(period: str) -> dict[str, str]:
        return {row["name"]: row["events"] for row in rows("stats", "--by", period) if row["events"] != "0"}

    assert by("week") == {"2020-W05": "3", "2020-W14": "1"}
    assert by("quarter") == {"2020-Q1": "3", "2020-Q2": "1"}
    assert by("weekday") == {"Wednesday": "1", "Thursday": "1", "Friday": "1", "Saturday": "1"}
    assert by("hour") == {"09:00": "3", "22:00": "1"}
    months = rows("stats", "--by", "month")
    assert [(row["name"], row["events"]) for row in months] == [
        ("2020-01", "2"),
        ("2020-02", "1"),
        ("2020-03", "0"),
        ("2020-04", "1"),
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("stats refunded --by month --sum amount", "stats --kind=refunded --by month --sum"),
        ("stats paid --sum --by month", "stats --kind=paid --by month --sum"),
        ("revenue by month", "stats --by month --sum"),
        ("stats revenue --by quarter", "stats --by quarter --sum"),
        ("log --total --since 2020", "stats --since 2020 --sum"),
        ("stats --by status", "orders --by state"),
        ("stats --by=states --since 2020", "orders --by=state --since 2020"),
        ("stats --by system", "stats --by source"),
        ("count --by quarters", "stats --by quarter"),
    ],
)
def test_what_people_type_for_sums_is_understood(typed: str, meant: str) -> None:
    assert " ".join(normalize(get_command(app), typed.split())) == meant


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sum", "--by", "author"), "--sum is grouped by day, week"),
        (("--sum", "shipped"), "leave out shipped"),
        (("--sum", "--by", "currency"), "leave out --by currency"),
    ],
)
def test_sums_of_other_things_are_refused_with_what_can_be_asked(words: tuple[str, ...], said: str) -> None:
    result = CliRunner().invoke(app, ["stats", *words])
    assert (result.exit_code, said in result.stderr) == (2, True)


def test_screens_show_no_amount_with_a_single_decimal(run: Run) -> None:
    run("orders", "add", "1001", "--currency", "EUR")
    run("record", "captured", "1001", "20.5", "--payment-id", "c1", "--payment-gateway", "stripe")
    run("record", "refunded", "1001", "5.5", "--date", "yesterday")
    shown = run("order", "1001").stdout
    assert "paid 20.50 EUR" in shown
    assert "refunded 5.50 EUR" in shown
    assert "Refunded 5.50 EUR." in shown
    assert "net 15.00 EUR" in shown
