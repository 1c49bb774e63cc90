"""Where an export is not clear, the error says what is missing, and its command works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import polars as pl
import pytest
from asking import imported, runner, said
from bringing import rows

from cli.app import app
from importers.inference.columns import guess_columns
from importers.inference.shop_columns import shops_note
from importers.mapping.column_mapping import ColumnMapping

UNCLEAR = {
    "two texts": (
        "Ticket ID,Subject,Description,Customer ID,created_at",
        "{0},Login Bug {0},Unable to login {0},C-{0},2020-11-04",
    ),
    "an id of anything": (
        "Timestamp,User,Action,Entity,Entity ID,Details",
        "2020-11-04,bob@x.de,UPDATE,order,{0},status is {0} now",
    ),
    "two columns unclear": (
        "no,day1,day2,text,words",
        "7{0},2020-11-04,2020-11-05,hello you,more of it {0}",
    ),
    "a state, and texts": (
        "Order,Created at,Status,Ticket subject,Ticket comment",
        "{0},2020-11-04,open,Where is it,I want it {0}",
    ),
}


@pytest.mark.parametrize("unclear", UNCLEAR)
def test_the_command_in_the_error_works(database: str, tmp_path: Path, unclear: str) -> None:
    head, row = UNCLEAR[unclear]
    file = tmp_path / "an export.csv"
    file.write_text("\n".join([head, *(row.format(number) for number in range(20)), ""]))
    told = said(database, "import", str(file))
    assert told.startswith("2\n")
    command = re.search(r"for example: events (import .+?)\. The input has", told.replace("\n", " "))
    assert command, told
    assert imported(database, *shlex.split(command[1])[1:]) == (0, 20)


def test_data_without_a_header_gets_advice_on_how_to_name_columns(database: str, tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text('7,2020-11-04 07:40,a@x.de,"hello you"\n')
    told = " ".join(said(database, "import", str(file)).split())
    assert f"events import {file} --no-header column_1,date,customer,message. column_1 is not known" in told


def test_one_date_in_the_first_line_is_enough_to_see_that_it_is_data(database: str, tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text("A0001;open;hello you;bob;04.11.2020\n" * 3)
    told = " ".join(said(database, "import", str(file)).split())
    assert f"events import {file} --no-header order,column_2,message,column_4,date" in told


def test_what_may_be_of_a_known_system_comes_with_the_option_that_says_so(
    database: str, tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    names = "Name,Email,Financial Status,Fulfillment Status,Created at,Lineitem name"
    file.write_text(f"{names}\n#1001,a@x.de,paid,fulfilled,2020-11-04 07:30:00 +0000,Crew Tee - Black\n")
    told = " ".join(said(database, "import", str(file)).split())
    assert f"It may be of shopify: events import {file} --from shopify" in told
    assert f"    events import {file} --from shopify" in runner.invoke(app, ["map", str(file)]).stdout
    assert imported(database, str(file), "--from", "shopify")[1] == 1


@pytest.mark.parametrize("time", ["", " 07:40", " 07:40:03", " 07:40 PM"])
@pytest.mark.parametrize(("mark", "year"), [("/", "2019"), ("-", "19")])
def test_the_format_that_undecided_dates_are_said_to_want_reads_them(
    database: str, tmp_path: Path, mark: str, year: str, time: str
) -> None:
    file = tmp_path / "notes.csv"
    dates = [f"{mark.join(('03', day, year))}{time}" for day in ("04", "05")]
    file.write_text("order,date,note\n" + "".join(f"1,{date},hello you\n" for date in dates))
    told = " ".join(said(database, "import", str(file)).split())
    formats = re.search(r"not decided: pass --date-format '([^']+)' or '([^']+)'", told)
    assert formats, told
    for shape, month in zip(formats.groups(), ("04", "03"), strict=True):
        other = f"{database}.{month}"
        assert imported(other, str(file), "--date-format", shape) == (0, 2)
        first = rows(other, "SELECT strftime('%m', min(date) / 1000000, 'unixepoch') FROM order_events")
        assert first == [(month,)]
    draft = runner.invoke(app, ["map", str(file)]).stdout
    assert f"# date_format = '{formats[1]}'" in draft


def test_a_customer_does_not_stand_for_an_order_that_is_only_not_clear(database: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "order_ref,order_number,order_date,email,remark\n"
        "A723,1723,2017-03-22 16:28:02,jane@example.com,Payment received\n"
    )
    assert "which column is the order" in said(database, "import", str(file))


@pytest.mark.parametrize("name", ["number", "no", "Nr", "invoice_no"])
def test_a_customer_does_not_stand_for_an_order_that_a_number_may_be(name: str) -> None:
    frame = pl.DataFrame(
        {name: ["7", "8"], "created": ["2017-03-22", "2017-03-23"], "email": ["a@x.example"] * 2}
        | {"note": ["Please ring", "Payment received"]}
    )
    assert guess_columns(frame, ColumnMapping()).unclear == {"order": name}


@pytest.mark.parametrize(
    "name",
    [
        "المستخدم",
        "작성자",
        "Χρήστης",
        "Người dùng",
        "משתמש",
        "操作人",
        "Pengguna",
        "Käyttäjä",
        "ผู้ใช้",
        "کاربر",
        "Autore",
        "Författare",
        "Szerző",
        "Oprettet af",
        "Tekijä",
        "ผู้เขียน",
        "Người tạo",
        "Autorius",
    ],
)
def test_who_wrote_is_known_by_the_name_of_the_column_in_many_languages(name: str) -> None:
    frame = pl.DataFrame(
        {"order": ["7", "8"], "date": ["2017-03-22", "2017-03-23"], name: ["anna", "anna"]}
        | {"note": ["Please ring", "Payment received"]}
    )
    assert guess_columns(frame, ColumnMapping()).fields["author"][0].columns == (name,)


def test_what_columns_with_plain_names_leave_is_used_or_named(database: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("order,date,message,email,shelf\n7,2017-03-22,sent,jane@example.com,A\n")
    said_of_it = " ".join(said(database, "import", "--dry-run", str(file)).split())
    assert "customer \u2190 email. Columns not used (kept with records): shelf." in said_of_it


def test_a_table_that_several_systems_have_is_of_one_of_them(database: str, tmp_path: Path) -> None:
    """Magento's two generations have the same columns under other names of tables."""
    file = tmp_path / "comments.csv"
    file.write_text("entity_id,parent_id,comment,status,created_at\n1,7,,new,2020-01-01 10:00:00\n")
    assert "magento1 or magento2: events import" in said(database, "import", str(file))


