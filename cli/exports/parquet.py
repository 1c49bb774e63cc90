"""Events as a Parquet file: the columns of CSV, with dates as UTC timestamps and amounts as exact text.

Written in row groups of bounded size: parts lie in a private temporary folder until they are joined.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from cli.render import records
from events.errors import WriteError
from events.vocabulary.parameters import storable
from importers.private_files import private_folder

if TYPE_CHECKING:
    import polars as pl

    from cli.event_view import EventView
    from events.tables import Reader

ROW_GROUP = 20_000
GROUP_BYTES = 8_000_000
"""The most characters in a row group, on the average."""
PAGE = 5_000
PAGE_BYTES = 4_000_000
"""How many events are in memory at a time, and how many characters of them."""
_FLAGS = (".is_staff", ".is_placeholder")
_NUMBERS = ("source.batch", "source.record", "source.line")


def write(stream: IO[bytes], events: Iterable[EventView], _reader: Reader) -> str:
    """One row per event, in the order given."""
    import polars as pl

    with private_folder("export") as folder:
        whole = folder / "whole.parquet"
        try:
            parts = [_part(folder / "0.parquet", [])]
            count = size = 0
            for page in _pages(events):
                parts.append(_part(folder / f"{len(parts)}.parquet", page))
                count, size = count + len(page), size + sum(map(_size, page))
            fitting = max(1, min(ROW_GROUP, GROUP_BYTES * count // max(size, 1)))
            pl.scan_parquet(parts).sink_parquet(whole, row_group_size=fitting, maintain_order=True)
        except pl.exceptions.ComputeError as error:  # polars reports a full disk as a fault of the format
            raise WriteError(f"Cannot write temporary files in {folder}: {error}. Make room there.") from None
        with whole.open("rb") as file:
            shutil.copyfileobj(file, stream)
    return ""


def _pages(events: Iterable[EventView]) -> Iterator[list[list[Any]]]:
    """Rows, at most `PAGE` at a time, and fewer where they are long."""
    page: list[list[Any]] = []
    size = 0
    for view in events:
        page.append(_row(view))
        size += _size(page[-1])
        if len(page) == PAGE or size >= PAGE_BYTES:
            yield page
            page, size = [], 0
    if page:
        yield page


def _size(row: list[Any]) -> int:
    return sum(len(value) for value in row if isinstance(value, str))


def _part(path: Path, rows: list[list[Any]]) -> Path:
    import polars as pl

    pl.DataFrame(rows, schema=_schema(), orient="row").write_parquet(path)
    return path


def _schema() -> dict[str, pl.DataType]:
    import polars as pl

    schema: dict[str, pl.DataType] = {name: pl.String() for name in records.EVENT_COLUMNS}
    flags = {name: pl.Boolean() for name in records.EVENT_COLUMNS if name.endswith(_FLAGS)}
    return schema | {"date": pl.Datetime("us", "UTC")} | flags | {name: pl.Int64() for name in _NUMBERS}


def _row(view: EventView) -> list[Any]:
    """The event's values in the order of `EVENT_COLUMNS`."""
    record = records.event(view)
    record["date"] = view.entry.date
    record["parameters"] = json.dumps(record["parameters"], ensure_ascii=False)
    values = dict(record)
    for outer in ("source", "user_details", "customer_details"):
        values |= {f"{outer}.{name}": value for name, value in (record[outer] or {}).items()}
    return [_storable(values.get(name)) for name in records.EVENT_COLUMNS]


def _storable(value: Any) -> Any:
    """Parquet holds no lone surrogates."""
    return storable(value) if isinstance(value, str) else value
