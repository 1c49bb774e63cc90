"""One suite for all readers: the same thirty records, in every format, are the same table.

To add a format, see `formats.py`. The suite checks the cells, the record numbers, the line each record starts
on, the original bytes of each record, that those bytes under the reader's header are the same records again
(a dump's rows become statements first: see the tests of retry), and that chunks of any size are the same
table. `test_containers.py` does the same for what holds a file of text.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from formats import COLUMNS, FORMATS, RECORDS, Format
from reading import again, read_table

from importers.readers import json_adapter
from importers.readers.csv import reader as csv_reader
from importers.readers.json import elements
from importers.readers.sql import reader as sql_reader


def expected(form: Format) -> list[tuple[str | None, ...]]:
    return [tuple(cell if form.nulls else cell or "" for cell in record) for record in RECORDS]


@pytest.mark.parametrize("name", FORMATS)
def test_thirty_records_in_any_format_are_the_same_table(tmp_path: Path, name: str) -> None:
    form = FORMATS[name]
    written = form.write(tmp_path)
    read = read_table(written.file, **form.how)
    assert tuple(read.columns) == COLUMNS
    assert read.rows == expected(form)
    assert read.broken == []
    assert read.records == list(range(1, 31))
    numbered = list(range(1 + form.lines_before, 31 + form.lines_before))
    assert read.lines == (written.lines if form.own_lines else numbered)
    if form.own_lines and form.own_bytes:
        assert [raw.rstrip(b"\n") for raw in read.raws] == [piece.rstrip(b"\n") for piece in written.pieces]


@pytest.mark.parametrize("name", [name for name in FORMATS if not name.startswith("sql, ")])
def test_the_original_bytes_of_records_are_the_same_records_again(tmp_path: Path, name: str) -> None:
    form = FORMATS[name]
    read = read_table(form.write(tmp_path).file, **form.how)
    assert again(read, tmp_path / "rejects").rows == expected(form)


@pytest.mark.parametrize("name", FORMATS)
def test_chunks_of_any_size_are_the_same_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    form = FORMATS[name]
    file = form.write(tmp_path).file
    whole = read_table(file, **form.how)
    for module in (csv_reader, elements, json_adapter, sql_reader):
        monkeypatch.setattr(module, "CHUNK_BYTES", 300)
    small = read_table(file, **form.how)
    assert (small.rows, small.lines, small.raws) == (whole.rows, whole.lines, whole.raws)
    assert small.ends[-1] == whole.ends[-1]
