"""A row of totals among records is skipped and counted; nothing else is taken for one."""

from __future__ import annotations

import polars as pl
import pytest

from importers.mapping.total_rows import TOTAL, without_totals

_FIELDS = ("order", "customer", "date", "text", "sum")


def _reasons(*rows: tuple[str | None, ...]) -> list[str | None]:
    """Why each row is skipped: its cells are an order, a customer, a date, a text and an amount."""
    frame = pl.DataFrame([*rows], schema=dict.fromkeys(_FIELDS, pl.String), orient="row")
    records = frame.select(
        pl.int_range(pl.len()).alias("row"),
        "order",
        "customer",
        pl.when(pl.col("date").str.contains(r"^\d")).then(pl.lit(1)).alias("date"),
        pl.lit(None, pl.String).alias("reason"),
        pl.lit(value=False).alias("skipped"),
    )
    return without_totals(records, frame)["reason"].to_list()


@pytest.mark.parametrize(
    "row",
    [
        ("Summe", None, None, None, "1.373,46"),
        (None, None, None, "Gesamtsumme:", "1.373,46 €"),
        (None, None, "Zwischensumme", None, "179,80"),
        ("Summe EUR", None, "", "3", "-20,00"),
        (None, None, "31.03.2021", "Gesamt", "1.373,46"),
        ("Total général", None, None, None, "1 369,06 €"),
        ("Summe", None, None, "EUR", "3 Stk."),
        ("Total TTC", None, None, None, "EUR 12.50"),
        (None, "Razem", None, None, "12,50 zł"),
        ("Łącznie", None, None, None, "12,50 PLN"),
        ("Totaal", None, None, None, "€ 12,50"),
        ("Grand Total", None, None, None, "12.50"),
        ("Sub-total", None, None, None, "12.50"),
        ("Totale ordini", None, None, "3", "12,50"),
        ("Suma total", None, None, None, "12,50"),
        ("Anzahl Datensätze: 3", None, None, None, None),
        ("Gesamt (3 Bestellungen)", None, None, None, None),
    ],
)
def test_a_row_of_a_word_for_a_sum_and_numbers_is_a_total(row: tuple[str | None, ...]) -> None:
    record = ("1001", None, "12.03.2021", "Zahlung", "129,90")
    assert _reasons(record, row) == [None, TOTAL]


@pytest.mark.parametrize(
    "row",
    [
        (None, None, None, None, "199,80"),
        (None, None, None, "Summe fehlt noch", "199,80"),
        ("1001", None, None, "Gesamt", "199,80"),
        (None, "jane@mail.example", None, "Total", "199,80"),
        ("Summe", None, None, "Anna Berger", "199,80"),
        ("Summe", None, None, None, None),
        ("1001", None, "12.03.2021", "Summe", "199,80"),
        (None, None, None, "Bestellung", "199,80"),
        ("Gesamt", None, None, "Paid", "199,80"),
        (None, None, "Total", "已付款", "199,80"),
        ("TOTAL-1042", None, None, None, "199,80"),
        ("Suma1042", None, None, None, "199,80"),
    ],
)
def test_what_may_be_a_record_is_none(row: tuple[str | None, ...]) -> None:
    assert _reasons(row) == [None]
