"""Lists of orders, with several dates in each record: today's state is of none of them in particular."""

from __future__ import annotations

import polars as pl
import pytest

from importers.inference.columns import guess_columns
from importers.inference.order_steps import is_last_change, steps_of
from importers.mapping.column_mapping import ColumnMapping, Template

DATE = (Template(("", ""), ("created_at",)),)
STATE = (Template(("Status: ", ""), ("status",)),)

WIDE = {
    "camel case": ("orderNumber,createdAt,status,shippedAt", ["createdAt", "shippedAt"]),
    "spaced": ("Order,Order date,Status,Shipped date", ["Order date", "Shipped date"]),
    "a plain date": ("order,date,status,shipped_at", ["date", "shipped_at"]),
    "German": ("Bestellnummer,Bestelldatum,Status,Versanddatum", ["Bestelldatum", "Versanddatum"]),
    "French": ("Commande,Créée le,Statut,Expédiée le", ["Créée le", "Expédiée le"]),
    "the last change": ("order_id,created_at,status,updated_at", ["created_at"]),
}


@pytest.mark.parametrize("header, dates", WIDE.values(), ids=WIDE)
def test_the_state_of_an_order_with_several_dates_has_none_of_them(header: str, dates: list[str]) -> None:
    rows = [
        "1001,2022-03-01 10:15,shipped,2022-03-03 09:00",
        "1002,2022-03-02 11:00,pending,2022-03-02 12:00",
    ]
    found = guess_columns(_frame(header, rows), ColumnMapping())
    assert sorted(found.wide) == sorted(dates)
    assert not {"date", "message", "kind"} & found.fields.keys()
    assert {"date", "message"} <= found.unclear.keys()


def test_the_note_of_an_order_is_of_none_of_its_dates() -> None:
    rows = [
        "1001,2022-03-01 10:15,shipped,2022-03-03 09:00,Please ring twice",
        "1002,2022-03-02 11:00,open,,",
    ]
    frame = _frame("order_id,created_at,status,shipped_at,customer_note", rows)
    assert guess_columns(frame, ColumnMapping()).wide == ["created_at", "shipped_at"]


HISTORIES = {
    "several rows of an order": [
        "1001,2022-03-01 10:15,paid,2022-03-01 10:15",
        "1001,2022-03-03 09:00,shipped,",
    ],
    "never changed afterwards": [
        "1001,2022-03-01 10:15,paid,2022-03-01 10:15",
        "1002,2022-03-03 09:00,shipped,",
    ],
}


@pytest.mark.parametrize("rows", HISTORIES.values(), ids=HISTORIES)
def test_a_history_of_states_keeps_its_dates(rows: list[str]) -> None:
    found = guess_columns(_frame("order_id,created_at,status,updated_at", rows), ColumnMapping())
    assert not found.wide and found.fields["date"][0].column == "created_at"


def test_a_message_and_a_date_that_were_chosen_answer_the_question() -> None:
    rows = [
        "1001,2022-03-01 10:15,shipped,2022-03-03 09:00",
        "1002,2022-03-02 11:00,pending,2022-03-02 12:00",
    ]
    frame = _frame("order_id,created_at,status,shipped_at", rows)
    chosen = ColumnMapping(fields={"date": DATE, "message": STATE})
    assert not guess_columns(frame, chosen).unclear
    only_date = ColumnMapping(fields={"date": DATE})
    assert guess_columns(frame, only_date).unclear == {"message": "Status: {status}"}


@pytest.mark.parametrize(
    "name",
    ["modifiedOn", "updated_at", "Last changed", "Geändert am", "Dernière modification", "Gewijzigd op"],
)
def test_a_date_of_the_last_change_is_no_step(name: str) -> None:
    assert is_last_change(name) and steps_of(["created_at", name]) == ["placed", ""]


def _frame(header: str, rows: list[str]) -> pl.DataFrame:
    names, cells = header.split(","), [row.split(",") for row in rows]
    columns = {name: [row[at] or None for row in cells] for at, name in enumerate(names)}
    return pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))
