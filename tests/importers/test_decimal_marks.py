"""What stands before the decimals of a column's amounts decides what 1.000 is."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.mapping.decimal_marks import mark_of
from importers.report import Examples
from tests.importers.bringing import bring_into


@pytest.mark.parametrize(
    ("amount", "mark"),
    [
        ("12,50 €", ","),
        ("1.234,5", ","),
        ("1 234.50", "."),
        ("1'234.50", "."),
        ("1.234.567", ","),
        ("49,-- €", ""),
        ("1.000 €", ""),
        ("1000", ""),
        ("0.125", "."),
        ("1.2.3", ""),
        ("", ""),
    ],
)
def test_an_amount_shows_its_decimal_mark_or_not(amount: str, mark: str) -> None:
    assert mark_of(amount) == mark


@pytest.mark.parametrize(
    ("amounts", "added", "unread"),
    [
        (["12,5", "1.000 €"], 2, {}),
        (["1.000", "12,50", "12.50", "1.000"], 2, {"1.000": 2}),
    ],
)
def test_amounts_are_read_as_the_others_of_their_column_are_written(
    tmp_path: Path, amounts: list[str], added: int, unread: dict[str, int]
) -> None:
    rows = (f"{at};2024-03-15 10:00;Paid;{amount}\n" for at, amount in enumerate(amounts, 100))
    (tmp_path / "a.csv").write_text("order;date;status;amount\n" + "".join(rows))
    sets = ("order=order", "date=date", "message=status", "amount=amount")
    report = bring_into(str(tmp_path / "log.db"), tmp_path / "a.csv", sets=sets)
    assert (report.counts.amounts, report.counts.unread_amounts) == (added, unread)


def test_only_the_first_of_many_amounts_are_named() -> None:
    found = Examples({"1.000": 1, "2.000": 1}) + Examples({"3.000": 1, "4.000": 2, "5.000": 1})
    assert found == {"1.000": 1, "2.000": 1, "3.000": 1, "": 3}
