"""An event of a wide row can have conditions of its own: a failed payment is none, whatever date it has."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from importers.batch_settings import BatchSettings
from importers.errors import InvalidMappingError
from importers.mapping import mapping_file
from importers.mapping.apply import MappingApplier
from importers.mapping.column_mapping import ColumnMapping, EventPart
from importers.mapping.conditions import Condition
from importers.mapping.expressions import holds
from importers.options import Options
from importers.readers.chunks import Chunk
from importers.trace.reimport_command import as_toml

MAPPING = """
source = "psp"
tz = "UTC"
[fields]
order = "no"
[[events]]
part = "paid"
where = "status ~ ^(Paid|Refunded)$"
date = "created"
message = "'Paid'"
[[events]]
part = "refunded"
where = ["status = Refunded", "back != 0.00"]
date = "created"
message = "'Refunded'"
"""


def _chunk(frame: pl.DataFrame) -> Chunk:
    numbers = pl.Series(range(1, frame.height + 1), dtype=pl.Int64)
    return Chunk(
        frame=frame,
        records=numbers,
        lines=numbers + 1,
        originals=lambda rows: [],
        first_record=1,
        last_record=frame.height,
        last_line=frame.height + 1,
        end=0,
        prefix="",
    )


def _loaded(tmp_path: Path, text: str = MAPPING) -> ColumnMapping:
    file = tmp_path / "psp.toml"
    file.write_text(text)
    return mapping_file.load(str(file))


def test_a_row_has_the_events_whose_conditions_it_meets(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "no": ["1", "2", "3", "4"],
            "status": ["Paid", "Refunded", "Failed", "Paid"],
            "created": ["2024-03-01", "2024-03-02", "2024-03-03", ""],
            "back": ["0.00", "5.00", "0.00", "0.00"],
        }
    )
    found = MappingApplier(_loaded(tmp_path)).shape(_chunk(frame)).frame
    assert found.filter(~pl.col("skipped")).select("order", "part").rows() == [
        ("1", "paid"),
        ("2", "paid"),
        ("2", "refunded"),
    ]
    assert found.filter("skipped").select("order", "reason").rows() == [
        ("3", "no event's conditions are met"),
        ("4", "without a date in any of its columns"),
    ]


def test_the_conditions_are_kept_with_the_batch_and_written_out(tmp_path: Path) -> None:
    mapping = _loaded(tmp_path)
    settings = BatchSettings.from_import(mapping, Options(), {}, platform="")
    kept = BatchSettings.from_document(settings.as_document())
    assert kept.column_mapping().events == mapping.events
    without = BatchSettings.from_import(
        _loaded(tmp_path, MAPPING.replace("status =", "back =")), Options(), {}, platform=""
    )
    assert kept.resume_key() != without.resume_key()
    assert _loaded(tmp_path, as_toml(mapping)).events == mapping.events
    assert mapping.columns()["back"] == "where"


def test_what_is_no_condition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidMappingError, match="is not a condition"):
        _loaded(tmp_path, MAPPING.replace("status ~ ^(Paid|Refunded)$", "paid ones"))


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ("state != {before}", [False, True, True, True, False]),
        ("state = {before}", [True, False, False, False, True]),
    ],
)
def test_a_condition_compares_two_columns(condition: str, met: list[bool]) -> None:
    """An empty cell is like an empty cell, and unlike any other."""
    frame = pl.DataFrame(
        {"state": ["1", "2", None, "2", ""], "before": ["1", "1", "1", None, "NULL"]},
        schema={"state": pl.String, "before": pl.String},
    )
    assert frame.select(holds(Condition.parse(condition, where="test"))).to_series().to_list() == met


def test_a_column_that_a_condition_compares_with_must_be_there() -> None:
    part = EventPart("moved", {}, (Condition.parse("state != {before}", where="test"),))
    assert ColumnMapping(events=(part,)).columns() == {"state": "where", "before": "where"}
