"""`orders --by`: orders counted by when they began, by shop and by state; and customers by their events."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pytest
from running import Opened, Run, Write
from sqlalchemy import update
from typer.testing import CliRunner

from cli.app import app
from cli.words.command_line import normalize
from cli.words.group_words import count_orders
from events.errors import UsageError
from events.models import Order
from events.order_groups import CountedOrders, OrderGroup, group_orders
from events.summaries.store import filling

JANUARY = "2020-01-31T23:30:00Z"


@pytest.fixture
def shop_of_three(write: Write, opened: Opened) -> None:
    write((0, None, "Captured amount of £10.00 online."), (1, None, "Order canceled."), number="1")
    write((2, None, "Captured amount of £5.50 online."), (3, None, "Refunded £5.50."), number="2")
    write((400, None, "Order placed."), number="3")
    with opened() as session:  # as those of an import, whose orders begin with their first event
        session.execute(update(Order).values(created=None))
        session.commit()


def _rows(run: Run, *words: str) -> list[dict[str, str]]:
    result = run("orders", *words, "-o", "csv")
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.mark.usefixtures("shop_of_three")
@pytest.mark.parametrize("is_stored", [False, True])
def test_orders_are_counted_with_what_was_paid(
    run: Run, is_stored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a small log from the events, in a large one from the stored summaries."""
    if is_stored:
        monkeypatch.setattr(filling, "LEAST", 0)
    by_year = [(row["name"], row["orders"], row["paid"]) for row in _rows(run, "--by", "year")]
    assert [(orders, paid) for _, orders, paid in by_year] == [("2", "15.50 GBP"), ("1", "")]
    assert {row["name"]: row["orders"] for row in _rows(run, "--by", "state")} == {
        "cancelled": "1",
        "refunded": "1",
        "placed": "1",
    }
    assert [row["orders"] for row in _rows(run, "--by", "shop", "--had", "paid")] == ["2"]
    assert [row["orders"] for row in _rows(run, "--by", "shop", "--status", "placed")] == ["1"]
    assert [row["number"] for row in _rows(run, "--had", "refunded")] == ["2"]
    assert _rows(run, "--by", "year", "--limit", "1") == _rows(run, "--by", "year")[1:]


@pytest.mark.usefixtures("shop_of_three")
def test_months_without_orders_are_one_line_and_rows_of_data_and_all_are_summed_up(run: Run) -> None:
    result = run("orders", "--by", "month")
    assert [line.split()[:4] for line in result.stdout.splitlines()[2:-1]] == [["…", "12", "months", "0"]]
    assert result.stderr == "3 orders\n"
    assert len(_rows(run, "--by", "month")) == 14
    assert run("orders", "--by", "month", "-o", "ids").exit_code == 2


@pytest.mark.usefixtures("shop_of_three")
def test_a_state_that_is_an_end_names_the_orders_that_went_on(run: Run) -> None:
    """Cancelled orders whose money went back since are no longer in the state `cancelled`."""
    run("record", "refund", "1", "10.00", "GBP")
    result = run("orders", "--status", "cancelled", "--since", "1990")
    assert "1 more order" in result.stderr
    assert "events orders --had cancelled --since 1990" in result.stderr
    assert "#1" in run("orders", "--had", "cancelled").stdout
    assert "Did you mean refunded?" in run("orders", "--had", "refundd").stderr


