"""Money that went back, in an orders export that has no date of it, is named in the report."""

from __future__ import annotations

import json
from pathlib import Path

from bringing import Bring
from typer.testing import CliRunner, Result

from cli.app import app
from importers.report import ImportReport

HEADER = "Name,Email,Financial Status,Refunded Amount,Currency,Total,Created at,Lineitem name,Id\n"
PAID = "#1,a@mail.example,paid,0.00,EUR,10.00,2025-01-03 09:58:00 +0100,Mug,11\n"
REFUNDED = """\
#2,a@mail.example,refunded,75.00,EUR,75.00,2025-01-03 09:58:00 +0100,Mug,12
#2,a@mail.example,,,,,,Cup,12
#3,b@mail.example,partially_refunded,20.00,EUR,80.00,2025-01-03 09:58:00 +0100,Mug,13
#4,b@mail.example,partially_refunded,5.50,USD,80.00,2025-01-03 09:58:00 +0100,Mug,14
"""
NOTE = "Not turned into events, as the file has no date of it"


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def _notes(report: ImportReport) -> list[str]:
    return [remark for remark in report.remarks if remark.startswith(NOTE)]


def test_amounts_and_states_are_named_with_their_orders_and_sums(bring: Bring) -> None:
    report = bring(HEADER + PAID + REFUNDED, sets=(), platform="shopify")
    assert _notes(report) == [
        f"{NOTE}: Refunded Amount (3 orders, 95.00 EUR + 5.50 USD); "
        "Financial Status (partially_refunded 2 orders, refunded 1 order)."
    ]


def test_an_export_without_refunds_has_no_such_note(bring: Bring) -> None:
    assert _notes(bring(HEADER + PAID, sets=(), platform="shopify")) == []


def test_other_orders_exports_are_read_in_the_same_way(bring: Bring) -> None:
    text = "ID,Purchase Date,Bill-to Name,Grand Total (Purchased),Status,Total Refunded\n"
    text += "000000001,2020-01-01 10:00:00,Ann,80.00,complete,12.50\n"
    report = bring(text, sets=(), platform="magento2")
    assert _notes(report) == [f"{NOTE}: Total Refunded (1 order, 12.50)."]


def test_an_export_with_dates_of_refunds_needs_no_note(bring: Bring) -> None:
    head = (
        "ID,Name,Email,Line: Type,Created At,Financial Status,Refund: ID,Refund: Created At,Refund: Amount\n"
    )
    row = "1,#1,a@mail.example,Refund,2025-01-03 09:58:00,refunded,9,2025-01-04 09:58:00,7.00\n"
    report = bring(head + row, sets=(), platform="shopify")
    assert report.counts.imported == 2
    assert _notes(report) == []


def test_rows_of_several_dates_explain_why_more_records_than_lines_are_read(bring: Bring) -> None:
    text = HEADER.replace("Total,", "Total,Paid at,") + PAID.replace(
        "10.00,", "10.00,2025-01-04 09:00:00 +0100,"
    )
    report = bring(
        text + text.splitlines()[1].replace("#1", "#2").replace("11", "12") + "\n",
        sets=(),
        platform="shopify",
    )
    assert (report.lines, report.counts.read) == (3, 4)
    assert "A row makes one record for each of its dates." in report.remarks
    assert "A row makes" not in str(bring(HEADER + PAID, sets=(), platform="shopify", shop="b").remarks)


def test_a_refund_beside_a_date_of_its_order_is_an_event_that_says_so(bring: Bring) -> None:
    head = HEADER.replace("Total,", "Total,Paid at,Fulfilled at,")
    dates = "2025-01-04 09:00:00 +0100,2025-01-05 09:00:00 +0100,"
    paid = PAID.replace("10.00,", f"10.00,{dates}")
    back = REFUNDED.splitlines(keepends=True)[2].replace("80.00,", f"80.00,{dates}")
    no_date = REFUNDED.splitlines(keepends=True)[3].replace("80.00,", "80.00,,,")
    report = bring(head + paid + back + no_date, sets=(), platform="shopify")
    assert report.counts.imported == 3 + 4 + 1
    assert _notes(report) == [
        f"{NOTE}: Refunded Amount (1 order, 5.50 USD); Financial Status (partially_refunded 1 order)."
    ]


def test_the_event_of_an_undated_refund_has_the_last_known_date_and_counts(tmp_path: Path) -> None:
    head = HEADER.replace("Total,", "Total,Paid at,Fulfilled at,")
    dates = "2025-01-04 09:00:00 +0100,2025-01-05 09:00:00 +0100,"
    row = REFUNDED.splitlines(keepends=True)[2].replace("80.00,", f"80.00,{dates}")
    file, log = tmp_path / "orders.csv", ["--db", str(tmp_path / "log.db")]
    file.write_text(head + row, encoding="utf-8")
    assert run(*log, "import", str(file), "--from", "shopify").exit_code == 0
    (order,) = json.loads(run(*log, "orders", "-o", "json").stdout)
    assert (order["state"], order["paid"], order["refunded"]) == (
        "partially_refunded",
        "80.00 EUR",
        "20.00 EUR",
    )
    (refund,) = json.loads(run(*log, "order", "#3", "--kind", "refunded", "-o", "json").stdout)
    assert refund["date"] == "2025-01-05T08:00:00Z"
    assert refund["parameters"]["message"] == "Refunded: 20.00 EUR, on an unknown date"
