"""A report names the columns of states that nothing reads, since their payments would be missed."""

from __future__ import annotations

import polars as pl
import pytest

from importers.inference.unread_states import unread_states_note


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        ({"Zahlungsstatus": ["Offen", "Bezahlt"]}, "(Zahlungsstatus: Bezahlt)"),
        (
            {"payment_status": ["paid", "paid", "refunded"], "ship state": ["x", "shipped", ""]},
            "paid, refunded; ship",
        ),
        ({"Zahlungsstatus": ["Offen", "Versandt"]}, ""),  # shown by the status
        ({"Fulfillment": ["Fulfilled", "Unfulfilled"]}, "(Fulfillment: Fulfilled)"),
        ({"payment method": ["PayPal", "paid by card"]}, ""),
        ({"payment_status": ["a", "b"]}, ""),
        ({"remark": ["paid", "shipped"]}, ""),
        ({"state": ["NY", "CA", None]}, ""),
    ],
)
def test_states_of_known_meaning_in_unused_columns_are_named(
    columns: dict[str, list[str | None]], named: str
) -> None:
    rows = len(next(iter(columns.values())))
    frame = pl.DataFrame({"Status": ["Versandt"] * rows, **columns})
    said = unread_states_note(frame, [*columns], ["Status"], read=["Status"])
    assert (named in said) if named else said == ""
    assert not named or f"--set status=Status --set status={next(iter(columns))}" in said.replace("'", "")
