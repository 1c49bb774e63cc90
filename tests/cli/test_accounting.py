"""Accounts add up: skipped records and why, an expected number, inputs from which nothing is read."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from running import Run

WOO = Path(__file__).parents[1].joinpath("importers/data/log_of_0_1_0/woo.sql").read_text(encoding="utf-8")
DUMP = "-- MySQL dump 10.13\nCREATE TABLE `notes` (`order` int, `date` datetime, `message` text);\n"
CUT_OFF = DUMP + "INSERT INTO `notes` VALUES (1,'2020-01-02','a'),(2,'20"  # noqa: S608 - not a query
UNDATED = "order,date,message\n1,never,a\n"
NOTES = "order,date,message\n1,2020-01-02,a\n2,2020-01-03,b\n"


@pytest.fixture
def woo(tmp_path: Path, run: Run) -> Path:
    """A dump with two order notes and a review, imported as batch 1."""
    file = tmp_path / "woo.sql"
    file.write_text(WOO)
    assert run("import", str(file), "--from", "woocommerce", "--tz", "UTC").exit_code == 0
    return file


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    file = tmp_path / "notes.csv"
    file.write_text(NOTES)
    return file


def test_a_batch_says_why_records_were_skipped(woo: Path, run: Run) -> None:
    assert "Skipped: 1 × no order note (a review or another comment)." in run("batch", "1").stdout
    assert json.loads(run("batch", "1", "--format", "json").stdout)["skips"] == {
        "no order note (a review or another comment)": 1
    }


def test_the_list_of_batches_has_a_column_for_skipped_records(woo: Path, run: Run) -> None:
    header, row = (line.split() for line in run("batches").stdout.splitlines())
    assert header[-4:] == ["read", "imported", "skipped", "rejected"]
    assert row[-4:] == ["3", "2", "1", "0"]


def test_where_says_why_a_record_was_skipped(woo: Path, run: Run) -> None:
    found = run("where", f"{woo}:4").stdout
    assert "skipped: no order note (a review or another comment)" in found


@pytest.mark.parametrize(("expected", "code"), [("2", 0), ("3", 1)])
def test_another_number_of_records_than_expected_exits_1(
    notes: Path, run: Run, expected: str, code: int
) -> None:
    done = run("import", str(notes), "--tz", "UTC", "--expect", expected)
    assert done.exit_code == code
    assert ("Expected 3 records, but 2 were read." in done.stdout) == (code == 1)


def test_an_expected_number_is_of_a_single_input(notes: Path, run: Run) -> None:
    done = run("import", str(notes), str(notes), "--expect", "2")
    assert done.exit_code == 2
    assert "--expect works with one source only: import the sources one by one." in done.stderr


def test_a_dump_without_rows_is_no_success(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "structure.sql"
    file.write_text(WOO.partition("INSERT")[0])
    done = run("import", str(file), "--from", "woocommerce", "--tz", "UTC")
    assert done.exit_code == 65
    assert "Nothing was read: structure.sql is not empty" in done.stdout, done.output


def test_a_file_with_only_a_header_is_an_empty_export_that_proves_nothing(notes: Path, run: Run) -> None:
    notes.write_text("order,date,message\n")
    assert run("import", str(notes), "--tz", "UTC").exit_code == 0
    done = run("reconcile", str(notes), "--tz", "UTC")
    assert done.exit_code == 1
    assert "No record was read from the file, so nothing is proved about it." in done.stdout
    assert "All of the file is in the log" not in done.stdout


@pytest.fixture
def olist(tmp_path: Path, run: Run) -> Path:
    """A folder of two tables, whose orders were imported with their customers."""
    folder = tmp_path / "olist"
    folder.mkdir()
    (folder / "olist_customers_dataset.csv").write_text("customer_id,customer_unique_id\nc1,u1\n")
    (folder / "olist_orders_dataset.csv").write_text(
        "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,"
        "order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date\n"
        "a1,c1,created,2017-07-09 21:57:05,,,,2017-08-01 00:00:00\n"
    )
    assert run("import", str(folder), "--from", "olist").exit_code == 0
    return folder


def test_a_line_of_a_file_in_an_imported_folder_is_found_without_a_repair(olist: Path, run: Run) -> None:
    found = run("where", f"{olist / 'olist_orders_dataset.csv'}:2").stdout
    assert "placed: imported as event o1 in batch 1\n" in found


def test_the_original_of_an_event_names_the_file_in_its_folder(olist: Path, run: Run) -> None:
    assert "olist/olist_orders_dataset.csv, line 2, unchanged since" in run("show", "o1", "--source").stdout


def test_text_that_was_made_of_a_row_is_not_called_unchanged(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "notes.parquet"
    pl.DataFrame({"order": ["1"], "date": ["2020-01-02"], "message": ["a"]}).write_parquet(file)
    assert run("import", str(file), "--tz", "UTC").exit_code == 0
    found = run("show", "o1", "--source").stdout
    assert "read again from the unchanged file, with its values written as JSON" in " ".join(found.split())
    assert "unchanged since the import" not in found


@pytest.mark.parametrize(
    ("text", "options", "problem"),
    [
        (NOTES, ["--expect", "9"], "**Expected** 9 records, but 2 were read."),
        (UNDATED, ["--errors", "stop"], "**Stopped:** "),
        (DUMP, [], "**Nothing was read:** notes.csv is not empty"),
        (CUT_OFF, [], "**Truncated:** "),
    ],
    ids=["expected", "stopped", "nothing read", "truncated"],
)
def test_a_written_report_says_why_an_import_is_not_complete(
    notes: Path, run: Run, text: str, options: list[str], problem: str
) -> None:
    notes.write_text(text)
    page = notes.with_name("report.md")
    assert run("import", str(notes), "--tz", "UTC", *options, "--report", str(page)).exit_code in (1, 65)
    assert problem in page.read_text()
