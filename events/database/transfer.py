"""Moves the rows of tables from one database to another of either kind, and digests what a table holds.

Rows travel as plain values: numbers, texts, bytes, moments in microseconds since 1970, documents as JSON.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    cast,
    func,
    inspect,
    select,
    text,
    tuple_,
    type_coerce,
)
from sqlalchemy.types import TypeDecorator

from events.database import last_ids, postgresql
from events.database.types import Document, UtcDateTime, from_microseconds

CHUNK_ROWS = 5_000
CHUNK_BYTES = 4 * 1024 * 1024
_FETCHED = 500
_MODULUS = 1 << 128
_WIDEST = 30
"""A whole number of more digits stays as it is written."""

Row = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """The number of a table's rows, and a digest of what they hold, whatever their order."""

    rows: int
    content: str


def digest(connection: Connection, table: Table) -> Digest:
    """What a table holds, as it is in either kind of database."""
    documents = [place for place, column in enumerate(stored(table)) if _is_document(column)]
    count = total = 0
    for row in read_rows(connection, table):
        count += 1
        total += _number_of(row, documents)
    return Digest(rows=count, content=f"{total % _MODULUS:032x}")


def stored(table: Table) -> list[Column[Any]]:
    """The columns of a table that the database does not compute itself."""
    return [column for column in table.columns if column.computed is None]


def read_rows(connection: Connection, table: Table, *, after: Row | None = None) -> Iterator[Row]:
    """A table's rows by primary key; those `after` a key, if it is given."""
    keys = [_plain(column, connection) for column in table.primary_key]
    rows: Select[Any] = select(*(_plain(column, connection) for column in stored(table))).order_by(*keys)
    if after is not None:
        rows = rows.where(tuple_(*keys) > tuple_(*after) if len(keys) > 1 else keys[0] > after[0])
    with connection.execute(rows, execution_options={"yield_per": _FETCHED}) as result:
        for row in result:
            yield tuple(row)


def chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Rows to be written together, bounded in number and bytes."""
    chunk: list[Row] = []
    size = 0
    for row in rows:
        chunk.append(row)
        size += sum(len(value) for value in row if isinstance(value, str | bytes))
        if len(chunk) >= CHUNK_ROWS or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def last_key(connection: Connection, table: Table) -> Row | None:
    """The last key of a table with one number as its key; None for other tables, and for an empty one."""
    if not _is_numbered(table):
        return None
    (key,) = table.primary_key
    found = connection.scalar(select(func.max(key)))
    return None if found is None else (found,)


def write_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Append rows to a table, in the transaction of the connection."""
    names = [column.name for column in stored(table)]
    if connection.dialect.name == "sqlite":
        quoted = ", ".join(f'"{name}"' for name in names)
        places = ", ".join("?" * len(names))
        connection.exec_driver_sql(
            f'INSERT INTO "{table.name}" ({quoted}) VALUES ({places})',  # noqa: S608 - our own names
            list(rows),
        )
        return
    moments = [place for place, column in enumerate(stored(table)) if isinstance(column.type, UtcDateTime)]
    driver: Any = connection.connection.driver_connection
    columns = ", ".join(f'"{name}"' for name in names)
    try:
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(_with_moments(row, moments))
    except BaseException:
        if postgresql.end_if_in_copy(driver):
            connection.invalidate()
        raise


def highest_id(connection: Connection, table: Table) -> int:
    """The highest id that a table ever gave to a row; 0 where the database does not keep it."""
    if not _is_numbered(table):
        return 0
    (key,) = table.primary_key
    if connection.dialect.name == "sqlite":
        if not inspect(connection).has_table("sqlite_sequence"):
            return 0
        if table.name in last_ids.EVENTS:
            return last_ids.last_id(connection, table.name)
        kept = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
        return connection.scalar(kept, {"table": table.name}) or 0
    sequence = _sequence(connection, table, key)
    if sequence is None:
        return 0
    given = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"  # noqa: S608 - from the server
    return connection.exec_driver_sql(given).scalar() or 0


def set_highest_id(connection: Connection, table: Table, highest: int) -> None:
    """Let a table go on counting its ids above `highest` and above those it has."""
    if not _is_numbered(table):
        return
    (key,) = table.primary_key
    highest = max(highest, connection.scalar(select(func.max(key))) or 0)
    if connection.dialect.name == "sqlite":
        _set_highest_of_file(connection, table, highest)
    elif highest > 0 and (sequence := _sequence(connection, table, key)):
        connection.execute(
            text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest}
        )


def _set_highest_of_file(connection: Connection, table: Table, highest: int) -> None:
    if table.name in last_ids.EVENTS or table.dialect_options["sqlite"].get("autoincrement"):
        last_ids.keep_last_id(connection, table.name, highest)


def _sequence(connection: Connection, table: Table, key: Column[Any]) -> str | None:
    found = text("SELECT pg_get_serial_sequence(:table, :column)")
    name: str | None = connection.scalar(found, {"table": f'"{table.name}"', "column": key.name})
    return name


def _is_numbered(table: Table) -> bool:
    keys = list(table.primary_key)
    return len(keys) == 1 and keys[0].type.python_type is int


def _is_document(column: Column[Any]) -> bool:
    return isinstance(column.type, type(Document))


def _plain(column: Column[Any], connection: Connection) -> ColumnElement[Any]:
    """A column as the value that travels."""
    on_server = connection.dialect.name == "postgresql"
    if _is_document(column):
        return cast(column, Text) if on_server else type_coerce(column, Text)
    if isinstance(column.type, UtcDateTime):
        microseconds = func.extract("epoch", column) * 1_000_000
        return cast(microseconds, BigInteger) if on_server else type_coerce(column, BigInteger)
    if isinstance(column.type, TypeDecorator):
        return type_coerce(column, column.type.impl_instance)
    return column


def _with_moments(row: Row, places: Sequence[int]) -> Sequence[Any]:
    values = list(row)
    for place in places:
        if values[place] is not None:
            values[place] = from_microseconds(values[place])
    return values


def _number_of(row: Row, documents: Sequence[int]) -> int:
    values = list(row)
    for place in documents:
        values[place] = canonical_document(values[place])
    encoded = msgspec.json.encode(values)
    return int.from_bytes(hashlib.blake2b(encoded, digest_size=16).digest())


def canonical_document(document: str | None) -> Any:
    """A document with its members in one order, and one spelling of each number, as jsonb has it."""
    if document is None:
        return None
    try:
        value = _decoder().decode(document)
        return msgspec.json.encode(value, order="deterministic").decode()
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return document


@lru_cache(maxsize=1)
def _decoder() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(float_hook=_number)


def _number(text: str) -> Any:
    number = Decimal(text)
    if number == number.to_integral_value() and number.adjusted() < _WIDEST:
        return int(number)
    return f"{number.normalize()}"