@pytest.mark.usefixtures("shop_of_three")
@pytest.mark.parametrize("is_stored", [False, True])
def test_orders_that_are_in_their_state_for_some_time_are_listed(
    run: Run, is_stored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_stored:
        monkeypatch.setattr(filling, "LEAST", 0)
    assert {row["number"] for row in _rows(run, "--older-than", "3 days")} == {"1", "2", "3"}
    run("record", "paid", "3", "10.00", "GBP")
    assert {row["number"] for row in _rows(run, "--older-than", "3d")} == {"1", "2"}
    assert [row["number"] for row in _rows(run, "--older-than", "3d", "--status", "refunded")] == ["2"]
    assert _rows(run, "--older-than", "1970-01-01") == []
    assert [row["orders"] for row in _rows(run, "--older-than", "3d", "--by", "year")] == ["2"]
    assert run("orders", "--older-than", "soon").exit_code == 2


def test_groups_are_those_of_the_zone_and_unknown_dates_come_last() -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    began = datetime.fromisoformat(JANUARY)
    found = [
        CountedOrders(began=one, shop="", state="", paid={"EUR": Decimal(1)}) for one in (None, began, began)
    ]
    berlin = group_orders(found, "month", zone=ZoneInfo("Europe/Berlin"))
    assert berlin == [
        OrderGroup(name="2020-02", orders=2, paid={"EUR": Decimal(2)}),
        OrderGroup(name="", orders=1, paid={"EUR": Decimal(1)}),
    ]


def test_the_busiest_customers_are_those_with_most_events(run: Run, write: Write) -> None:
    for email in ("a@shop.example", "b@shop.example"):
        run("customers", "add", email)
    run("orders", "add", "7", "--customer", "b@shop.example")
    for number in range(3):
        run("add-note", "7", f"note {number}", "--user", "anna")
    run("add-note", "a@shop.example", "note", "--user", "anna")
    found = json.loads(run("customers", "--sort", "events", "-o", "json").stdout)
    assert [(one["email"], one["all_events"]) for one in found][:2] == [
        ("b@shop.example", 3),
        ("a@shop.example", 1),
    ]
    assert json.loads(run("customers", "-o", "json").stdout)[0]["all_events"] is None
    assert "events" in run("customers", "--sort", "busiest").stdout.splitlines()[0]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("stats orders --by month", "orders --by month"),
        ("count orders", "orders --by year"),
        ("orders per month", "orders --by month"),
        ("orders --by status", "orders --by state"),
        ("orders --by stores", "orders --by shop"),
        ("orders --by system", "orders --by source"),
        ("orders --older 7d", "orders --older-than 7d"),
        ("orders paid,waiting", "orders --status paid,stuck"),
        ("orders --min-total 100", "orders --min-paid 100"),
        ("orders --without-refunds", "orders --never refunded"),
        ("orders --paid --refunded", "orders --status paid,refunded"),
        ("orders --by customer", "customers --sort orders"),
        ("stats --by customer --limit 3", "customers --sort events --limit 3"),
        ("customers --sort total", "customers --sort paid"),
        ("customers --top 5", "customers --limit 5 --sort paid"),
        ("orders --by shop --top 5", "orders --by shop --limit 5"),
        ("orders per customer", "customers --sort orders"),
        ("orders --by customer --csv", "customers --sort orders --format csv"),
        ("orders --sort slowest", "orders --sort age"),
        ("stats --by employee", "stats --by author"),
        ("head notes.csv", "map notes.csv"),
        ("log --this-week", "log --since=this_week --until=this_week"),
        ("orders --sort-by date", "orders --sort last"),
        ("stats --by month", "stats --by month"),
    ],
)
def test_what_people_type_for_counts_is_understood(typed: str, meant: str) -> None:
    import typer.main

    meant_words = [word.replace("this_week", "this week") for word in meant.split()]
    assert normalize(typer.main.get_command(app), typed.split()) == meant_words


@pytest.mark.parametrize(
    "typed",
    [
        "stats --by customer --since 2020-03",
        "orders --by customer --status cancelled",
        "stats orders --by customer --cancelled",
        "orders --by=customer --in 2020-03",
        "orders cancelled --by customer",
    ],
)
def test_some_events_of_customers_are_not_counted_as_all(typed: str) -> None:
    name, *words = typed.split()
    with pytest.raises(UsageError, match=r"All (events|orders) of a customer are counted"):
        count_orders(name, words)


@pytest.mark.parametrize("kind", ["paid", "refunded"])
def test_what_each_customer_paid_or_got_back_is_a_list_of_customers(kind: str) -> None:
    with pytest.raises(UsageError, match=f"events customers --sort {kind}"):
        count_orders("stats", [kind, "--by", "customer"])


@pytest.mark.parametrize("option", ["--sort paid", "--page 2"])
def test_counts_refuse_what_is_for_lists(run: Run, option: str) -> None:
    name, value = option.split()
    result = run("orders", "--by", "year", name, value)
    assert result.exit_code == 2
    assert f"leave out {name}" in result.stderr


def test_dollars_are_written_in_counts_as_in_lists(run: Run, write: Write) -> None:
    write((0, None, "Payment of 7.00 USD received."), number="1")
    listed, counted = _rows(run), _rows(run, "--by", "year")
    assert [row["paid"] for row in counted] == [row["paid"] for row in listed] == ["7.00 USD"]


def test_payments_without_an_amount_have_their_number_in_a_row_of_sums(run: Run, write: Write) -> None:
    write((0, None, "Order refunded."), (1, None, "Refunded £5.50."), number="1")
    rows = csv.DictReader(io.StringIO(run("stats", "--kind", "refunded", "-o", "csv").stdout))
    sums = [(row["amount"], row["events"]) for row in rows if row["group"] == "amount"]
    assert ("5.50", "1") in sums
    assert all(number for _, number in sums)


def test_a_server_counts_as_a_file_does(postgresql_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "LEAST", 0)

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, ["--database", postgresql_database, *words])
        assert result.exit_code == 0, result.stderr
        return result.stdout

    run("orders", "add", "7", "--customer", "b@shop.example", "--currency", "GBP")
    run("record", "paid", "7", "5.50", "GBP", "--date", "2020-01-02")
    run("record", "cancelled", "7", "--date", "2020-01-03")
    run("record", "refund", "7", "5.50", "GBP", "--date", "2020-01-04")
    assert run("orders", "--by", "state", "--had", "cancelled", "-o", "csv").splitlines()[1:] == [
        "state,refunded,1,5.50 GBP"
    ]
    assert json.loads(run("customers", "--sort", "events", "-o", "json"))[0]["all_events"] == 3
    assert "7" in run("find", "refunded 5.50")
