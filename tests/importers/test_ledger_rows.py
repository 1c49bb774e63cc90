"""The spans of a chunk's records give back the place of every record, and of nothing else."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.ledger_rows import spans_of
from importers.new_records import worded
from importers.record_frame import RecordFrame, split_identity

STEPS = st.tuples(
    st.sampled_from([1, 1, 1, 0, 2]),  # to the next record's number
    st.sampled_from([1, 1, 1, 0, 3]),  # to its line
    st.sampled_from(["order", "order", "order", "customer"]),
    st.sampled_from([1, 1, 1, 4]),  # to the next id of its kind
    st.sampled_from([0, 0, 0, 3600, None]),
)
PLACE = dict.fromkeys(("id", "record", "line", "utc_offset"), pl.Int64)


def places(steps: list[tuple[int, int, str, int, int | None]]) -> list[tuple[int, int, int, int | None]]:
    found, ids, record, line = [], {"order": 0, "customer": 0}, 0, 0
    for more_records, more_lines, kind, more_ids, offset in steps:
        record, line, ids[kind] = record + more_records, line + more_lines, ids[kind] + more_ids
        found.append((ids[kind] if kind == "order" else -ids[kind], record, line, offset))
    return found


def in_spans(spans: pl.DataFrame) -> list[tuple[int, int, int, int | None]]:
    found = []
    for one in spans.iter_rows(named=True):
        for id in range(one["first_id"], one["last_id"] + 1):
            past = abs(id) - abs(one["first_id"])
            place = (one[name] + past * one[f"{name}_step"] for name in ("record", "line"))
            found.append((id, *place, one["utc_offset"]))
    return found


@settings(max_examples=50)
@given(steps=st.lists(STEPS, max_size=30))
def test_spans_give_back_every_place(steps: list[tuple[int, int, str, int, int | None]]) -> None:
    wanted = places(steps)
    spans = spans_of(pl.DataFrame(wanted, schema=PLACE, orient="row"), batch_id=1)
    assert sorted(in_spans(spans), key=lambda one: one[0]) == sorted(wanted, key=lambda one: one[0])


def test_a_chunk_that_counts_up_is_one_span() -> None:
    frame = pl.DataFrame(
        [(number, number + 4, number + 5, 0) for number in range(8, 500)], schema=PLACE, orient="row"
    )
    assert spans_of(frame, batch_id=3).rows() == [(8, 499, 3, 12, 13, 1, 1, 0)]


@settings(max_examples=50)
@given(identity=st.one_of(st.integers(-(10**20), 10**20).map(str), st.text()), occurrence=st.integers(0, 2))
def test_one_identity_and_many_are_split_alike(identity: str, occurrence: int) -> None:
    frame = {"source_table": [""], "identity": [identity], "part": [""], "occurrence": [occurrence]}
    many = RecordFrame.from_frame(pl.DataFrame(frame), expect_new=False).frame.select(
        "key_number", "key_name"
    )
    assert many.rows() == [split_identity(identity, occurrence)]


def test_a_leap_second_stays_as_it_was_written() -> None:
    written = pl.Series(["2016-12-31 23:59:59", "2016-12-31 23:59:60"])
    date = written.str.to_datetime(time_unit="us").cast(pl.Int64)
    frame = pl.DataFrame({"type": ["other"] * 2, "parameters": ["{}"] * 2, "raw_date": written, "date": date})
    found = worded(frame.with_columns(message=pl.lit("")))
    assert found.select("utc_offset", "raw_date").rows() == [(0, None), (None, written[1])]
