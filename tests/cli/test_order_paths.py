"""What years of orders show: paths, waits, and rules of a shop's own."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from running import Run, Write

from cli.render.layout import width_of
from cli.render.order_paths import path_lines, wait_lines, without_event
from events.statistics.order_paths import OrderPath, OrderWait, PathsFound, WaitsFound, WaitsOfPeriod
from events.statistics.unrecorded_steps import StepWithoutEvent
from events.vocabulary.kinds import Kind

PLACED, PAID, SENT = "Order placed", "Captured amount of £5.00 online.", "Shipped with DPD."


@pytest.fixture(autouse=True)
def orders(write: Write) -> None:
    """Two orders that took the same way, one that was paid only, one that nothing is known of."""
    write((0, None, PLACED), (1, None, PAID), (3, None, SENT), number="1")
    write((400, None, PLACED), (401, None, PAID), (411, None, SENT), number="2")
    write((0, None, PAID), (1, None, "Refunded £5.00 to the customer."), number="3")
    write((0, None, "Called."), number="4")


def test_paths_are_counted_with_their_coverage_first(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("paths", "-o", "csv").stdout)))
    assert (rows[0]["steps"], rows[0]["orders"], rows[0]["share"]) == ("", "4", "0.75")
    assert [(row["steps"], row["orders"], row["median_days"]) for row in rows[1:]] == [
        ("placed > paid > shipped", "2", "7.0"),
        ("paid > refunded", "1", "1.0"),
    ]
    assert (rows[1]["examples"], rows[2]["refunded"]) == ("1, 2", "5.00 GBP")
    text = run("paths").stdout
    assert text.startswith("4 orders, 75.0% with a known step · 2 paths, 2 shown")
    assert "events order 1 (or 2)" in text
    assert "██████████  ✓ placed ─ ✓ paid" in text


def test_waits_have_medians_by_year_and_the_longest(run: Run) -> None:
    rows = [json.loads(line) for line in run("waits", "-o", "jsonl").stdout.splitlines()]
    sent = [row for row in rows if (row["from"], row["to"]) == ("paid", "shipped")]
    assert [(row["year"], row["orders"], row["median_days"]) for row in sent] == [
        (None, 2, 6.0),
        (2020, 1, 2.0),
        (2021, 1, 10.0),
    ]
    assert (sent[0]["started"], sent[0]["examples"]) == (3, "2, 1")
    assert [row["examples"] for row in sent[1:]] == ["1", "2"]
    assert "2 of 3 paid orders (66.7%)" in run("waits").stdout
    assert run("waits", "--since", "2021", "-o", "jsonl").stdout.count("2020") == 0


def test_orders_that_took_a_step_without_an_event_of_it_are_named_with_the_coverage(
    run: Run, write: Write
) -> None:
    write((0, None, PAID), (5, None, "Delivered."), number="5")
    write((0, None, PAID), (5, None, "Returned."), number="6")
    said = (
        "1 order was delivered and never recorded as shipped: in no wait with shipped "
        "(events orders --had delivered --never shipped)"
    )
    shown = " ".join(run("waits", "paid", "shipped").stdout.split())
    assert shown.startswith(f"6 orders {said} 1 order was returned and never recorded as shipped")
    as_data = run("waits", "paid", "shipped", "-o", "csv")
    assert (said in as_data.stderr, said in as_data.stdout) == (True, False)
    assert "never recorded" not in run("waits", "placed", "paid").stdout
    assert run("orders", "--had", "delivered", "--never", "shipped", "-o", "ids").stdout.split() == ["5"]
    write((0, None, "Delivered."), (5, None, "Returned."), number="7")  # as the lists, both lines count it
    shown = " ".join(run("waits", "paid", "shipped").stdout.split())
    assert "2 orders were delivered and never" in shown
    assert "2 orders were returned and never recorded as shipped" in shown
    assert run("orders", "--had", "returned", "--never", "shipped", "-o", "ids").stdout.split() == ["7", "6"]
    # Events of a time say nothing of the steps before it.
    assert "never recorded" not in run("waits", "paid", "shipped", "--since", "2020-01-02").stdout


def test_steps_without_an_event_are_listed_of_the_shop_whose_waits_are_shown() -> None:
    lacking = StepWithoutEvent(step=Kind.SHIPPED, later=Kind.DELIVERED, orders=2)
    assert "(events orders --had delivered --never shipped --shop 'north pl')" in without_event(
        lacking, "north pl"
    )


@pytest.mark.parametrize(
    ("by", "names"),
    [("month", ["2020-02", "2021-03"]), ("weekday", ["Tuesday", "Wednesday"]), ("year", ["2020", "2021"])],
)
def test_waits_are_grouped_by_when_they_began(run: Run, by: str, names: list[str]) -> None:
    words = ("waits", "paid", "shipped", "--by", by)
    rows = list(csv.DictReader(io.StringIO(run(*words, "-o", "csv").stdout)))
    assert [row[by] for row in rows] == ["", "", *names]
    assert [row["average_days"] for row in rows] == ["", "6.0", *[row["median_days"] for row in rows[2:]]]
    assert {row["median_days"] for row in rows[2:]} == {"2.0", "10.0"}
    text = run(*words).stdout
    assert "average 6 d" in text
    for name in names:
        assert f"\n  {name} " in text


def test_a_wait_that_began_around_midnight_is_of_the_day_in_the_zone(run: Run, write: Write) -> None:
    write((0.6, None, PAID), (1, None, SENT), number="night")  # 23:24 in UTC, 00:24 in Warsaw
    words = ("waits", "paid", "shipped", "--by", "weekday", "--since", "2020-02-10", "--until", "2020-02-12")
    assert "█ Tuesday" in run(*words).stdout
    assert "Monday,,1" in run(*words, "-o", "csv").stdout


@pytest.mark.parametrize(
    ("steps", "waits"),
    [
        (["paid", "shipped", "--average"], ["paid → shipped"]),
        (["paid", "shipped"], ["paid → shipped"]),
        (["placed"], ["placed → paid", "placed → shipped"]),
        (["shipped", "refunded"], ["No order went from shipped to refunded."]),
    ],
)
def test_the_steps_of_a_wait_can_be_named(run: Run, steps: list[str], waits: list[str]) -> None:
    shown = run("waits", *steps).stdout.splitlines()
    assert [line.partition("  ")[0] for line in shown[1:] if line and not line.startswith(" ")] == waits


@pytest.mark.parametrize("width", [60, 80])
def test_long_waits_stand_apart_and_no_fact_of_them_is_broken(width: int) -> None:
    days = 86_400.0
    times = {"median": 825.125 * days, "average": 1825.5 * days, "p90": 2473.8 * days}
    periods = [WaitsOfPeriod(name=f"2021-{at:02}", orders=1, slowest=(), **times) for at in range(1, 13)]
    one = OrderWait(
        start=Kind.PAID, end=Kind.SHIPPED, started=12, orders=12, periods=periods, slowest=(), **times
    )
    found = WaitsFound(orders=12, waits=[one])
    shown = ["".join(text for text, _ in line) for line in wait_lines(found, (), by="month", width=width)]
    assert "  2021-02       1     825 d 3 h  1,825 d 12 h  2,473 d 19 h" in shown
    assert any("2021-01 " in line and "2021-12" in line for line in shown), shown


@pytest.mark.parametrize("width", [40, 80, 140])
@pytest.mark.parametrize("command", ["paths", "waits", "stats"])
def test_paths_waits_and_counts_fit_the_screen(run: Run, command: str, width: int) -> None:
    shown = run(command, env={"COLUMNS": str(width)}).stdout
    assert max(map(width_of, shown.splitlines())) <= width


def test_rules_of_a_file_are_checked(run: Run, tmp_path: Path) -> None:
    rules = tmp_path / "shop.toml"
    rules.write_text(
        '[[rules]]\nname = "quick"\nsentence = "Soon."\nafter = "paid"\nexpect = "shipped"\n'
        'within_days = 5\n[[rules]]\nname = "kept"\nafter = "paid"\nforbid = "refunded"\n'
    )
    found = json.loads(run("doctor", "--rules", str(rules), "-o", "json").stdout)["checks"]
    by_name = {check["check"]: check for check in found}
    assert [finding["order"] for finding in by_name["quick"]["findings"]] == ["2", "3"]
    assert by_name["quick"]["findings"][0]["details"].endswith("10 days")
    assert [finding["order"] for finding in by_name["kept"]["findings"]] == ["3"]
    assert "silence" in by_name


def test_the_words_of_a_rule_cannot_change_the_screen(run: Run, tmp_path: Path) -> None:
    rules = tmp_path / "shop.toml"
    rules.write_text(
        '[[rules]]\nname = "\\u001b[2Jquick"\nsentence = "Soon.\\rNever."\nafter = "paid"\n'
        'expect = "shipped"\nwithin_days = 5\n'
    )
    shown = run("doctor", "--rules", str(rules)).stdout
    assert "quick" in shown and "Never." in shown and not {"\x1b", "\r"} & {*shown}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = 1",
        '[[rules]]\nname = "a"',
        '[[rules]]\nname = "a"\nafter = "payd"\nexpect = "paid"',
        "[[rules",
        "x = " + "[" * 100_000,
    ],
)
def test_rules_that_cannot_be_used_are_refused_with_what_a_rule_has(
    run: Run, tmp_path: Path, text: str
) -> None:
    rules = tmp_path / "shop.toml"
    rules.write_text(text)
    result = run("doctor", "--rules", str(rules))
    assert (result.exit_code, result.stdout) == (78, "")
    assert "A [[rules]] table has name" in result.stderr


def test_refunds_in_dollars_are_written_as_in_every_list() -> None:
    path = OrderPath(
        steps=(Kind.PAID, Kind.REFUNDED), orders=1, median=0.0, refunded={"$": Decimal("12.00")}, examples=()
    )
    found = PathsFound(orders=1, with_steps=1, different=1, paths=[path])
    text = "".join(word for line in path_lines(found, width=80) for word, _ in line)
    assert "$12.00 back" in text
