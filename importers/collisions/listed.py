"""Rows of the log for a list of keys, on both kinds of databases."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Executable, Row, TextClause, text
from sqlalchemy.types import TypeEngine

from events.database.types import Document, UtcDateTime

_LISTS = {
    "sqlite": "json_each(:keys) AS k",
    "postgresql": "json_array_elements_text(CAST(:keys AS json)) AS k(value)",
}
_TYPES: dict[str, TypeEngine[Any]] = {"date": UtcDateTime(), "parameters": Document}


def rows_of_keys(
    connection: Connection, query: str, keys: Sequence[str | int], **values: Any
) -> Iterator[Row[Any]]:
    """The rows of `query`, in which `{keys}` is a table `k` of one column `value`, of the texts of `keys`."""
    statement: Executable = text(query.replace("{keys}", _LISTS[connection.dialect.name]))
    typed = {name: kind for name, kind in _TYPES.items() if f"AS {name}" in query}
    if typed and isinstance(statement, TextClause):
        statement = statement.columns(**typed)
    yield from connection.execute(statement, {"keys": json.dumps(keys), **values})
