"""Django's dumpdata seen as tables: one for each model, `order.ordernote` as `order_ordernote`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from importers.readers.chunks import Chunk

if TYPE_CHECKING:
    from importers.readers.chunks import Reader
    from importers.readers.streams import Input
    from importers.readers.tables import Tables

_DECODER = msgspec.json.Decoder(float_hook=str)
"""Numbers with a fraction stay as they are written: 12.50 is not 12.5."""


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
            for thing in _objects(chunk, range(chunk.frame.height)):
                name = _table(thing.get("model"))
                self._home[name] = table
                known = self._columns.setdefault(name, ["id"])
                known += [column for column in _fields(thing) if column not in known]


class ModelReader:
    """One model's objects as rows: `id`, then their fields. A foreign key by natural key is its text."""

    def __init__(self, reader: Reader, name: str, columns: list[str]) -> None:
        self._reader, self._name = reader, name
        self.columns, self.header, self.format = columns, reader.header, reader.format
        self.source, self.read_as, self.details = reader.source, reader.read_as, reader.details

    def chunks(self) -> Iterator[Chunk]:
        for chunk in self._reader.chunks():
            models = chunk.frame["model"].to_list()
            yield self._only(chunk, [row for row, model in enumerate(models) if _table(model) == self._name])

    def _only(self, chunk: Chunk, rows: list[int]) -> Chunk:
        """The chunk's objects of this model, numbered as the fixture numbers them."""
        import polars as pl

        from importers.readers.chunks import pick_rows

        things = _objects(chunk, rows)
        found = [{"id": _text(thing.get("pk")), **_fields(thing)} for thing in things]
        frame = pl.DataFrame(
            {name: pl.Series([one.get(name) for one in found], dtype=pl.String) for name in self.columns}
        )
        return replace(pick_rows(chunk, rows), frame=frame)


def is_dumpdata(tables: Tables) -> bool:
    """Whether any of the tables is a fixture."""
    return any(_is_fixture(tables.columns(name)) for name in tables.names())


def _is_fixture(columns: list[str]) -> bool:
    return "model" in columns and any(column.startswith("fields.") for column in columns)


def _table(model: Any) -> str:
    return str(model).replace(".", "_").lower()


def _objects(chunk: Chunk, rows: Sequence[int]) -> list[dict[str, Any]]:
    """The objects themselves, as they stand in the fixture: what lies within a field keeps its types."""
    return [_DECODER.decode(raw) for raw in chunk.originals(rows)]


def _fields(thing: dict[str, Any]) -> dict[str, str | None]:
    return {name: _text(value) for name, value in (thing.get("fields") or {}).items()}


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return value[0]  # a natural key of one part: ["jane@example.com"]
    return msgspec.json.encode(value).decode()
