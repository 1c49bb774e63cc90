"""`events stats` and `events doctor`, as whole commands."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from running import Opened, Run, Write

from cli.render import bars
from cli.render.layout import width_of
from cli.render.palette import BARS
from events.models import Order, User
from events.order import events as order_events

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "EVENTS_UPDATE_GOLDEN" in os.environ
HISTORY = """no,at,by,kind,text
1001,2018-03-01 09:00:00,anna@shop.example,new,Order placed
1001,2018-03-02 10:30:00,,new,Captured amount of $20.00 online. Transaction ID: 77
1001,2018-03-05 08:00:00,Old Bob,shipped,"Order shipped via DHL, tracking number 00340434161094"
1002,2018-04-01 09:00:00,Old Bob,new,Order shipped via DHL
1002,2018-04-09 09:00:00,,new,Captured amount of $5.00 online. Transaction ID: 78
1002,2018-04-10 09:00:00,,new,Refunded amount of $7.00 online. Transaction ID: 79
1003,2019-01-01 00:00:00,,new,Order placed
1003,2020-06-30 00:00:00,anna@shop.example,call,Customer asked where it is
1004,2020-06-30 00:00:00,,order_account,4711
"""


@pytest.fixture
def imported(run: Run, tmp_path: Path) -> None:
    """Four orders of a legacy shop, beside those that were recorded here."""
    file = tmp_path / "history.csv"
    file.write_text(HISTORY, encoding="utf-8")
    fields = ("order=no", "date=at", "author=by", "kind=kind", "message=text")
    sets = [part for field in fields for part in ("--set", field)]
    done = run("import", str(file), "--source", "crm", "--shop", "old", "--tz", "UTC", *sets)
    assert done.exit_code == 0, done.stderr


def approved(shown: str, name: str, width: int) -> None:
    file = GOLDEN / f"{name}-{width}.txt"
    if UPDATE:
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")
    assert max(map(width_of, shown.splitlines())) <= width


@pytest.mark.usefixtures("shop", "imported")
@pytest.mark.parametrize("width", [80, 140])
def test_text_is_as_it_was_approved(run: Run, width: int) -> None:
    wide = {"COLUMNS": str(width)}
    approved(run("stats", env=wide).stdout, "stats", width)
    approved(run("doctor", "--limit", "2", env=wide).stdout, "doctor", width)


@pytest.mark.usefixtures("shop", "imported")
def test_where_signs_have_no_room_bars_are_ascii(run: Run) -> None:
    for command in ("stats", "doctor"):
        shown = run(command, env={"EVENTS_SIGNS": "ascii"}).stdout
        assert shown.isascii(), shown
    assert "####" in run("stats", env={"EVENTS_SIGNS": "ascii"}).stdout


def test_a_little_looks_different_from_nothing() -> None:
    shares = [bars.percent(number, 5000) for number in (1, 0, 4999, 5000)]
    assert shares == ["<0.1%", "0.0%", ">99.9%", "100.0%"]
    assert (bars.bar(1, 5000, 40), bars.bar(0, 5000, 40), bars.bar(3, 4, 2)) == ("▏", "", "█▌")


def test_many_months_are_shown_by_the_year(run: Run, tmp_path: Path) -> None:
    """One event in the first month, two in the second, and so on; there is a month of none."""
    months = [f"{2018 + at // 12}-{at % 12 + 1:02}" for at in range(26) if at != 4]
    rows = [f"1,{month}-15,{day}\n" for at, month in enumerate(months, 1) for day in range(at)]
    file = tmp_path / "history.csv"
    file.write_text("no,at,text\n" + "".join(rows), encoding="utf-8")
    sets = [part for field in ("order=no", "date=at", "message=text") for part in ("--set", field)]
    run("import", str(file), "--source", "crm", "--tz", "UTC", *sets)
    lines = run("stats").stdout.splitlines()
    assert lines[0] == "325 events · 2018-01-15 – 2020-02-15"
    assert [line.rstrip(f"{BARS} ") for line in lines[3:6]] == [
        "  2018  ▁▁▁▂ ▂▂▃▃▃▄▄   66",
        "  2019  ▄▅▅▅▆▆▆▇▇▇██  210",
        "  2020  ██             49",
    ]


@pytest.mark.usefixtures("shop", "imported")
def test_counts_as_data_are_the_same_in_every_format(run: Run) -> None:
    whole = json.loads(run("stats", "-o", "json").stdout)
    assert whole["sources"] == [
        {"source": "crm", "shop": "old", "events": 9},
        {"source": None, "shop": "", "events": 12},
    ]
    assert sum(one["events"] for one in whole["months"]) == whole["events"] == 21
    assert sum(one["events"] for one in whole["kinds"]) == 21
    kinds = {one["kind"]: one["events"] for one in whole["kinds"]}
    assert (kinds["placed"], kinds["note"]) == (5, 2)
    paid, shipped = whole["durations"][:2]
    assert (paid["from"], paid["to"], paid["orders"], paid["median_seconds"]) == (
        "placed",
        "paid",
        2,
        64320.0,
    )
    assert (shipped["orders"], shipped["backwards"]) == (2, 1)
    rows = [json.loads(line) for line in run("stats", "-o", "jsonl").stdout.splitlines()]
    cells = list(csv.DictReader(io.StringIO(run("stats", "-o", "csv").stdout)))
    assert [(row["group"], row["name"] or "") for row in rows] == [
        (row["group"], row["name"]) for row in cells
    ]
    by_kind = {row["name"]: row["events"] for row in rows if row["group"] == "kind"}
    assert by_kind == kinds


@pytest.mark.usefixtures("shop", "imported")
def test_filters_narrow_what_is_counted(run: Run) -> None:
    def events(*filters: str) -> int:
        found = json.loads(run("stats", *filters, "-o", "json").stdout)
        assert sum(one["events"] for one in found["sources"]) == found["events"]
        return int(found["events"])

    assert [events("--legacy"), events("--no-legacy"), events("--batch", "1")] == [9, 12, 9]
    assert [events("--until", "2018-12-31"), events("--since", "2018-04-09", "--type", "other")] == [6, 5]
    assert events("--user", "Old Bob") == 2
    assert run("stats", "--batch", "7").exit_code == 1


@pytest.mark.usefixtures("shop")
def test_that_filters_hide_everything_is_said(run: Run) -> None:
    hidden = "No events pass the filters, which hide 12 events.\n"
    assert run("stats", "--since", "2031-01-01").stdout == hidden
    data = run("stats", "--since", "2031-01-01", "-o", "json")
    assert (json.loads(data.stdout)["events"], data.stderr) == (0, hidden)


def test_an_empty_log_has_no_events_and_nothing_wrong(run: Run) -> None:
    assert run("stats").stdout == "No events.\n"
    sound = run("doctor")
    assert (sound.exit_code, sound.stdout.splitlines()[-1]) == (0, "7 checks, nothing found.")


@pytest.mark.usefixtures("imported")
def test_the_doctor_names_what_cannot_be_and_how_to_look(run: Run) -> None:
    found = run("doctor", "-o", "jsonl")
    assert found.exit_code == 1
    assert [tuple(json.loads(line).values())[:3] for line in found.stdout.splitlines()] == [
        ("shipped-before-paid", "old", "1002"),
        ("refund-above-capture", "old", "1002"),
        ("silence", "old", "1003"),
        ("no-placed", "old", "1002"),
    ]
    command = json.loads(found.stdout.splitlines()[0])["command"]
    assert "Order shipped via DHL" in run(*command.split()[1:]).stdout
    assert found.stderr == "7 checks, 4 findings.\n"


@pytest.mark.usefixtures("imported")
def test_only_the_chosen_checks_run(run: Run) -> None:
    one = run("doctor", "--check", "in-1970", "--check", "in-the-future", "-o", "json")
    assert (one.exit_code, [check["check"] for check in json.loads(one.stdout)["checks"]]) == (
        0,
        ["in-the-future", "in-1970"],
    )
    wrong = run("doctor", "--check", "silences")
    assert (wrong.exit_code, "Did you mean silence?" in wrong.stderr) == (2, True)


def test_foreign_text_is_shown_and_not_obeyed(run: Run, opened: Opened) -> None:
    with opened() as session:
        session.add(Order(number="\x1b[31m1;x", shop="a\nb"))
        session.commit()
        from events.models import OrderEvent
        from events.order import OrderEvents

        session.add(OrderEvent(order=session.get_one(Order, 1), type=OrderEvents.CANCELED))
        session.commit()
    for command in ("stats", "doctor"):
        for format in ("text", "json", "csv"):
            shown = run(command, "-o", format).stdout
            assert "\x1b" not in shown
    assert "a\\nb/\\x1b[31m1;x" in run("doctor").stdout


def test_what_most_orders_of_a_source_have_is_one_fact_about_it(run: Run, tmp_path: Path) -> None:
    rows = [f"{number},2020-01-{number:02},Parcel shipped" for number in range(1, 13)]
    (tmp_path / "old.csv").write_text("\n".join(["order,date,message", *rows]) + "\n")
    (tmp_path / "new.csv").write_text("order,date,message\n77,2020-02-01,Parcel shipped\n")
    for source in ("old", "new"):
        run("import", str(tmp_path / f"{source}.csv"), "--source", source, "--tz", "UTC")
    found = run("doctor", "--check", "no-placed", "--limit", "20")
    assert found.exit_code == 1
    assert "all 12 orders of old: this is how the source kept its history." in found.stdout
    assert [line.split()[0] for line in found.stdout.splitlines() if line.startswith("    #")] == ["#77"]
    (check,) = json.loads(run("doctor", "--check", "no-placed", "-o", "json").stdout)["checks"]
    assert (check["found"], check["facts"]) == (1, [{"source": "old", "count": 12, "orders": 12}])


def test_facts_alone_are_no_findings(run: Run, tmp_path: Path) -> None:
    rows = [f"{number},2020-01-{number:02},Parcel shipped" for number in range(1, 13)]
    (tmp_path / "old.csv").write_text("\n".join(["order,date,message", *rows]) + "\n")
    run("import", str(tmp_path / "old.csv"), "--source", "old", "--tz", "UTC")
    found = run("doctor")
    assert (found.exit_code, "nothing found" in found.stdout) == (0, True)
    assert "all 12 orders of old" in found.stdout


def test_a_calendar_shades_the_days_of_the_last_year(run: Run, tmp_path: Path) -> None:
    """Each Sunday of twenty weeks has an event, and the last day five."""
    first = date(2020, 1, 5)
    days = [first + timedelta(weeks=week) for week in range(20)] + [date(2020, 5, 18)] * 5
    rows = [f"1,{day}T23:30:00,{number}\n" for number, day in enumerate(days)]
    file = tmp_path / "days.csv"
    file.write_text("order,date,text\n" + "".join(rows), encoding="utf-8")
    sets = ("--set", "order=order", "--set", "date=date", "--set", "message=text")
    run("import", str(file), *sets, "--source", "days", "--tz", "UTC")
    narrow = {"COLUMNS": "40", "EVENTS_SIGNS": "unicode"}
    lines = run("--display-tz", "UTC", "stats", env=narrow).stdout.splitlines()
    at = lines.index("By day, 34 weeks, UTC · most on")
    assert lines[at + 1] == "2020-05-18: 5"
    calendar = [line.split() for line in lines[at + 3 : at + 10]]
    assert [day for day, _ in calendar] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert calendar[0][1] == "·" * 33 + "█"
    assert calendar[6][1] == "·" * 13 + "░" * 20 + "·"
    assert lines[at + 2].split() == ["Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May"]
    counted = json.loads(run("stats", "-o", "json").stdout)["days"]
    assert (len(counted), counted[-1]) == (21, {"day": "2020-05-18", "events": 5})
    assert "day,2020-05-18,5" in run("stats", "-o", "csv").stdout
    assert "By day" not in run("stats", "--since", "2020-04").stdout


@pytest.mark.usefixtures("shop", "imported")
def test_sums_of_money_are_by_currency_and_month(run: Run) -> None:
    """Each payment counts once, and amounts of different currencies are never added up."""
    sums = json.loads(run("stats", "--kind", "payments", "--by", "month", "-o", "json").stdout)["sums"]
    assert [(one["period"], one["amount"], one["currency"]) for one in sums[:2]] == [
        ("2018-03", "20.00", "$"),
        ("2018-04", "5.00", "$"),
    ]
    text = run("sum", "--kind", "refunded", "--year", "2018").stdout
    assert text.splitlines()[:2] == ["refunds  refunded", "      1     $7.00"]
    assert "Amounts" not in run("stats", "--kind", "shipped").stdout


def test_a_payment_that_only_a_status_records_is_counted_without_an_amount(run: Run, write: Write) -> None:
    write((1, None, "Captured amount of £5.00 online."), (2, None, "Status: Paid"), number="1")
    write((1, None, "Status: Paid"), (2, None, "Status: Paid"), number="2")
    header, known, unknown = (line.split() for line in run("sum").stdout.splitlines())
    assert header[:3] == ["orders", "payments", "paid"]
    assert (known[:4], unknown) == (["1", "1", "5.00", "GBP"], ["1", "unknown"])


def test_a_payment_is_of_the_time_in_which_it_was_recorded_first(run: Run, write: Write) -> None:
    """Months of a year add up to the year: what a later message repeats is not counted again."""
    refund = "Refunded amount of £{} online. Transaction ID: {}"
    write(
        (1, None, refund.format("5.00", "re_1")),
        (40, None, refund.format("5.00", "re_1")),
        (41, None, refund.format("7.00", "re_2")),
        (42, None, "Refunded amount of 3.00 EUR online. Transaction ID: re_3"),
        number="1",
    )
    write((1, None, "Captured amount of £9.00 online."), (39, None, "Status: Refunded"), number="2")

    def amounts(*options: str) -> list[str]:
        found = json.loads(run("stats", "--kind", "refunded", *options, "-o", "json").stdout).get("sums", [])
        return [f"{one['amount']} {one['currency']} {one['payments']}" for one in found]

    whole = json.loads(run("stats", "-o", "json").stdout)
    first, last = whole["first"][:10], whole["last"][:10]
    assert amounts() == amounts("--since", first) == ["3.00 EUR 1", "12.00 GBP 2", "None None 1"]
    assert amounts("--until", first) == ["5.00 GBP 1"]
    since = f"{datetime.fromisoformat(last) - timedelta(days=10):%Y-%m-%d}"
    assert amounts("--since", since) == ["3.00 EUR 1", "7.00 GBP 1", "None None 1"]
    by_currency = run("stats", "--by", "currency").stdout
    assert "GBP  ↶ refunded  12.00" in by_currency and "GBP  ✓ paid      9.00" in by_currency
    assert "refunded: 1 of 4 without an amount" in by_currency


@pytest.mark.parametrize("by", [(), ("--by", "month"), ("--by", "year")])
def test_the_payments_of_each_currency_add_up_to_all(run: Run, write: Write, by: tuple[str, ...]) -> None:
    for number, currency in enumerate("£££€€"):
        write((number, None, f"Captured amount of {currency}5.00 online."), number=str(number))
    write((1, None, "Status: Paid"), number="9")
    rows = json.loads(run("stats", "--kind", "paid", *by, "-o", "json").stdout)["sums"]
    assert [(one["currency"], one["payments"], one["without_amount"]) for one in rows] == [
        ("EUR", 2, 0),
        ("GBP", 3, 0),
        (None, 1, 1),
    ]


@pytest.mark.parametrize(("number", "shown"), [(12, 12), (13, 10)])
def test_no_author_is_hidden_for_a_line_or_two(run: Run, opened: Opened, number: int, shown: int) -> None:
    with opened() as session:
        order = Order(number="1")
        staff = [User(email=f"a{at}@shop.example") for at in range(number)]
        session.add_all([order, *staff])
        for user in staff:
            order_events.note_added_event(order=order, user=user, message="hi")
        session.commit()
    text = run("stats", "--by", "author").stdout
    assert text.count("@shop.example") == shown
    assert (f"--authors {number} shows all" in text) is (shown < number)
    assert run("stats", "--by", "author", "--authors", "3").stdout.count("@shop.example") == 3


@pytest.mark.usefixtures("imported")
def test_each_of_several_kinds_has_its_own_number_in_every_month_also_in_those_of_none(run: Run) -> None:
    asked = ("stats", "shipped", "refunded", "--by", "month")
    months = [(row["month"], row["kinds"]) for row in json.loads(run(*asked, "-o", "json").stdout)["months"]]
    assert months == [("2018-03", {"refunded": 0, "shipped": 1}), ("2018-04", {"refunded": 1, "shipped": 1})]
    wide = list(csv.DictReader(io.StringIO(run(*asked, "-o", "csv").stdout)))
    assert [(row["name"], row["refunded"], row["shipped"]) for row in wide if row["group"] == "month"] == [
        ("2018-03", "0", "1"),
        ("2018-04", "1", "1"),
    ]
    text = run(*asked).stdout.splitlines()
    assert ["2018-04", "1", "1"] in [line.split() for line in text]
    assert ["in", "all", "1", "2"] in [line.split() for line in text]
    asked = ("stats", "placed", "refunded", "--by", "month")
    gap = {row["month"]: row["kinds"] for row in json.loads(run(*asked, "-o", "json").stdout)["months"]}
    assert gap["2018-07"] == {"placed": 0, "refunded": 0}
    years = json.loads(run("stats", "placed", "refunded", "--by", "year", "-o", "json").stdout)["years"]
    assert years[0] == {"year": "2018", "events": 2, "kinds": {"placed": 1, "refunded": 1}}


def test_unknown_messages_that_are_counted_are_not_said_to_be_left_out(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text(
        "order,date,author,message\n1,2020-01-01 10:00:00,ann,Note added: rang\n"
        "1,2020-01-02 10:00:00,bo,Zwurbel\n"
    )
    run("import", str(file))
    for more in ((), ("--by", "author"), ("--by", "author", "--by", "month")):
        assert "not counted" not in run("stats", "note", "legacy", *more).stderr
        assert "no known meaning" in run("stats", "note", *more).stderr


@pytest.mark.usefixtures("imported")
def test_two_groups_are_counted_together_and_add_up_to_all(run: Run) -> None:
    for first, second, some in (
        ("author", "kind", [("Old Bob", "shipped", 2), ("anna@shop.example", "placed", 1)]),
        ("kind", "author", [("shipped", "Old Bob", 2)]),
        ("month", "kind", [("2018-04", "refunded", 1), ("2018-03", "placed", 1)]),
        ("shop", "hour", [("old", "09:00", 4)]),
    ):
        rows = json.loads(run("stats", "--by", first, "--by", second, "-o", "json").stdout)
        found = [(row[first], row[second], row["events"]) for row in rows]
        assert set(some) <= set(found)
        assert sum(number for *_, number in found) == HISTORY.count("\n") - 1
        blocks = [one for at, (one, *_) in enumerate(found) if not at or found[at - 1][0] != one]
        assert len(blocks) == len(set(blocks))


@pytest.mark.usefixtures("shop")
def test_a_corrected_note_counts_once_and_a_note_says_so(run: Run, tmp_path: Path) -> None:
    anna = ("--user", "anna@shop.example")
    before = run("stats", "--kind", "note", "-o", "json")
    notes = json.loads(before.stdout)["events"]
    run("add-note", "2002", "rang", *anna)
    run("correct-note", "last", "wrote", *anna)
    for words in (("--kind", "note", "--by", "author"), ("note", "--by", "month"), ("--by", "source")):
        assert "1 correction is not counted: its note is." in run("stats", *words).stderr
    assert "not counted" not in before.stderr
    assert json.loads(run("stats", "--kind", "note", "-o", "json").stdout)["events"] == notes + 1
    exported = tmp_path / "log.jsonl"
    run("export", str(exported))
    copy = ("--database", str(tmp_path / "copy.db"))
    assert run(*copy, "import", str(exported)).exit_code == 0
    brought = json.loads(run(*copy, "stats", "-o", "json").stdout)
    assert sum(one["events"] for one in brought["sources"]) == brought["events"]


def test_stats_of_placed_names_the_count_of_orders_where_few_were_placed(run: Run, write: Write) -> None:
    write((0, None, "Order placed"), number="1")
    write((0, None, "Called."), number="2")
    said = "Most of the 3 orders have no event of being placed. To count orders: events orders --by month"
    assert said not in run("stats", "placed").stderr
    write((0, None, "Called."), number="3")
    assert said in run("stats", "placed").stderr
    assert said not in run("stats", "shipped").stderr
