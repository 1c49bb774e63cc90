"""Dates that stand twice, by a shop's clock and as UTC: UTC counts, whatever both columns are called."""

from __future__ import annotations

import polars as pl
import pytest

from importers.inference.columns import guess_columns
from importers.mapping.column_mapping import ColumnMapping, of_column

BY_CLOCK, IN_UTC = "2023-05-02 10:11:12", "2023-05-02 08:11:12"


def _frame(**columns: str) -> pl.DataFrame:
    cells = {"id": ["1", "2", "3"], "order_id": ["7", "7", "8"], "comment": ["Paid by card", "Sent", "Rang"]}
    return pl.DataFrame(cells | {name: [text, text, text] for name, text in columns.items()})


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("created_at", "created_at_utc"),
        ("createdAt", "createdAtUtc"),
        ("post_date", "post_date_gmt"),
        ("Date", "Date (UTC)"),
        ("Local date", "UTC date"),
        ("date", "date_gmt"),
    ],
)
def test_of_two_columns_of_one_date_the_one_in_utc_is_read(local: str, utc: str) -> None:
    for frame in (_frame(**{local: BY_CLOCK, utc: IN_UTC}), _frame(**{utc: IN_UTC, local: BY_CLOCK})):
        found = guess_columns(frame, ColumnMapping())
        assert [way.shown() for way in found.fields["date"]] == [f"{{{utc}}} UTC", local]
        assert "date" not in found.unclear


def test_a_date_that_says_its_zone_gets_no_other() -> None:
    frame = _frame(created_at=BY_CLOCK, created_at_utc="2023-05-02T08:11:12Z")
    date = guess_columns(frame, ColumnMapping()).fields["date"]
    assert [way.shown() for way in date] == ["created_at_utc", "created_at"]


def test_utc_whose_dates_say_a_zone_now_and_then_is_not_read() -> None:
    both = pl.Series("created_at_utc", [IN_UTC, "2023-05-02T08:11:12Z", IN_UTC])
    frame = _frame(created_at=BY_CLOCK).with_columns(both)
    assert guess_columns(frame, ColumnMapping()).fields["date"] == of_column("created_at")


def test_the_column_that_the_user_names_is_the_date() -> None:
    frame = _frame(created_at=BY_CLOCK, created_at_utc=IN_UTC)
    given = ColumnMapping(fields={"date": of_column("created_at")})
    assert guess_columns(frame, given).fields["date"] == of_column("created_at")


@pytest.mark.parametrize("other", ["shipped_at_utc", "utc_offset"])
def test_the_date_of_something_else_is_no_other_form_of_it(other: str) -> None:
    frame = _frame(created_at=BY_CLOCK, **{other: IN_UTC})
    ways = guess_columns(frame, ColumnMapping()).fields.get("date", ())
    assert other not in {name for way in ways for name in way.columns}


def test_each_date_of_a_list_of_orders_is_read_in_utc() -> None:
    frame = pl.DataFrame(
        {
            "order_id": ["7", "8"],
            "created_at": [BY_CLOCK, BY_CLOCK],
            "created_at_gmt": [IN_UTC, IN_UTC],
            "paid_at": [BY_CLOCK, None],
            "paid_at_gmt": [IN_UTC, None],
            "status": ["paid", "open"],
        }
    )
    found = guess_columns(frame, ColumnMapping())
    assert found.wide == ["created_at", "paid_at"]
    assert [way.shown() for way in found.utc["paid_at"]] == ["{paid_at_gmt} UTC", "paid_at"]
