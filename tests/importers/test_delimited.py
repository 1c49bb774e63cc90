"""CSV and its relatives are read exactly, chunk by chunk, whichever parser reads them."""

from __future__ import annotations

import codecs
import csv
import io
import re
import shlex
import subprocess
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from importers.errors import MissingHeaderError, NotDataError
from importers.readers import streams
from importers.readers.chunks import Broken, check_header
from importers.readers.csv import columnar
from importers.readers.csv import reader as delimited
from importers.readers.csv.delimiter import choose_delimiter
from importers.readers.csv.dialect import detect_dialect
from importers.readers.csv.header import unique_names
from importers.readers.csv.reader import DelimitedReader
from importers.readers.csv.stdlib import last_record_end, strict_records
from importers.readers.encodings import detect_encoding
from importers.readers.opening import open_tables
from importers.readers.streams import open_input
from importers.reject_codes import Code

CELLS = st.text(alphabet=st.sampled_from("ab é€\",;\n\t'=|"), max_size=6)

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # many of these, and the file is taken for binary


class Read:
    """All that a reader made of a file."""

    def __init__(self, path: Path, *, encoding: str = "utf-8", delimiter: str = ",") -> None:
        self.frames: list[pl.DataFrame] = []
        self.records: list[int] = []
        self.lines: list[int] = []
        self.raws: list[bytes] = []
        self.broken: list[Broken] = []
        with open_input(str(path)) as source:
            reader = DelimitedReader(source, encoding, delimiter)
            check_header(reader)
            self.columns, self.header = reader.columns, reader.header
            for chunk in reader.chunks():
                self.frames.append(chunk.frame)
                self.records += chunk.records.to_list()
                self.lines += chunk.lines.to_list()
                self.raws += chunk.originals(range(chunk.frame.height))
                self.broken += chunk.broken
            self.position, self.digest = source.position, source.prefix()

    @property
    def rows(self) -> list[tuple[str, ...]]:
        return [row for frame in self.frames for row in frame.rows()]


def written(tmp_path: Path, data: str | bytes) -> Path:
    path = tmp_path / "in.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12),
    chunk=st.integers(min_value=1, max_value=120),
    ending=st.sampled_from(["\n", "\r\n"]),
    delimiter=st.sampled_from([",", ";", "\t", "¦"]),
)
def test_what_the_standard_library_writes_is_read_back_in_chunks_of_any_size(
    tmp_path: Path, table: list[tuple[str, str, str]], chunk: int, ending: str, delimiter: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending)
    writer.writerow(["x", "y", "z"])
    writer.writerows(table)
    path = written(tmp_path, out.getvalue())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "CHUNK_BYTES", chunk)
        found = Read(path, delimiter=delimiter)
    assert found.rows == table
    assert not found.broken
    assert found.records == list(range(1, len(table) + 1))
    assert found.header + b"".join(found.raws) == path.read_bytes()
    assert found.position == path.stat().st_size
    at = 2
    for line, raw in zip(found.lines, found.raws, strict=True):
        assert line == at
        at += raw.count(b"\n")


@settings(max_examples=400)
@given(body=st.text(alphabet=st.sampled_from('ab",\n\r é'), max_size=60))
@example(body="a,b,a\na\n")
@example(body="a\na,b,a\n")
@example(body="a,b\n\n,,")
def test_whatever_the_fast_parser_vouches_for_the_strict_one_reads_the_same_way(body: str) -> None:
    data = body.encode()
    lines = columnar.line_count(data)
    parsed = columnar.parse(data, columns=["x", "y"], encoding="utf-8", delimiter=",", line_count=lines)
    if parsed is None:
        return
    frame, lines_before = parsed
    strict = list(strict_records(data, encoding="utf-8", delimiter=","))
    assert [list(row) for row in frame.rows()] == [record.cells for record in strict]
    assert columnar.originals_of(data, height=frame.height)(range(frame.height)) == [
        record.raw for record in strict
    ]
    assert lines_before.to_list() == [record.first_line for record in strict]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=80).filter(lambda body: not _CONTROL.search(body)),
    chunk=st.integers(min_value=1, max_value=50),
)
def test_no_byte_of_wild_input_is_lost(tmp_path: Path, body: bytes, chunk: int) -> None:
    """Every byte is in a readable record, in a reject, in a blank line, or in a byte order mark that has a
    line to itself."""
    path = written(tmp_path, b"x,y\n" + body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "CHUNK_BYTES", chunk)
        found = Read(path)
    kept = sorted([*found.raws, *(broken.raw for broken in found.broken)])
    lines = [
        line for line in io.BytesIO(body).readlines() if line.removeprefix(codecs.BOM_UTF8).strip(b"\r\n")
    ]
    assert b"".join(sorted(b"".join(kept).splitlines())) == b"".join(sorted(b"".join(lines).splitlines()))


