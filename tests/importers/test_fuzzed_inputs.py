"""Damaged inputs that once made a reader fail or run for ever: they are read, or refused in a sentence.

`data/fuzzed` keeps what random changes of inputs in every format have found.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import bring_into

from events.errors import EventsError
from importers.mapping.column_mapping import ColumnMapping
from importers.readers.opening import open_tables

FILES = sorted((Path(__file__).parent / "data" / "fuzzed").iterdir())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_damaged_input_is_read_to_its_end_or_refused(file: Path, sqlite_database: str) -> None:
    try:
        with open_tables(str(file)) as tables:
            for name in tables.names():
                assert sum(chunk.frame.height + len(chunk.broken) for chunk in tables.reader(name).chunks())
        counts = bring_into(
            sqlite_database, file, sets=(), mapping=ColumnMapping(source="fuzz", tz="UTC"), guess=True
        ).counts.main()
        assert counts["read"] == sum(counts.values()) - counts["read"]
    except EventsError as error:
        assert str(error)
