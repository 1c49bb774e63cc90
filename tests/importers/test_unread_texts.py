"""Texts that people wrote and that a complete mapping shows in no event are named in the report."""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import bring_into

from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.sets import with_sets
from importers.planning.unread_texts import UnreadTexts
from importers.readers.opening import open_tables

HEADER = "order,paid_at,Notes - From Buyer,Notes - Internal,Item name,Customer name,Status\n"
ROW = "7,2023-05-02 10:12,Please ring twice,Rang about the colour,Big blue mug,Jane van Doe,has been sent\n"
PAID = ("order=order", "date=paid_at", "message='Paid'")
NAMED = "Texts that the mapping does not show (kept with records): {}."


@pytest.mark.parametrize(
    ("sets", "names"),
    [
        (PAID, "Notes - From Buyer, Notes - Internal"),
        ((*PAID[:2], "message=Paid: {Notes - From Buyer}"), "Notes - Internal"),
        ((*PAID[:2], "message={Notes - From Buyer}{Notes - Internal}"), ""),
    ],
)
def test_texts_that_no_event_shows_are_found(sets: tuple[str, ...], names: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(HEADER + ROW)
    found = UnreadTexts(with_sets(ColumnMapping(), sets))
    with open_tables(str(file)) as tables:
        (chunk,) = found.noticed(tables.reader(tables.names()[0]).chunks())
    assert chunk.frame.height == 1
    assert found.notes() == ([NAMED.format(names)] if names else [])


def test_the_report_names_them(database: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(HEADER + ROW)
    report = bring_into(database, file, sets=PAID)
    assert NAMED.format("Notes - From Buyer, Notes - Internal") in report.remarks
