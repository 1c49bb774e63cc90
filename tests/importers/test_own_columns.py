"""A record's own date, author and text count before those of the order or the record that it belongs to."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from bringing import rows
from typer.testing import CliRunner

from cli.app import app
from importers.inference.columns import guess_columns
from importers.mapping.column_mapping import ColumnMapping

NOTES = ["Paid 10 EUR", "Shipped with DHL", "Please ring first"]
ORDERS = ["1001", "1001", "1002"]
PLACED = ["2021-05-01 10:00", "2021-05-01 10:00", "2021-05-02 09:00"]
WRITTEN = ["2021-05-01 11:00", "2021-05-03 12:00", "2021-05-02 09:30"]
SECONDS = ["1619866800", "1620043200", "1619947800"]

OWN_DATES = (
    "at on ts dt t stamp when when_ logged written posted entered time timestamp moment created erfasst am "
    "Zeitpunkt Datum wann le date horodatage quand fecha cuando data quando kiedy dnia kdy tarih"
).split()


def guessed(columns: dict[str, list[str]], *around: str) -> dict[str, str]:
    """The column of each field that is guessed; `?` where it is asked about."""
    found = guess_columns(pl.DataFrame(columns), ColumnMapping(), around)
    clear = {role: value[0].shown() for role, value in found.fields.items()}
    return clear | dict.fromkeys(found.unclear, "?")


@pytest.mark.parametrize("name", OWN_DATES)
@pytest.mark.parametrize("of_order", ["order_created_at", "order_date", "created_at", "Bestelldatum"])
def test_the_date_that_differs_within_orders_is_that_of_the_rows(name: str, of_order: str) -> None:
    columns = {"order_no": ORDERS, of_order: PLACED, name: WRITTEN, "note": NOTES}
    assert guessed(columns)["date"] == name


@pytest.mark.parametrize("name", OWN_DATES)
@pytest.mark.parametrize("cells", [WRITTEN, SECONDS])
def test_the_date_of_an_item_counts_before_that_of_the_record_around(name: str, cells: list[str]) -> None:
    columns = {name: cells, "text": NOTES, "orders.number": ORDERS, "orders.created_at": PLACED}
    assert guessed(columns, "orders")["date"] == name


def test_the_date_of_the_record_around_is_asked_about_where_items_have_none() -> None:
    columns = {"text": NOTES, "orders.number": ORDERS, "orders.created_at": PLACED}
    assert guessed(columns, "orders")["date"] == "?"


@pytest.mark.parametrize(
    ("of_order", "own", "expected"),
    [
        ("order_date", "at", "at"),
        ("order_created_at", "created_at", "created_at"),
        ("order_date", "stuff", "?"),
        ("order_date", "note_date", "?"),
        ("order_date", "shipped_at", "order_date"),
    ],
)
def test_names_decide_about_dates_of_orders_with_one_row_each(of_order: str, own: str, expected: str) -> None:
    columns = {"order_no": ["1", "2", "3"], of_order: PLACED, own: WRITTEN, "note": NOTES}
    assert guessed(columns)["date"] == expected


@pytest.mark.parametrize("other", ["updated_at", "shipped_at", "modified"])
def test_dates_of_changes_and_of_later_steps_are_asked_about_beside_the_orders_date(other: str) -> None:
    columns = {"order_no": ORDERS, "created_at": PLACED, other: WRITTEN, "note": NOTES}
    assert guessed(columns)["date"] == "?"


def test_a_date_of_the_rows_that_no_name_speaks_for_is_asked_about() -> None:
    columns = {"order_no": ORDERS, "created_at": PLACED, "stuff": WRITTEN, "note": NOTES}
    assert guessed(columns)["date"] == "?"


MANY = [str(1001 + at // 3) for at in range(18)]
PLACED_ON = [f"{1 + at // 3:02}.01.2023" for at in range(18)]
CHANGED_AT = [f"{1 + at // 3 + at % 3:02}.01.2023 09:{10 + at}" for at in range(18)]
TEXTS = [f"{NOTES[at % 3]} {at}" for at in range(18)]


@pytest.mark.parametrize("own", ["Statusänderung am", "stuff", "at", "Geändert am"])
@pytest.mark.parametrize("broken", [["24.01.2023 24:10"], ["unbekannt", "?", "31.02.2023 10:00"]])
@pytest.mark.parametrize("of_order", [False, True])
def test_a_few_broken_dates_change_nothing_about_which_column_is_the_date(
    own: str, broken: list[str], of_order: bool
) -> None:
    columns = {"Auftragsnummer": MANY, "Auftragsdatum": PLACED_ON, own: CHANGED_AT, "Bemerkung": TEXTS}
    clean = guessed(columns)
    assert clean["date"] in (own, "?")
    name = "Auftragsdatum" if of_order else own
    columns[name] = [*columns[name][: 1 - len(broken)], *broken[1:]] if broken[1:] else columns[name]
    columns[name] = [*columns[name][:7], broken[0], *columns[name][8:]]
    assert guessed(columns) == clean


@pytest.mark.parametrize("changed", ["Geändert am", "updated_at", "Status changed at"])
@pytest.mark.parametrize("text", ["Bemerkung", ""])
def test_only_the_date_is_asked_about_where_one_differs_within_orders_and_a_state_says_the_rest(
    changed: str, text: str
) -> None:
    columns = {"Auftragsnummer": MANY, "Auftragsdatum": PLACED_ON, changed: CHANGED_AT}
    columns |= {"Status": ["Bezahlt", "Versendet", "Abgeschlossen"] * 6}
    columns |= {text: ["Platz 12/B", *[""] * 8] * 2} if text else {}
    found = guess_columns(pl.DataFrame(columns), ColumnMapping())
    assert (found.unclear, found.wide) == ({"date": changed}, [])
    assert [one.column for one in found.roles["date"]] == [changed, "Auftragsdatum"]
    assert found.fields["message"][-1].shown() == "Status: {Status}"


@pytest.mark.parametrize("step", ["shipped_at", "Bezahlt am"])
def test_a_later_step_that_differs_within_orders_is_not_the_date_of_their_state(step: str) -> None:
    columns = {"order_no": MANY, "order_date": PLACED_ON, step: CHANGED_AT, "status": ["shipped"] * 18}
    assert guess_columns(pl.DataFrame(columns), ColumnMapping()).wide == ["order_date", step]


def test_an_odd_email_does_not_make_their_name_the_author() -> None:
    mails = ["Shop", *(["ann@shop.example", "bob@shop.example"] * 5)]
    columns = {"order_no": MANY[:11], "at": CHANGED_AT[:11], "user.name": ["x", *(["ann", "bob"] * 5)]}
    assert guessed(columns | {"user.email": mails, "note": TEXTS[:11]})["author"] == "user.email"


def test_a_date_that_differs_within_orders_itself_stays_the_date() -> None:
    columns = {"order_no": ORDERS, "created_at": WRITTEN, "updated_at": PLACED, "note": NOTES}
    assert guessed(columns)["date"] == "created_at"


def test_who_differs_within_orders_wrote_and_not_who_took_the_order() -> None:
    mails = ["ann@shop.example", "ann@shop.example", "bob@shop.example"]
    columns = {"order_no": ORDERS, "at": WRITTEN, "agent_email": mails, "by": ["jv", "pm", "jv"]}
    assert guessed(columns | {"note": NOTES})["author"] == "by"


@pytest.mark.parametrize(
    ("of_record", "role"),
    [("created_by", "author"), ("user.email", "author"), ("status", "status"), ("note", "status")],
)
def test_what_the_order_around_says_of_itself_is_not_taken_for_what_its_items_say(
    of_record: str, role: str
) -> None:
    columns = {
        "at": WRITTEN,
        "text": NOTES,
        "orders.number": ORDERS,
        f"orders.{of_record}": ["a b", "c", "d"],
    }
    found = guessed(columns, "orders")
    assert role not in found
    assert found["message"] == "text"


def test_a_person_around_records_with_orders_of_their_own_is_their_author() -> None:
    columns = {"at": WRITTEN, "text": NOTES, "order_no": ORDERS, "staff.name": ["ann", "ann", "bob"]}
    assert guessed(columns, "staff")["author"] == "staff.name"


@pytest.mark.parametrize(
    ("own", "expected"),
    [("customer", "customer"), ("email", "email"), ("user_email", "orders.email"), ("", "orders.email")],
)
def test_the_customer_of_an_item_counts_before_that_of_the_record_around(own: str, expected: str) -> None:
    mails = ["a@x.example", "b@x.example", "c@x.example"]
    columns = {"at": WRITTEN, "text": NOTES, "orders.number": ORDERS, "orders.email": mails}
    found = guessed(columns | ({own: mails[::-1]} if own else {}), "orders")
    assert found.get("customer", "?") == expected


def test_notes_in_orders_keep_their_own_dates(database: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    history = [
        {"at": f"2022-02-0{day}T11:00:00Z", "by": "anna", "text": text} for day, text in enumerate(NOTES, 1)
    ]
    order = {"number": "N1", "email": "x@mail.example", "created_at": "2022-02-01T10:00:00Z"}
    file.write_text(json.dumps({"orders": [order | {"history": history}]}))
    done = CliRunner().invoke(app, ["--database", database, "import", str(file)])
    assert done.exit_code == 0, done.output
    dates = "SELECT strftime('%d %H', date / 1000000, 'unixepoch') FROM order_events ORDER BY date"
    assert [day for (day,) in rows(database, dates)] == ["01 11", "02 11", "03 11"]
