"""Members of JSON and PHP-serialized cells are addressed as `column.key`, in every file format."""

from __future__ import annotations

import polars as pl
import pytest

from importers.errors import UnknownColumnError
from importers.inference.columns import guess_columns
from importers.inference.history import likeliest_history
from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.packed_columns import can_hold_members, with_members

PACKED = [
    '{"note": "rang", "to": {"city": "Ulm"}, "a.b": 1, "list": ["x", {"y": true}]}',
    'a:2:{s:4:"note";s:4:"sent";s:2:"to";a:1:{s:4:"city";s:5:"Paris";}}',
    "plain text",
    None,
]


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("data.note", ["rang", "sent", None, None]),
        ("data.to.city", ["Ulm", "Paris", None, None]),
        ("data.a.b", ["1", None, None, None]),
        ("data.list.1.y", ["true", None, None, None]),
        ("data.missing", [None] * 4),
    ],
)
def test_a_member_of_a_packed_cell_is_a_column(name: str, cells: list[str | None]) -> None:
    frame = with_members(pl.DataFrame({"data": PACKED}), [name])
    assert frame[name].to_list() == cells


def test_a_column_of_plain_texts_has_no_members() -> None:
    assert not can_hold_members(pl.Series(["a", "b"]))
    assert can_hold_members(pl.Series(PACKED))


def test_a_mapping_accepts_a_member_of_a_column_but_not_of_an_unknown_one() -> None:
    with pytest.raises(UnknownColumnError):
        ColumnMapping(type="other.note").fitted(["order", "date", "message", "data"])
    assert ColumnMapping(type="data.note").fitted(["order", "date", "message", "data"]).type == "data.note"


def test_the_history_is_proposed_of_several_tables() -> None:
    orders = ["id", "buyer_id", "total", "status", "created_at"]
    history = ["id", "order_id", "note", "created_at"]
    assert likeliest_history({"orders": orders, "order_history": history, "items": ["id"]}) == "order_history"
    assert likeliest_history({"a": orders, "order_log": ["id", "created_at"]}) == "order_log"


def test_new_states_of_several_kinds_complete_a_note_that_is_empty() -> None:
    rows = 6
    frame = pl.DataFrame(
        {
            "id": [str(one) for one in range(rows)],
            "order_id": [f"ORD-{one // 2}" for one in range(rows)],
            "old_status": ["On hold"] * rows,
            "new_status": ["In progress", "Out for delivery", "In progress"] * 2,
            "new_payment_status": ["Paid in full", "Not paid"] * 3,
            "note": ["", "customer rang", ""] * 2,
            "created_at": [f"2021-03-0{one + 1} 10:00:00" for one in range(rows)],
        }
    )
    fields = guess_columns(frame, ColumnMapping()).fields
    assert [way.shown() for way in fields["message"]] == [
        "note", "Status: {new_status}", "Payment status: {new_payment_status}",
    ]  # fmt: skip
