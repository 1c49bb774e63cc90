"""Parquet: one table, read some rows at a time."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import msgspec
import polars as pl

from importers.errors import NotDataError
from importers.readers.archive.member_names import table_name
from importers.readers.factory import InputOptions
from importers.readers.json_adapter import Row, adapted_input
from importers.readers.streams import Input
from importers.readers.tables import BaseTables
from importers.readers.value_text import of_bytes

ROWS = 50_000
"""The most rows that are in memory at a time, besides the row group they are in while it is unpacked."""

_AT_FIRST = 1_000
"""How many rows are read first, to see how large they are."""

_BYTES = 16 * 1024 * 1024
"""About how much is in memory at a time."""

_WHOLE = 1e15
"""Above this, a number with a fraction's type is no longer exact."""


class ParquetTables(BaseTables):
    """A Parquet file. Raises `NotDataError` for one that is damaged."""

    format = "parquet"
    details = "Parquet"

    def __init__(self, path: Path, *, how: InputOptions, stack: ExitStack, name: str = "") -> None:
        super().__init__(path.name, str(path.resolve()), how=how, stack=stack)
        self._file, self._table = path, table_name(name or path.name)
        try:
            self._schema = pl.read_parquet_schema(path)
        except (pl.exceptions.PolarsError, OSError) as error:
            problem = f"it cannot be read as Parquet ({_first(error)})."
            if _is_cut_off(path):
                problem = "it is cut off: the index at the end of the Parquet file is missing. Get it again."
            raise NotDataError(path.name, problem=problem) from None

    def names(self) -> list[str]:
        """Return the name of the one table, taken from the file's."""
        return [self._table]

    def columns(self, name: str) -> list[str]:
        """Return the columns in the order of the file's schema."""
        return list(self._schema)

    def _stream(self, name: str) -> AbstractContextManager[Input]:
        if name != self._table:
            raise self.missing(name)
        return adapted_input(
            self._rows(),
            name=self.name,
            path=self.path,
            carrier=self.format,
            table="",
            columns=self.columns(name),
        )

    def _rows(self) -> Generator[Row | None]:
        start, count = 0, _AT_FIRST
        while True:
            try:
                frame = pl.scan_parquet(self._file, glob=False).slice(start, count).collect()
            except (pl.exceptions.PolarsError, OSError) as error:
                problem = f"it is damaged after row {start:,} ({_first(error)})."
                raise NotDataError(self.name, problem=problem) from None
            yield from pl.DataFrame([as_text(series) for series in frame]).iter_rows()
            start += frame.height
            if frame.height < count:
                return
            size = max(int(frame.estimated_size()), 1)
            count = max(1, min(ROWS, _BYTES * frame.height // size))


def as_text(series: pl.Series) -> pl.Series:
    """A column as text: whole numbers without a fraction, dates as ISO, lists and structures as JSON."""
    dtype = series.dtype
    if dtype == pl.Binary:
        return pl.Series(
            series.name, [None if cell is None else of_bytes(cell) for cell in series], pl.String
        )
    if dtype.is_nested() or dtype == pl.Object:
        return pl.Series(
            series.name, [None if cell is None else _json(cell) for cell in series.to_list()], pl.String
        )
    if dtype.is_float():
        whole = (series.is_finite() & (series == series.floor()) & (series.abs() < _WHOLE)).fill_null(False)
        return series.cast(pl.Int64, strict=False).cast(pl.String).zip_with(whole, series.cast(pl.String))
    if isinstance(dtype, pl.Datetime):
        return series.dt.to_string("iso:strict")
    if dtype == pl.Duration:
        return series.dt.to_string("iso")
    return series.cast(pl.String)


def _json(cell: object) -> str:
    return msgspec.json.encode(cell, enc_hook=str).decode()


def _first(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:200]


def _is_cut_off(path: Path) -> bool:
    """Whether a file that starts as Parquet does not end so."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        file.seek(-min(4, path.stat().st_size), os.SEEK_END)
        return file.read() not in (b"PAR1", b"PARE")
