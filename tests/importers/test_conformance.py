"""One suite for all readers: the same thirty records, in every format and container, are the same table.

To add a format, write a function that writes `RECORDS` and add a row to `FORMATS`. A row says what the format
cannot hold:

- `nulls=False`: a missing value is written, and read back, as an empty text (CSV).
- `own_lines=False`: the input has no lines of text; rows count as lines, after `lines_before` of them.

The suite then checks the cells, the record numbers, the line each record starts on, the original bytes of
each record, that those bytes under the reader's header are the same records again (a dump's rows become
statements first: see the tests of retry), and that chunks of any
size are the same table. `CONTAINERS` does the same for what holds a file of text.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl
import pytest
import xlsxwriter
import yaml
from backports import zstd
from reading import again, read_table

from importers.readers import json_adapter
from importers.readers.csv import reader as csv_reader
from importers.readers.json import elements
from importers.readers.sql import reader as sql_reader

COLUMNS = ("id", "code", "text", "note")
Record = tuple[str, str, str, str | None]
SPECIAL = (
    "plain",
    "Zażółć gęślą jaźń, Größe, Ελληνικά, заказ",
    "注文を発送しました",
    "👩\u200d🔧 e\u0301 می\u200cخواهد",  # noqa: RUF001 - these very letters
    'she said "hi", then left',
    '"quoted whole"',
    "it's O'Brien's",
    "comma, semicolon; bar| tab\tend",
    "two\nlines",
    "three\n\nlines, one blank",
    "C:\\new\\table\\",
    "[bold]not markup[/bold] <b>&amp; &lt;",
    "{not: json}, [1, 2]",
    "1.50",
    "0",
    "null",
    "x" * 30_000,
    "$$ -- not a comment; /* nor this */ #",
    "=1+1",
    "50% of €1.234,56",
)
RECORDS: list[Record] = [
    (f"{at:04}", f"{at % 7:03}", SPECIAL[at % len(SPECIAL)], None if at % 3 == 0 else f"note {at}")
    for at in range(1, 31)
]


@dataclass(frozen=True, kw_only=True)
class Written:
    """A file, and for text the bytes before the records and those of each record, between which `gap` is."""

    file: Path
    before: bytes = b""
    pieces: list[bytes] = field(default_factory=list)
    gap: bytes = b""

    @property
    def lines(self) -> list[int]:
        """The line each record starts on, from 1."""
        found, at = [], 1 + self.before.count(b"\n")
        for piece in self.pieces:
            found.append(at)
            at += (piece + self.gap).count(b"\n")
        return found


def text_file(file: Path, *, before: str, pieces: Sequence[str], gap: str = "", after: str = "") -> Written:
    file.write_bytes((before + gap.join(pieces) + after).encode())
    parts = [piece.encode() for piece in pieces]
    return Written(file=file, before=before.encode(), pieces=parts, gap=gap.encode())


def delimited(name: str, delimiter: str) -> Callable[[Path], Written]:
    def cell(text: str | None) -> str:
        return '"' + (text or "").replace('"', '""') + '"'

    def write(folder: Path) -> Written:
        rows = [delimiter.join(map(cell, record)) + "\n" for record in RECORDS]
        return text_file(folder / name, before=delimiter.join(COLUMNS) + "\n", pieces=rows)

    return write


def backslashes(folder: Path) -> Written:
    def cell(text: str | None) -> str:
        escaped = (text or "").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\\n")
        return "\\N" if text is None else f'"{escaped}"'

    rows = [",".join(map(cell, record)) + "\n" for record in RECORDS]
    return text_file(folder / "notes.csv", before=",".join(COLUMNS) + "\n", pieces=rows)


def json_texts() -> list[str]:
    return [json.dumps(dict(zip(COLUMNS, record, strict=True)), ensure_ascii=False) for record in RECORDS]


def json_lines(folder: Path) -> Written:
    return text_file(folder / "notes.jsonl", before="", pieces=[f"{text}\n" for text in json_texts()])


def json_array(folder: Path) -> Written:
    return text_file(folder / "notes.json", before="[\n", pieces=json_texts(), gap=",\n", after="\n]\n")


def json_envelope(folder: Path) -> Written:
    before = '{"total": 30,\n"notes": [\n'
    return text_file(folder / "notes.json", before=before, pieces=json_texts(), gap=",\n", after="\n]}\n")


def mysql(folder: Path) -> Written:
    def literal(text: str | None) -> str:
        escaped = (text or "").replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
        return "NULL" if text is None else f"'{escaped}'"

    before = "-- MySQL dump 10.13\nCREATE TABLE `notes` (`id` text, `code` text, `text` text, `note` text);\n"
    rows = [f"({','.join(map(literal, record))})" for record in RECORDS]
    return text_file(
        folder / "notes.sql",
        before=before + "INSERT INTO `notes` VALUES\n",
        pieces=rows,
        gap=",\n",
        after=";\n",
    )


def standard_sql(sign: str) -> Callable[[Path], Written]:
    def literal(text: str | None) -> str:
        return "NULL" if text is None else "'" + text.replace("'", "''") + "'"

    def write(folder: Path) -> Written:
        before = f'{sign}\nCREATE TABLE notes ("id" text, "code" text, "text" text, "note" text);\n'
        rows = [f"({','.join(map(literal, record))})" for record in RECORDS]
        return text_file(
            folder / "notes.sql",
            before=before + "INSERT INTO notes VALUES\n",
            pieces=rows,
            gap=",\n",
            after=";\n",
        )

    return write


def copy_block(folder: Path) -> Written:
    def cell(text: str | None) -> str:
        escaped = (text or "").replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
        return "\\N" if text is None else escaped

    before = "-- PostgreSQL database dump\nCOPY public.notes (id, code, text, note) FROM stdin;\n"
    rows = ["\t".join(map(cell, record)) + "\n" for record in RECORDS]
    return text_file(folder / "notes.sql", before=before, pieces=rows, after="\\.\n")


def xml_records(folder: Path) -> Written:
    def member(name: str, text: str | None) -> str:
        nil = ' xsi:nil="true"' if text is None else ""
        return f"<{name}{nil}>{escape(text or '')}</{name}>"

    rows = [f"<note>{''.join(map(member, COLUMNS, record))}</note>" for record in RECORDS]
    file = folder / "notes.xml"
    start = '<?xml version="1.0"?><notes xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    file.write_text(f"{start}{''.join(rows)}</notes>", encoding="utf-8")
    return Written(file=file)


def yaml_items(folder: Path) -> Written:
    items = [
        yaml.safe_dump([dict(zip(COLUMNS, record, strict=True))], allow_unicode=True, sort_keys=False)
        for record in RECORDS
    ]
    written = text_file(folder / "notes.yaml", before="", pieces=items)
    return Written(file=written.file, pieces=written.pieces)


def workbook(folder: Path) -> Written:
    file = folder / "notes.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("notes")
        for row, record in enumerate([COLUMNS, *RECORDS]):
            for column, text in enumerate(record):
                if text is not None:
                    sheet.write_string(row, column, text)
    return Written(file=file)


def open_document(folder: Path) -> Written:
    def paragraph(text: str) -> str:
        return f"<text:p>{escape(text).replace(chr(9), '<text:tab/>')}</text:p>"

    def cell(text: str | None) -> str:
        inside = "" if text is None else "".join(map(paragraph, text.split("\n")))
        kind = "" if text is None else ' office:value-type="string"'
        return f"<table:table-cell{kind}>{inside}</table:table-cell>"

    rows = "".join(
        f"<table:table-row>{''.join(map(cell, record))}</table:table-row>" for record in [COLUMNS, *RECORDS]
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
        f'xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet><table:table table:name="notes">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    file = folder / "notes.ods"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return Written(file=file)


def parquet(folder: Path) -> Written:
    file = folder / "notes.parquet"
    pl.DataFrame(RECORDS, schema=dict.fromkeys(COLUMNS, pl.String), orient="row").write_parquet(file)
    return Written(file=file)


def sqlite(folder: Path) -> Written:
    file = folder / "notes.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE notes (id TEXT, code TEXT, text TEXT, note TEXT)")
        connection.executemany("INSERT INTO notes VALUES (?, ?, ?, ?)", RECORDS)
        connection.commit()
    return Written(file=file)


@dataclass(frozen=True, kw_only=True)
class Format:
    """How a format is written, and what it cannot hold; see the module."""

    write: Callable[[Path], Written]
    nulls: bool = True
    own_lines: bool = True
    lines_before: int = 0
    own_bytes: bool = True
    how: dict[str, str] = field(default_factory=dict)


FORMATS: dict[str, Format] = {
    "csv, comma": Format(write=delimited("notes.csv", ","), nulls=False),
    "csv, semicolon": Format(write=delimited("notes.csv", ";"), nulls=False),
    "csv, tab": Format(write=delimited("notes.tsv", "\t"), nulls=False),
    "csv, bar": Format(write=delimited("notes.psv", "|"), nulls=False),
    "csv, caret": Format(write=delimited("notes.csv", "^"), nulls=False),
    "csv, backslashes": Format(write=backslashes),
    "json lines": Format(write=json_lines),
    "json array": Format(write=json_array),
    "json envelope": Format(write=json_envelope),
    "sql, mysql": Format(write=mysql),
    "sql, postgresql insert": Format(write=standard_sql("-- PostgreSQL database dump")),
    "sql, postgresql copy": Format(write=copy_block),
    "sql, sqlite": Format(write=standard_sql("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;")),
    "sql, sql server": Format(write=standard_sql("USE [shop]\nGO")),
    "yaml": Format(write=yaml_items, own_bytes=False, how={"input_format": "yaml"}),
    "xml": Format(write=xml_records, own_lines=False),
    "xlsx": Format(write=workbook, own_lines=False, lines_before=1),
    "ods": Format(write=open_document, own_lines=False, lines_before=1),
    "parquet": Format(write=parquet, own_lines=False),
    "sqlite": Format(write=sqlite, own_lines=False),
}


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


def zipped(folder: Path, file: Path) -> Path:
    with zipfile.ZipFile(folder / "notes.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(file, file.name)
    return folder / "notes.zip"


def tarred(folder: Path, file: Path) -> Path:
    with tarfile.open(folder / "notes.tar.gz", "w:gz") as archive:
        archive.add(file, file.name)
    return folder / "notes.tar.gz"


def in_directory(folder: Path, file: Path) -> Path:
    (folder / "export").mkdir()
    return file.rename(folder / "export" / file.name).parent


def packed(pack: Callable[[bytes], bytes], suffix: str) -> Callable[[Path, Path], Path]:
    def write(folder: Path, file: Path) -> Path:
        target = folder / f"{file.name}.{suffix}"
        target.write_bytes(pack(file.read_bytes()))
        return target

    return write


CONTAINERS: dict[str, Callable[[Path, Path], Path]] = {
    "zip": zipped,
    "tar": tarred,
    "directory": in_directory,
    "gzip": packed(gzip.compress, "gz"),
    "bzip2": packed(bz2.compress, "bz2"),
    "xz": packed(lzma.compress, "xz"),
    "zstd": packed(zstd.compress, "zst"),
}
HELD = ("csv, comma", "csv, backslashes", "json lines", "json array", "sql, mysql", "xml")


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("name", HELD)
def test_a_container_changes_nothing_about_its_text(tmp_path: Path, name: str, container: str) -> None:
    form = FORMATS[name]
    file = form.write(tmp_path).file
    alone = read_table(file)
    held = read_table(CONTAINERS[container](tmp_path, file))
    assert (held.columns, held.rows, held.lines, held.raws, held.ends) == (
        alone.columns, alone.rows, alone.lines, alone.raws, alone.ends
    )  # fmt: skip
