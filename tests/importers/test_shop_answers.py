"""What shops answer and export, each read as people meant it; recognised without --from, too."""

from __future__ import annotations

from pathlib import Path

from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run


def test_an_object_with_parts_of_its_own_is_no_envelope(database: str, tmp_path: Path) -> None:
    """What stands beside an object with an id is not lost; nor is one of two such objects."""
    file = tmp_path / "event.json"
    file.write_text('{"date": "2020-01-01", "order": "7", "message": "sent", "person": {"id": 5}}')
    report = run(
        str(file), ColumnMapping(), Options(guess=True), database=database, on_progress=lambda _: None
    )
    assert report.counts.imported == 1


def test_an_abandoned_checkout_of_bigcommerce_is_skipped_and_counted(database: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.json"
    file.write_text(
        '[{"id":1,"date_created":"Sat, 03 Mar 2018 02:35:28 +0000","status":"Incomplete","staff_notes":"",'
        '"customer_message":""}]'
    )
    report = run(
        str(file),
        ColumnMapping(),
        Options(platform="bigcommerce"),
        database=database,
        on_progress=lambda _: None,
    )
    assert dict(report.counts.skips) == {"an abandoned checkout (Incomplete)": 1}
