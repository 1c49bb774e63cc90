"""A column that only later records of a document have is named in the report, and can be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bringing import bring_into, rows

from importers.readers import chunks


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A JSON Lines file in which only the last of several chunks has authors."""
    for module in ("importers.readers.json.elements", "importers.readers.json.buffer"):
        monkeypatch.setattr(f"{module}.CHUNK_BYTES", 20_000)
    assert chunks.CHUNK_BYTES > 20_000
    path = tmp_path / "notes.jsonl"
    with path.open("w") as out:
        for number in range(2_000):
            author = {"author": "anna"} if number > 1_990 else {}
            note = {"id": number, "order": f"A{number}", "date": "2020-01-01 10:00:00", "note": "Rang back"}
            out.write(json.dumps(note | author) + "\n")
    return path


def test_it_is_named_with_its_line_and_the_option_that_uses_it(database: str, file: Path) -> None:
    report = bring_into(database, file, sets=("message=note",), guess=True)
    named = [note for note in report.remarks if "no early record has" in note]
    assert len(named) == 1
    assert "author (line 1,992)" in named[0]
    assert "--set 'author=author'" in named[0]


def test_it_fills_the_field_that_a_mapping_names_it_for(database: str, file: Path) -> None:
    bring_into(database, file, sets=("message=note", "author=author"))
    assert rows(database, "SELECT count(*) FROM order_events WHERE user_id IS NOT NULL") == [(9,)]
