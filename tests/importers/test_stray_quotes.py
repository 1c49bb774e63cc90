"""A record with a quotation mark too many is read only where one reading is left; else it is rejected."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import Read, read_table

from importers.readers import chunks
from importers.readers.csv import reader as csv_reader
from importers.readers.csv import text_parts
from importers.readers.opening import open_tables
from importers.reject_codes import Code

HEADER = "id,price,text,link\n"
WHOLE = [f'{at},$9.5,"red, size {at}","https://shop.example/{at}"\n' for at in range(20)]


def _read(folder: Path, lines: list[str], *, header: str = HEADER) -> Read:
    (folder / "notes.csv").write_text(header + "".join(lines), encoding="utf-8")
    return read_table(folder / "notes.csv", delimiter=",")


def codes(read: Read) -> list[Code]:
    """The causes of the records that could not be read."""
    return [one.code for one in read.broken]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('"77,$1,"red, size","https://x"\n', ('"77', "$1", "red, size", "https://x")),
        ('77,"$1,"red, size","https://x"\n', ("77", '"$1', "red, size", "https://x")),
        ('77,$1,""red, size","https://x"\n', ("77", "$1", '"red, size', "https://x")),
        ('77,$1,"red, size"",https://x\n', ("77", "$1", 'red, size"', "https://x")),
        ('77,$1,"red, size",""https://x"\n', ("77", "$1", "red, size", '"https://x')),
        ('77,$1,"6" wide, red","https://x"\n', ("77", "$1", '6" wide, red', "https://x")),
        ('77,$1,"6" x 8" wide, red","https://x"\n', None),
    ],
)
def test_the_only_mark_that_can_be_text_is_kept_as_text(
    tmp_path: Path, line: str, cells: tuple[str, ...] | None
) -> None:
    read = _read(tmp_path, [*WHOLE[:15], line, *WHOLE[15:]])
    assert [row for row in read.rows if row[0] not in map(str, range(20))] == ([cells] if cells else [])
    assert codes(read) == ([] if cells else [Code.QUOTE])


def test_a_repaired_record_is_reported_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text(HEADER + "".join([*WHOLE[:15], '"77,1,"a,b",c\n', *WHOLE[15:]]))
    with open_tables(str(tmp_path / "notes.csv")) as tables:
        reader = tables.reader("notes")
        assert sum(chunk.frame.height for chunk in reader.chunks()) == 21
        assert reader.source.remarks() == [
            "The record on line 17 has a stray quotation mark, which was kept as text."
        ]


def test_a_mark_in_a_column_that_is_quoted_without_need_may_lack_its_partner(tmp_path: Path) -> None:
    lines = [f'{at},"{at}","red, size {at}","x"\n' for at in range(20)]
    read = _read(tmp_path, [*lines, '77,"1,"red, size","x"\n', *lines])
    assert codes(read) == [Code.QUOTE]


@pytest.mark.parametrize("cell", ['19" rack', 'he said "hello', '"opened', 'closed" once', '6" x 8" wide'])
def test_a_lone_mark_costs_no_record_at_the_end_of_a_chunk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: str
) -> None:
    lines = [f'{at},1,"red,\nsize {at}",x\n' for at in range(60)]
    lines[7] = f"7,1,{cell},x\n"
    whole = _read(tmp_path, lines)
    assert len(whole.rows) + len(whole.broken) == len(lines)
    for module in (chunks, text_parts):
        monkeypatch.setattr(module, "CHUNK_RECORDS", 20)
    for size in (90, 240, 435, 660):
        monkeypatch.setattr(csv_reader, "CHUNK_BYTES", size)
        in_chunks = _read(tmp_path, lines)
        assert (in_chunks.rows, in_chunks.raws, in_chunks.lines) == (whole.rows, whole.raws, whole.lines)
        assert [one.raw for one in in_chunks.broken] == [one.raw for one in whole.broken]


def test_a_record_that_may_go_on_in_the_next_line_is_not_repaired(tmp_path: Path) -> None:
    read = _read(tmp_path, [*WHOLE, '77,1,"a, "b",c\n', "and so on\n", *WHOLE])
    assert Code.QUOTE in codes(read)
    assert "77" not in [row[0] for row in read.rows]
    assert "77" not in [row[0] for row in _read(tmp_path, [*WHOLE, '77,1,"a, "b",c']).rows]


@pytest.mark.parametrize(
    "line",
    [
        '77,$1"red, size","https://x"\n',
        '77,$1"red, size 4""","https://x"\n',
        '77,$1,red"https://x,y"\n',
    ],
)
def test_a_missing_separator_before_a_quoted_cell_is_no_text_with_marks(tmp_path: Path, line: str) -> None:
    read = _read(tmp_path, [*WHOLE, line])
    assert codes(read) == [Code.QUOTE]
    assert len(read.rows) == len(WHOLE)


@pytest.mark.parametrize(
    "text", ['6" wide', '6"', "6'2\"", 'the "big" box', '"', 'a "b" and "c"', '5" x 7"', '"it\'s" nice']
)
def test_marks_within_an_unquoted_cell_are_text(tmp_path: Path, text: str) -> None:
    read = _read(tmp_path, [*WHOLE, f'77,$1,x {text},y 6" pipe\n'])
    assert read.rows[-1] == ("77", "$1", f"x {text}", 'y 6" pipe')
    assert not read.broken


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(at=st.integers(0, 19), place=st.integers(0, 200), lost=st.integers(0, 1))
def test_a_mark_or_separator_more_or_less_changes_no_other_record(
    tmp_path: Path, at: int, place: int, lost: int
) -> None:
    line = WHOLE[at]
    place %= len(line) - 1
    line = line[:place] + ("" if lost else '"') + line[place + lost :]
    read = _read(tmp_path, [*WHOLE[:at], line, *WHOLE[at + 1 :]])
    whole = {row[0]: row for row in _read(tmp_path, WHOLE).rows}
    others = [row for row, raw in zip(read.rows, read.raws, strict=True) if raw.decode() != line]
    assert [row for row in others if row != whole.get(row[0] or "")] == []
    assert len(others) + len(read.broken) >= len(WHOLE) - 1


@pytest.mark.parametrize(("last", "dropped"), [("x", True), ("", False)])
def test_a_blank_cell_too_many_is_dropped_only_where_the_last_column_is_filled(
    tmp_path: Path, last: str, dropped: bool
) -> None:
    lines = [f"{at},$9.5,red {at},{last}\n" for at in range(20)]
    moved = f"77,,$1,red,{last}\n"
    read = _read(tmp_path, [*lines, f"78,$1,red,{last},\n", moved])
    assert ("77", "", "$1", "red") not in read.rows
    assert (("78", "$1", "red", last) in read.rows) is dropped
    assert len(read.broken) == (1 if dropped else 2)
