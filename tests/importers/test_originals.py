"""The original of an event is read again from its file, or told from the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import HEADER, Bring

from events.database.session import open_session
from events.filters import EVERYTHING, Filters
from events.timeline import entries
from importers.readers.json import elements


def test_the_original_line_is_read_again_or_taken_from_the_ledger(
    bring: Bring, database: str, tmp_path: Path
) -> None:
    from importers.ledger.provenance import of_entries
    from importers.trace.original import original

    bring(HEADER + '1,1001,2020-01-01 10:00:00,anna,"two\nlines"\n')
    with open_session(database) as session:
        found = list(entries(session, EVERYTHING, Filters()))
        source = of_entries(session, found)["o1"]
    assert (source.file, source.record, source.line, source.legacy_id) == ("history.csv", 1, 2, "1")
    assert original(source).text == '1,1001,2020-01-01 10:00:00,anna,"two\nlines"'
    (tmp_path / "history.csv").write_text(HEADER + "1,1001,2020-01-01 10:00:00,anna,forged\n")
    assert not original(source).from_file
    assert "date: 2020-01-01 10:00:00" in original(source).text
    (tmp_path / "history.csv").unlink()
    assert "cannot be read any more" in original(source).note


def test_an_unused_column_called_date_does_not_hide_the_original_date(
    bring: Bring, database: str, tmp_path: Path
) -> None:
    from importers.ledger.provenance import of_entries
    from importers.trace.original import original

    sets = ("order=order", "date=created", "message=message")
    bring("order,created,date,message\n7,2020-01-01 10:00:00,Tuesday,sent\n", sets=sets)
    (tmp_path / "history.csv").unlink()
    with open_session(database) as session:
        source = of_entries(session, entries(session, EVERYTHING, Filters()))["o1"]
    lines = original(source).text.splitlines()
    assert {"date: 2020-01-01 10:00:00", "date: Tuesday"} <= {*lines}


def test_the_original_is_found_in_a_document_that_ends_after_its_last_chunk(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importers.ledger.provenance import of_entries
    from importers.trace.original import original

    monkeypatch.setattr(elements, "CHUNK_BYTES", 8)
    item = '{"id": 1, "order": "7", "date": "2020-01-01", "author": "", "message": "x"}'
    bring(f'{{"events": [{item}]}}\n\n', name="events.json")
    with open_session(database) as session:
        source = of_entries(session, entries(session, EVERYTHING, Filters()))["o1"]
    found = original(source)
    assert (found.from_file, found.text) == (True, item)
