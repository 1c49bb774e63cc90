"""The same thirty records in every format, for the suite in `test_conformance.py`.

To add a format, write a function that writes `RECORDS` and add a row to `FORMATS`. A row says what the format
cannot hold:

- `nulls=False`: a missing value is written, and read back, as an empty text (CSV).
- `own_lines=False`: the input has no lines of text; rows count as lines, after `lines_before` of them.
"""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl
import xlsxwriter
import yaml

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

    rows = [f"<note>{''.join(map(member, COLUMNS, record))}</note>\n" for record in RECORDS]
    start = '<?xml version="1.0"?><notes xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
    return text_file(folder / "notes.xml", before=start, pieces=rows, after="</notes>\n")


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
    "xml": Format(write=xml_records, own_bytes=False),
    "xlsx": Format(write=workbook, own_lines=False, lines_before=1),
    "ods": Format(write=open_document, own_lines=False, lines_before=1),
    "parquet": Format(write=parquet, own_lines=False),
    "sqlite": Format(write=sqlite, own_lines=False),
}
