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


LISTS = {
    "items in rows of their own": (
        "Order ID,Financial Status,Paid at,Fulfilled at,Currency,Amount Refunded,Total,Created at,"
        "Lineitem quantity,Lineitem name,Cancelled at,Private Notes",
        [
            "0012,PAID,2022-03-04 10:15,2022-03-05 16:02,GBP,0.00,44.50,2022-03-04 10:14,1,Pot,,Leave it",
            "0012,,,,,,,,2,Seeds,,",
            "0013,CANCELLED,,,GBP,0.00,22.00,2022-03-29 14:00,1,Bowl,2022-03-30 09:12,",
        ],
        ["Paid at", "Fulfilled at", "Created at", "Cancelled at"],
    ),
    "items that repeat their order": (
        "Order ID,Order Date,Order Total,Fulfillment Date,Fulfillment Status,Item Quantity,Item Name",
        [
            "sq1,2023/05/02,49.90,2023/05/03,Completed,1,Mug",
            "sq1,2023/05/02,49.90,2023/05/03,Completed,1,Tea",
            "sq2,2023/05/14,19.90,,Proposed,1,Tea",
        ],
        ["Order Date", "Fulfillment Date"],
    ),
    "names of buyers are no texts": (
        "Sale Date,Order ID,Date Shipped,Order Value,Order Total,Status,Buyer",
        ["03/14/24,29876,03/16/24,30.00,36.00,,Rosa Lint (rosa88)", "04/02/24,29877,,12.00,15.00,,Tia Moon"],
        ["Sale Date", "Date Shipped"],
    ),
    "a note by any name": (
        "Order number,Created on,Modified on,Paid on,Status,Payment status,Price incl,Memo",
        [
            "ORD01,2023-05-02 10:11,2023-05-09 10:00,2023-05-02 10:12,completed,paid,49.90,gift",
            "ORD02,2023-05-04 10:11,2023-05-04 10:11,,new,not_paid,19.90,",
        ],
        ["Created on", "Paid on"],
    ),
    "what is to happen": (
        "Order Number,Sale Date,Paid On Date,Ship By Date,Shipped On Date,Total Price",
        ["22-1,Aug-20-26,Aug-20-26,Aug-22-26,Aug-21-26,12.00", "22-2,Aug-21-26,,Aug-25-26,,22.00"],
        ["Sale Date", "Paid On Date", "Shipped On Date"],
    ),
    "an order by a name of many things": (
        "Number,Created at,Paid at,Shipped at,Status,Total price,Note",
        [
            "ABCD-1,2023-05-02 10:11,2023-05-02 10:12,2023-05-03 08:00,completed,49.90,please ring",
            "ABCD-2,2023-05-04 10:11,,,unpaid,19.90,",
        ],
        ["Created at", "Paid at", "Shipped at"],
    ),
}


@pytest.mark.parametrize("blank", ["", " "], ids=["blank", "space"])
@pytest.mark.parametrize(("header", "rows", "dates"), LISTS.values(), ids=LISTS)
def test_each_date_of_a_list_of_orders_is_an_event_of_its_own(
    header: str, rows: list[str], dates: list[str], blank: str
) -> None:
    for frame in (_frame(header, rows), _frame(header, rows).fill_null(blank)):
        found = guess_columns(frame, ColumnMapping())
        assert [name for name in header.split(",") if name in found.wide] == dates
    assert found.order_per_row
    assert not {"date", "message", "status"} & found.fields.keys()


def test_rows_of_items_with_dates_of_their_own_are_no_list_of_orders() -> None:
    rows = ["7,2022-03-01,2022-03-02,Mug,1,gone", "7,2022-03-01,2022-03-09,Tea,2,gone"]
    frame = _frame("order_id,ordered_at,shipped_at,item,quantity,comment", rows)
    assert not guess_columns(frame, ColumnMapping()).order_per_row


def test_states_of_a_country_are_no_states_of_an_order() -> None:
    rows = ["7,2022-03-01,2022-03-02,TX", "8,2022-03-03,,WA"]
    assert not guess_columns(_frame("Order,Sale date,Ship date,Ship State", rows), ColumnMapping()).states


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