@pytest.mark.parametrize("begin", [b"x\x01", b"x\x9c", b"x\xda", b"\x1f\x8b", b"(\xb5/\xfd"])
def test_a_chunk_that_begins_like_a_compressed_file_is_read_as_text(tmp_path: Path, begin: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "CHUNK_BYTES", 4)
        found = Read(written(tmp_path, b"x,y\n" + begin + b",a\n2,b\n"))
    raws = sorted([*found.raws, *(broken.raw for broken in found.broken)])
    assert raws == sorted([begin + b",a\n", b"2,b\n"])


@pytest.mark.parametrize("beside", ["a", 'a"x', "a\rb", '"open', "'a'"])
def test_a_blank_line_of_one_column_is_a_record_whatever_stands_beside_it(
    tmp_path: Path, beside: str
) -> None:
    found = Read(written(tmp_path, f"text\none\n\n{beside}\n\ntext\n"))
    rows = dict(zip(found.lines, found.rows, strict=True))
    assert [rows[line] for line in (2, 3, 5, 6)] == [("one",), ("",), ("",), ("text",)]


@pytest.mark.parametrize("chunk", [16, 30, 41, 42, 43, 1000])
def test_a_last_record_that_is_cut_off_is_rejected_wherever_a_chunk_ends(tmp_path: Path, chunk: int) -> None:
    path = written(tmp_path, 'x,y\n1,"a\nb"\n2,c\n3,d\n4,"a ""cut\n off')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "CHUNK_BYTES", chunk)
        found = Read(path)
    assert found.rows == [("1", "a\nb"), ("2", "c"), ("3", "d")]
    assert [(b.line, b.code) for b in found.broken] == [(6, Code.QUOTE), (7, Code.COLUMNS)]


def test_short_and_long_lines_are_rejects_in_their_own_bytes(tmp_path: Path) -> None:
    found = Read(written(tmp_path, "x,y\n1,a\n2\n3,c,d\n\n4,e\n"))
    assert found.rows == [("1", "a"), ("4", "e")]
    assert [(b.record, b.line, b.code, b.raw) for b in found.broken] == [
        (2, 3, Code.COLUMNS, b"2\n"),
        (3, 4, Code.COLUMNS, b"3,c,d\n"),
    ]
    assert found.records == [1, 4]
    assert found.lines == [2, 6]


def test_an_unclosed_quotation_mark_costs_its_own_line_only(tmp_path: Path) -> None:
    found = Read(written(tmp_path, 'x,y\n1,"a\n2,b\n3,"two\nlines"\n'))
    assert found.rows == [("2", "b"), ("3", "two\nlines")]
    assert [(b.line, b.code, b.raw) for b in found.broken] == [(2, Code.QUOTE, b'1,"a\n')]


def test_an_inch_mark_inside_a_cell_is_text(tmp_path: Path) -> None:
    found = Read(written(tmp_path, 'x,y\n1,5" pipe\n2,b\n'))
    assert found.rows == [("1", '5" pipe'), ("2", "b")]


@pytest.mark.parametrize(
    ("line", "quote", "cells"),
    [
        ('A1  | a 14" monitor   | anna', '"', ["A1", 'a 14" monitor', "anna"]),
        ('A1  | "a "  | none  ', "none", ["A1", '"a "', "none"]),
        ('A1 | "two  "| anna', '"', ["A1 ", "two  ", "anna"]),
        ("A1 |   'a|b  '| anna", "'", ["A1 ", "a|b  ", "anna"]),
    ],
)
def test_what_aligns_a_table_is_trimmed_unless_a_cell_of_the_line_is_quoted(
    line: str, quote: str, cells: list[str]
) -> None:
    (record,) = strict_records(f"{line}\n".encode(), encoding="utf-8", delimiter="| ", quote=quote)
    assert record.cells == cells


def test_a_broken_byte_rejects_its_record_and_names_the_byte(tmp_path: Path) -> None:
    found = Read(written(tmp_path, b"x,y\n1,gr\xc3\xbc\xc3\x9fe\n2,caf\xff\n"))
    assert found.rows == [("1", "grüße")]
    assert [(b.line, b.code, b.raw) for b in found.broken] == [(3, Code.ENCODING, b"2,caf\xff\n")]
    assert "0xFF" in found.broken[0].detail


