"""The tables of an input, written again in other file formats.

`FORMS` names the formats. To add one, write a function from tables to the written file or folder.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from functools import lru_cache
from pathlib import Path

import polars as pl
import xlsxwriter

from importers.planning.plan import seen_as
from importers.readers.opening import open_tables

_SHEET_NAME = 31
"""The longest name of a sheet."""

Tables = Mapping[str, pl.DataFrame]


def write(source: Path, folder: Path, form: str) -> Path:
    """Write the tables of `source` into `folder`, and return what an import reads."""
    folder.mkdir()
    return _WRITERS[form](_read(source), folder)


def can_hold(source: Path, form: str) -> bool:
    """Whether the format can hold the tables of `source` under their own names."""
    return form != "xlsx" or all(len(name) <= _SHEET_NAME for name in _read(source))


@lru_cache(maxsize=1)
def _read(source: Path) -> dict[str, pl.DataFrame]:
    with ExitStack() as stack:
        tables = seen_as(stack.enter_context(open_tables(str(source))), stack)
        return {name.rpartition(".")[2]: _frame(tables, name) for name in tables.names()}


def _frame(tables: object, name: str) -> pl.DataFrame:
    columns = tables.columns(name)  # type: ignore[attr-defined]
    frames = [chunk.frame for chunk in tables.reader(name).chunks()]  # type: ignore[attr-defined]
    empty = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    return pl.concat([empty, *frames], how="diagonal").select(columns)


def _delimited(delimiter: str, ending: str) -> Callable[[Tables, Path], Path]:
    def write_all(tables: Tables, folder: Path) -> Path:
        for name, frame in tables.items():
            with (folder / f"{name}.{ending}").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, delimiter=delimiter)
                writer.writerow(frame.columns)
                writer.writerows(frame.iter_rows())
        return folder

    return write_all


def _json_lines(tables: Tables, folder: Path) -> Path:
    for name, frame in tables.items():
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in frame.iter_rows(named=True))
        (folder / f"{name}.jsonl").write_text("".join(lines), "utf-8")
    return folder


def _document(tables: Tables, folder: Path) -> Path:
    file = folder / "tables.json"
    file.write_text(json.dumps({name: frame.to_dicts() for name, frame in tables.items()}), "utf-8")
    return file


def _zip(tables: Tables, folder: Path) -> Path:
    _delimited(",", "csv")(tables, folder)
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    return path


def _sqlite(tables: Tables, folder: Path) -> Path:
    path = folder / "tables.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        for name, frame in tables.items():
            columns = ", ".join(f"{_quoted(column)} TEXT" for column in frame.columns)
            connection.execute(f"CREATE TABLE {_quoted(name)} ({columns})")
            marks = ", ".join("?" for _ in frame.columns)
            connection.executemany(f"INSERT INTO {_quoted(name)} VALUES ({marks})", frame.iter_rows())  # noqa: S608
    return path


def _sql(tables: Tables, folder: Path) -> Path:
    """As sqlite3's `.dump` writes it."""
    path = folder / "tables.sql"
    with closing(sqlite3.connect(_sqlite(tables, folder))) as connection:
        path.write_text("\n".join(connection.iterdump()) + "\n", "utf-8")
    return path


def _parquet(tables: Tables, folder: Path) -> Path:
    for name, frame in tables.items():
        frame.write_parquet(folder / f"{name}.parquet")
    return folder


def _workbook(tables: Tables, folder: Path) -> Path:
    path = folder / "tables.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_urls": False, "strings_to_formulas": False}) as book:
        for name, frame in tables.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate([frame.columns, *frame.iter_rows()]):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write_string(at, column, cell)
    return path


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


_WRITERS: dict[str, Callable[[Tables, Path], Path]] = {
    "csv": _delimited(",", "csv"),
    "tsv": _delimited("\t", "tsv"),
    "jsonl": _json_lines,
    "json": _document,
    "zip": _zip,
    "sqlite": _sqlite,
    "sql": _sql,
    "parquet": _parquet,
    "xlsx": _workbook,
}
FORMS = tuple(_WRITERS)
