"""Full-text search in PostgreSQL, with an expression index that the server maintains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    String,
    TableClause,
    and_,
    cast,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from events.database.text_match import unaccent, unaccented
from events.filters import EVERYTHING, TABLES, Filters, conditions, with_condition
from events.search.people import people
from events.search.query import in_order
from events.tables import Condition
from events.timeline import entries

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from events.search.query import Query
    from events.tables import Reader

_INDEX = "ix_{table}_unaccented"
_FORMER_INDEX = "ix_{table}_text"
"""The index of versions that did not ignore accents."""
_NOT_ALLOWED = ("42501", "25006")
"""SQLSTATEs of a role without the right, and of a standby or a read-only session."""
_TEXT = unaccented("{table}.parameters::text")
_VECTOR = f"""jsonb_to_tsvector('simple', {_TEXT}::jsonb, '["string", "numeric"]')"""


def build(connection: Connection) -> Iterator[tuple[int, int]]:
    """Build missing indexes without blocking writers; a role that may not create them, and a
    standby, search without."""
    for number, table in enumerate(TABLES.values(), 1):
        name = _INDEX.format(table=table.name)
        valid = text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)")
        state = connection.scalar(valid, {"name": name})
        connection.rollback()
        if state:
            continue
        try:
            _create(connection, name, table, broken=state is False)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") not in _NOT_ALLOWED:
                raise
            return
        yield number, len(TABLES)


def _create(connection: Connection, name: str, table: TableClause, *, broken: bool) -> None:
    """CONCURRENTLY needs autocommit. An interrupted run leaves a broken index."""
    by_itself = connection.engine.execution_options(isolation_level="AUTOCOMMIT")
    with by_itself.connect() as alone:
        if broken:
            alone.exec_driver_sql(f"DROP INDEX CONCURRENTLY {name}")
        vector = _VECTOR.format(table=table.name)
        alone.exec_driver_sql(
            f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table.name} USING gin (({vector}))"
        )
        alone.exec_driver_sql(f"DROP INDEX CONCURRENTLY IF EXISTS {_FORMER_INDEX.format(table=table.name)}")


def scrub(_connection: Connection) -> None:
    """Do nothing: the server's vacuum removes deleted entries."""


class PostgresqlIndex:
    """The hits of one query. All of them are ranked."""

    def __init__(self, reader: Reader, query: Query, *, reach: int) -> None:
        self._reader, self._pieces = reader, query.pieces
        self._people = {piece: people(reader, piece) for piece in query.pieces}
        hits = 0
        for table in TABLES.values():
            some = select(table.c.id).where(self.condition(table)).limit(reach + 1)
            hits += reader.scalar(select(func.count()).select_from(some.subquery())) or 0
        self.hits = min(hits, reach + 1)

    def condition(self, events: TableClause) -> Condition:
        """The condition that an event is a hit."""
        return and_(*(self._says(events, piece) for piece in self._pieces)) if self._pieces else false()

    def newest(self, filters: Filters, limit: int) -> list[tuple[str, int]]:
        """Letters and ids of the newest hits that pass the filters."""
        wanted = replace(with_condition(filters, self.condition), limit=limit)
        return [
            (entry.table, entry.number)
            for entry in entries(self._reader, EVERYTHING, wanted, newest_first=True)
        ]

    def best(self, filters: Filters, limit: int) -> list[tuple[str, int]]:
        """Letters and ids of the best hits that pass the filters; of equal ranks, the newest first."""
        ranked: list[tuple[float, str, int]] = []
        for letter, events in TABLES.items():
            weights = [func.ts_rank(_vector(events), _sought(piece)) for piece in self._pieces]
            rank: Any = -sum(weights[1:], start=weights[0])
            passing = select(rank, events.c.id).where(
                self.condition(events), *conditions(events, EVERYTHING, filters)
            )
            best = passing.order_by(rank, events.c.id.desc()).limit(limit)
            ranked += [(weight or 0.0, letter, number) for weight, number in self._reader.execute(best)]
        return in_order(ranked, limit)

    def _says(self, events: TableClause, piece: str) -> Condition:
        said: Condition = _vector(events).op("@@", return_type=Boolean())(_sought(piece))
        return or_(said, events.c.user_id.in_(self._people[piece])) if self._people[piece] else said


def _vector(events: TableClause) -> ColumnElement[Any]:
    return literal_column(_VECTOR.format(table=events.name))


def _sought(piece: str) -> ColumnElement[Any]:
    """A phrase whose last word matches by prefix; NULL if it has no word."""
    phrase = func.nullif(
        cast(func.phraseto_tsquery(literal_column("'simple'"), literal(unaccent(piece))), String), ""
    )
    return func.to_tsquery(literal_column("'simple'"), phrase.op("||")(literal_column("':*'")))


open_index = PostgresqlIndex