def test_a_western_code_page_is_read_and_its_rejects_stay_in_it(tmp_path: Path) -> None:
    found = Read(written(tmp_path, "x,y\n1,café €\n2\n".encode("cp1252")), encoding="cp1252")
    assert found.rows == [("1", "café €")]
    assert found.raws == ["1,café €\n".encode("cp1252")]


def test_an_overlong_line_is_one_reject_and_what_follows_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in {"CHUNK_BYTES": 100, "RECORD_BYTES": 400, "KEPT_BYTES": 50}.items():
        monkeypatch.setattr(delimited, name, size)
    monkeypatch.setattr(streams, "HEAD_BYTES", 8)
    found = Read(written(tmp_path, "x,y\n1,a\n2," + "b" * 3000 + "\n3,c\n"))
    assert found.rows == [("1", "a"), ("3", "c")]
    assert [(b.record, b.line, b.code, len(b.raw)) for b in found.broken] == [(2, 3, Code.LONG, 51)]
    assert found.lines == [2, 4]


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    assert Read(written(tmp_path, b"\xef\xbb\xbfx,y\n1,a\n")).columns == ["x", "y"]


def test_an_empty_file_and_one_without_header_are_reported(tmp_path: Path) -> None:
    for nothing in (b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"):
        with pytest.raises(NotDataError, match="empty"):
            Read(written(tmp_path, nothing))
    with pytest.raises(MissingHeaderError, match="line 1 looks like data"):
        Read(written(tmp_path, "1001,2020-01-01,hello\n"))
    assert Read(written(tmp_path, "0,order,date\n1,2,3\n")).columns == ["0", "order", "date"]


@pytest.mark.parametrize(
    "line", ["2019-03-04 12:00:01 order 1001 shipped by anna", "04.03.2019 12:00 Bestellung 1001 verschickt"]
)
def test_a_text_log_is_no_table_whose_cells_end_at_the_colons_of_the_time(tmp_path: Path, line: str) -> None:
    file = written(tmp_path, f"{line}\n" * 3)
    with pytest.raises(MissingHeaderError, match="texts behind a date") as raised:
        Read(file)
    sed = re.search(r"sed -E .+?(?= > lines\.csv)", str(raised.value))
    assert sed is not None
    made = subprocess.run(shlex.split(sed[0]), capture_output=True, text=True, check=True)
    assert made.stdout.splitlines()[0].split(",")[1] == "1001"


def test_nameless_and_repeated_columns_get_names_of_their_own() -> None:
    assert unique_names(["", "a", "a", "a_2", ""]) == ["column_1", "a", "a_2", "a_2_2", "column_5"]


def test_columns_of_one_name_are_reported_with_the_names_they_get(tmp_path: Path) -> None:
    def remarks(header: str) -> str:
        with open_tables(str(written(tmp_path, f"{header}\n1,a,b,c\n2,d,e,f\n"))) as tables:
            reader = tables.reader(tables.names()[0])
            list(reader.chunks())
            return " ".join(reader.source.remarks())

    assert remarks("id,text,text_2,text").endswith(
        "Several columns have one name: text (2). text is the first of them, text_3 the second."
    )
    assert remarks("id,text,,") == ""


def test_a_chunk_ends_at_the_last_line_end_outside_quotation_marks() -> None:
    assert last_record_end(b'a\n"b\nc"\nd') == 8
    assert last_record_end(b'a\n"b\nc') == 2
    assert last_record_end(b"no end") == 0


@pytest.mark.parametrize("mark", ["^", "~", "\x1f", "\x01"])
def test_a_usual_delimiter_in_every_text_is_no_rival_of_a_rare_one(mark: str) -> None:
    lines = ["order;date;comment", *(f"{number};2020-01-01;Rang, no answer; again" for number in range(9))]
    sample = "\n".join(line.replace(";", mark, 2) for line in lines).encode()
    chosen, _ = choose_delimiter(sample, "utf-8", escaped=False, quote="", name="notes.csv")
    assert chosen == mark


def test_delimiter_and_encoding_are_guessed_from_the_start() -> None:
    assert detect_dialect(b'a;"b,c,d";e', encoding="utf-8").delimiter == ";"
    assert detect_dialect(b"a\tb,c\td", encoding="utf-8").delimiter == "\t"
    assert detect_encoding(b"plain").encoding == "utf-8"
    assert detect_encoding(("grüße" * streams.HEAD_BYTES).encode()[: streams.HEAD_BYTES]).encoding == "utf-8"
    assert detect_encoding("café".encode("cp1252")).encoding == "cp1252"
    assert detect_encoding(b"gr\xc3\xbc\xc3\x9fe caf\xe9 x").encoding == "utf-8"
    assert detect_encoding(b"damaged \xff").encoding == "utf-8"
