"""The mapping that `events map` drafts from an export reads that export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter
from asking import imported, runner, said
from bringing import rows

from cli.app import app
from importers.readers.opening import open_tables


def test_rows_of_several_dates_get_a_draft_of_several_events(database: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    line = "{0},a{0}@x.com,2020-11-04 07:40,2020-11-05 07:40,{1}\n"
    lines = [line.format(number, "" if number % 3 else "2020-11-06 07:40") for number in range(30)]
    file.write_text("order_no,customer_email,ordered_at,paid_at,shipped_at\n" + "".join(lines))
    assert "events map" in said(database, "import", str(file))
    draft = tmp_path / "legacy.toml"
    draft.write_text(runner.invoke(app, ["map", str(file)]).stdout)
    assert imported(database, str(file), "--map", str(draft)) == (0, 70)
    messages = rows(database, "SELECT DISTINCT parameters FROM order_events")
    assert sorted(messages) == [(f'{{"message":"{what}"}}',) for what in ("Order placed", "Paid", "Shipped")]


def test_messages_that_look_like_html_are_reported(database: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("order,day,note\n1,2020-11-04,<p>hello &amp; welcome</p>\n")
    assert "--html converts them to plain text" in " ".join(said(database, "import", str(file)).split())
    draft = tmp_path / "legacy.toml"
    draft.write_text(runner.invoke(app, ["map", str(file)]).stdout.replace("# html", "html"))
    assert imported(database + ".other", str(file), "--map", str(draft)) == (0, 1)
    assert rows(database + ".other", "SELECT parameters FROM order_events") == [
        ('{"message":"hello & welcome"}',)
    ]


def test_the_zone_of_a_draft_changes_nothing_until_it_is_the_shops(database: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("order,day,note\n1,2020-11-04 12:00,hello\n")
    drafted = runner.invoke(app, ["map", str(file)]).stdout
    draft = tmp_path / "legacy.toml"
    draft.write_text(drafted.replace("# tz", "tz"))
    assert 'such as "America/New_York"' in drafted
    assert imported(database, str(file), "--map", str(draft)) == (0, 1)
    assert rows(database, "SELECT date FROM order_events") == [(1_604_491_200_000_000,)]


def test_the_zone_that_was_given_is_in_the_draft_and_in_the_command(database: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("order,day,note\n1,2020-11-04 12:00,hello\n")
    draft = tmp_path / "legacy.toml"
    drafted = runner.invoke(app, ["map", str(file), "--tz", "Europe/Berlin"])
    draft.write_text(drafted.stdout)
    assert f"events import {file} --tz Europe/Berlin" in drafted.stderr
    assert imported(database, str(file), "--map", str(draft)) == (0, 1)
    assert rows(database, "SELECT date FROM order_events") == [(1_604_487_600_000_000,)]
    assert runner.invoke(app, ["map", str(file), "--tz", "Berlin"]).exit_code == 2


def test_a_column_in_use_is_no_unlikely_candidate_for_another_field(tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    rows_of_a_shop = ["A1,2021-03-01,Processing,paid by card", "A2,2021-03-02,Shipped,left with the postman"]
    file.write_text("\n".join(["Order,Date,Status,Comment", *rows_of_a_shop]))
    drafted = runner.invoke(app, ["map", str(file)]).stdout
    assert 'status = "Status"' in drafted
    assert "Not clear enough" not in drafted


def test_what_was_said_of_the_encoding_is_in_the_draft(database: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_bytes("order,day,note\n1,2020-11-04,caf\u00e9 noir\n".encode("cp850"))
    draft = tmp_path / "legacy.toml"
    drafted = runner.invoke(app, ["map", str(file), "--encoding", "cp850"])
    draft.write_text(drafted.stdout)
    assert f"events import {file} --encoding cp850" in drafted.stderr
    assert imported(database, str(file), "--map", str(draft)) == (0, 1)
    assert rows(database, "SELECT parameters FROM order_events") == [('{"message":"caf\u00e9 noir"}',)]


def test_a_draft_for_dates_in_columns_of_a_known_system_leaves_them_to_it(
    database: str, tmp_path: Path
) -> None:
    file = tmp_path / "olist_orders_dataset.csv"
    names = "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at"
    more = "order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date"
    row = "a1,c1,delivered,2017-10-02 10:56:33,2017-10-02 11:07:15"
    file.write_text(f"{names},{more}\n{row},2017-10-04 19:55:00,2017-10-10 21:25:13,2017-10-18 00:00:00\n")
    draft = tmp_path / "legacy.toml"
    draft.write_text(runner.invoke(app, ["map", str(file)]).stdout)
    assert imported(database, str(file), "--map", str(draft)) == imported(
        database + ".other", str(file), "--from", "olist"
    )


def test_of_several_tables_the_one_with_a_history_is_proposed(database: str, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "products.csv").write_text("sku,name\n1,Mug\n")
    (folder / "notes.csv").write_text("order,created_at,comment\n7,2020-11-04 07:40,hello you\n")
    told = runner.invoke(app, ["map", str(folder)])
    assert f"Next: events import {folder} --table notes" in told.stderr
    assert imported(database, str(folder), "--table", "notes") == (0, 1)


def test_an_empty_column_of_a_document_means_nothing_whatever_its_name(tmp_path: Path) -> None:
    file = tmp_path / "notes.json"
    notes = [
        {
            "id": number,
            "order": None,
            "created_at": "2020-11-04",
            "text": "hello you",
            "for": {"order": f"10{number}"},
        }
        for number in range(9)
    ]
    file.write_text(json.dumps(notes))
    drafted = runner.invoke(app, ["map", str(file)]).stdout
    assert 'order = "for.order"' in drafted
    with open_tables(str(file)) as tables:
        assert tables.columns("notes") == ["id", "order", "created_at", "text", "for.order"]


def test_a_draft_for_a_known_system_leaves_it_to_the_platform(database: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.sql"
    columns = "`entity_id`,`parent_id`,`is_visible_on_front`,`comment`,`status`,`created_at`"
    table = "INSERT INTO `sales_flat_order_status_history`"
    row = "(1,'100000001',1,NULL,'holded','2020-11-04 07:40:03')"
    file.write_text(f"-- MySQL dump\n{table} ({columns}) VALUES {row};\n")
    draft = tmp_path / "legacy.toml"
    draft.write_text(runner.invoke(app, ["map", str(file)]).stdout)
    assert 'source = "magento1"' in draft.read_text()
    assert imported(database, str(file), "--map", str(draft)) == (0, 1)


@pytest.mark.parametrize(
    ("rows_of_sheet", "problem"),
    [
        (None, "it has columns, and no rows below them: order, date, message."),
        ((), "there is no table in it"),
        (("order", "date"), "it has columns, and no rows below them: order, date."),
    ],
)
def test_an_input_without_rows_gets_no_draft(
    tmp_path: Path, rows_of_sheet: tuple[str, ...] | None, problem: str
) -> None:
    """A text or a workbook of one table: nothing shows what its columns mean."""
    file, draft = tmp_path / "shop.xlsx", tmp_path / "draft.toml"
    if rows_of_sheet is None:
        file = tmp_path / "shop.csv"
        file.write_text("order,date,message\n")
    else:
        with xlsxwriter.Workbook(file) as book:
            book.add_worksheet("Orders").write_row(0, 0, rows_of_sheet)
    refused = runner.invoke(app, ["map", str(file), str(draft)])
    assert (refused.exit_code, problem in refused.stderr) == (65, True)
    assert not draft.exists()


def test_a_draft_for_a_list_of_orders_dates_each_step_by_its_own_column(
    database: str, tmp_path: Path
) -> None:
    """With rows of further items, a state beside the dates, and money that went back at no known time."""
    file, draft = tmp_path / "orders.csv", tmp_path / "legacy.toml"
    file.write_text(
        "Order ID,Email,Financial Status,Paid at,Fulfilled at,Currency,Amount Refunded,Total,Created at,"
        "Lineitem quantity,Lineitem name,Cancelled at,Private Notes\n"
        "0012,a@mail.example,REFUNDED,2022-03-04 10:15,2022-03-05 16:02,GBP,4.50,44.50,2022-03-04 10:14,"
        "1,Pot,,\n"
        "0012,a@mail.example,,,,,,,,2,Seeds,,\n"
        "0013,b@mail.example,CANCELLED,,,GBP,0.00,22.00,2022-03-29 14:00,1,Bowl,2022-03-30 09:12,Leave it\n"
    )
    asked = " ".join(said(database, "import", str(file)).split())
    assert "Each record is an order with several dates" in asked
    assert f"events map {file} > legacy.toml" in asked
    assert f"events import {file} --set 'date=Created at' --set 'message=Status: {{" in asked
    draft.write_text(runner.invoke(app, ["map", str(file)]).stdout)
    assert imported(database, str(file), "--map", str(draft)) == (0, 6)
    found = rows(
        database,
        "SELECT number, strftime('%d', date / 1000000, 'unixepoch'), json_extract(parameters, '$.message') "
        "FROM order_events JOIN orders ON orders.id = order_id ORDER BY number, order_events.id",
    )
    assert found == [
        ("0012", "04", "Order placed: 44.50 GBP"),
        ("0012", "04", "Paid: 44.50 GBP"),
        ("0012", "05", "Shipped"),
        ("0012", "05", "Refunded: 4.50 GBP, on an unknown date"),
        ("0013", "29", "Order placed: 22.00 GBP"),
        ("0013", "30", "Cancelled"),
    ]