@pytest.mark.parametrize("name", ["Name", "Full name", "Nom", "Imię i nazwisko"])
@pytest.mark.parametrize("author", ["Rep", "Agent", "Logged by", "Handled by", "Sales rep"])
def test_calls_with_people_are_asked_about_as_those_of_customers(name: str, author: str) -> None:
    """Who logged a call is its author, and no order."""
    frame = pl.DataFrame(
        {name: ["Mrs. Alice Brown", "Mr. Peter Gray"], "Phone": ["+44 1603 555010", "+44 1603 555011"]}
        | {"Logged at": ["14/05/2022 10:15", "15/05/2022 11:30"], author: ["Tom", "Tom"]}
        | {"Call summary": ["Wants a quote for 40 mugs", "Complained about a late delivery"]}
    )
    found = guess_columns(frame, ColumnMapping())
    assert found.unclear == {"customer": name}
    assert found.fields["author"][0].columns == (author,)


def test_columns_that_may_hold_who_wrote_are_named_where_none_was_taken() -> None:
    frame = pl.DataFrame(
        {"order": ["7", "8", "8"], "date": ["2017-03-22", "2017-03-23", "2017-03-24"]}
        | {"note": ["Please ring", "Payment received", "Shipped today"]}
        | {
            "signed off": ["Tom", "Tom", "Ann"],
            "country": ["UK", "UK", "FR"],
            "total": ["5.00", "6.00", "6.00"],
        }
    )
    assert guess_columns(frame, ColumnMapping()).authors == ["signed off"]


def test_the_report_says_that_no_column_was_taken_for_the_author(database: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(
        "order,date,note,signed off\n7,2017-03-22,Please ring,Tom\n8,2017-03-23,Payment received,Tom\n"
    )
    told = " ".join(said(database, "import", str(file), "--dry-run").split())
    assert "No column was taken for the author (it may be signed off): these events are the system's." in told
    assert "--set 'author=signed off' names one; once imported, `events undo` comes first." in told


def test_the_report_says_that_rows_of_several_shops_were_taken_for_one_order() -> None:
    rows = {"order": ["7", "7", "8", "9"], "Shop": ["DE", "AT", "DE", None], "by": ["Tom"] * 4}
    note = shops_note("order", ["Shop", "by"], pl.DataFrame(rows))
    assert note.startswith("Rows of one order have several values of Shop (7: DE, AT), and are taken for one")
    assert note.endswith("--shop NAME, or all with --set 'order={Shop}-{order}'.")
    apart = {"order": ["7", "8"], "Shop": ["DE", "AT"], "channel": ["a", "b"]}
    assert not shops_note("order", ["Shop", "channel"], pl.DataFrame(apart))
    assert not shops_note("order", ["place"], pl.DataFrame(apart))
