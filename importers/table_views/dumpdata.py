"""Django's dumpdata seen as tables: one for each model, `order.ordernote` as `order_ordernote`."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import msgspec

from importers.table_views.view_reader import ObjectFilter, ViewReader, decode_objects, encoding_of

if TYPE_CHECKING:
    from importers.readers.chunks import Reader
    from importers.readers.streams import Input
    from importers.readers.tables import Tables


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
        """Return the names of the models' tables and of tables that are not fixtures, in the order found."""
        return list(self._columns)

    def columns(self, name: str) -> list[str]:
        """Return a table's columns; a model's are `id` and its fields."""
        return self._columns[name]

    def input(self, name: str) -> AbstractContextManager[Input]:
        """Open the input that holds the table's objects, from its start."""
        return self._tables.input(self._home[name])

    def reader(self, name: str) -> Reader:
        """Start a fresh pass over the objects of one model, or over a table that is not a fixture."""
        reader = self._tables.reader(self._home[name])
        return reader if self._home[name] == name else self._of_model(reader, name)

    def _of_model(self, reader: Reader, name: str) -> ViewReader:
        """The objects of one model, numbered as the fixture numbers them."""
        columns = self._columns[name]
        view = ObjectFilter(
            reader, columns, column="model", accepts=lambda model: _table(model) == name, cells=_cells
        )
        return ViewReader(reader, columns, view)

    def _look_through(self, table: str) -> None:
        """Read the fixture once, for its models and their fields."""
        reader = self._tables.reader(table)
        encoding = encoding_of(reader)
        for chunk in reader.chunks():
            for thing in decode_objects(chunk, range(chunk.frame.height), encoding=encoding):
                name = _table(thing.get("model"))
                self._home[name] = table
                known = self._columns.setdefault(name, ["id"])
                known += [column for column in _fields(thing) if column not in known]


def is_dumpdata(tables: Tables) -> bool:
    """Whether any of the tables is a fixture."""
    return any(_is_fixture(tables.columns(name)) for name in tables.names())


def _is_fixture(columns: list[str]) -> bool:
    return "model" in columns and any(column.startswith("fields.") for column in columns)


def _table(model: Any) -> str:
    return str(model).replace(".", "_").lower()


def _cells(thing: dict[str, Any]) -> dict[str, str | None]:
    """An object as a row: `id`, then its fields. A foreign key by natural key is its text."""
    return {"id": _text(thing.get("pk")), **_fields(thing)}


def _fields(thing: dict[str, Any]) -> dict[str, str | None]:
    return {name: _text(value) for name, value in (thing.get("fields") or {}).items()}


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return value[0]  # a natural key of one part: ["jane@example.com"]
    return msgspec.json.encode(value).decode()
