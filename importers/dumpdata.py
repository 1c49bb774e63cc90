"""Django's dumpdata seen as tables: one for each model, `order.ordernote` as `order_ordernote`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING

from importers.readers.chunks import Chunk
from importers.serialized import unquoted

if TYPE_CHECKING:
    import polars as pl

    from importers.readers.chunks import Reader
    from importers.readers.streams import Input
    from importers.readers.tables import Tables

_PREFIX = "fields."


class Dumpdata:
    """`Tables` of the models in a fixture, or in several; see `is_dumpdata`. What is no fixture stays."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.name, self.path = tables.name, tables.path
        self.format, self.details = tables.format, tables.details
        self._columns: dict[str, list[str]] = {}
        self._home: dict[str, str] = {}
        for table in tables.names():
            if _is_fixture(tables.columns(table)):
                self._look_through(table)
            else:
                self._columns[table], self._home[table] = tables.columns(table), table

    def names(self) -> list[str]:
        return list(self._columns)

    def columns(self, name: str) -> list[str]:
        return self._columns[name]

    def input(self, name: str) -> AbstractContextManager[Input]:
        return self._tables.input(self._home[name])

    def reader(self, name: str) -> Reader:
        reader = self._tables.reader(self._home[name])
        return reader if self._home[name] == name else ModelReader(reader, name, self._columns[name])

    def _look_through(self, table: str) -> None:
        """Read the fixture once, for its models and their fields."""
        for chunk in self._tables.reader(table).chunks():
            for (model,), rows in chunk.frame.group_by("model", maintain_order=True):
                name = str(model).replace(".", "_").lower()
                self._home[name] = table
                known = self._columns.setdefault(name, ["id"])
                known += [column for column in _fields(rows) if column not in known]


class ModelReader:
    """One model's objects as rows: `id`, then their fields. A foreign key by natural key is its text."""

    def __init__(self, reader: Reader, name: str, columns: list[str]) -> None:
        self._reader, self._name = reader, name
        self.columns, self.header, self.format = columns, reader.header, reader.format
        self.source, self.read_as, self.details = reader.source, reader.read_as, reader.details

    def chunks(self) -> Iterator[Chunk]:
        import polars as pl

        for chunk in self._reader.chunks():
            model = pl.col("model").str.replace_all(".", "_", literal=True).str.to_lowercase()
            rows = chunk.frame.select((model == self._name).fill_null(False).arg_true()).to_series()
            yield _only(chunk, rows.to_list())


def is_dumpdata(tables: Tables) -> bool:
    """Whether any of the tables is a fixture."""
    return any(_is_fixture(tables.columns(name)) for name in tables.names())


def _is_fixture(columns: list[str]) -> bool:
    return "model" in columns and any(column.startswith(_PREFIX) for column in columns)


def _fields(rows: pl.DataFrame) -> list[str]:
    """The fields that any of these objects has."""
    filled = [name for name in rows.columns if name.startswith(_PREFIX) and rows[name].count()]
    return [name.removeprefix(_PREFIX) for name in filled]


def _only(chunk: Chunk, rows: list[int]) -> Chunk:
    """The chunk's objects of one model; those that could not be read count with none of them."""
    frame = chunk.frame[rows]
    names = {name: name.removeprefix(_PREFIX) for name in frame.columns if name.startswith(_PREFIX)}
    frame = frame.select("pk", *names) if "pk" in frame.columns else frame.select(*names)
    frame = frame.rename({**names, "pk": "id"}, strict=False)
    return replace(
        chunk,
        frame=frame.with_columns(_natural(frame[name]) for name in frame.columns),
        records=chunk.records[rows],
        lines=chunk.lines[rows],
        originals=lambda wanted: chunk.originals([rows[row] for row in wanted]),
    )


def _natural(keys: pl.Series) -> pl.Series:
    """Natural keys of one part, `["jane@example.com"]`, as that part."""
    lists = keys.filter(keys.str.contains(r'^\["[^"]*"\]$')).unique().to_list()
    return keys.replace_strict(lists, [unquoted(text)[0] for text in lists], default=keys) if lists else keys
