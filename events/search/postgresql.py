"""Full-text search in PostgreSQL, with an expression index that the server maintains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Select,
    TableClause,
    and_,
    false,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from events.filters import EVERYTHING, TABLES, Filters, conditions, with_condition
from events.search.near import find_near
from events.search.query import in_order
from events.search.vectors import VECTOR, rank_of, sought, vector
from events.tables import Condition
from events.timeline import entries

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from events.search.query import Query
    from events.tables import Reader

__all__ = ["build", "find_near", "is_missing", "open_index", "scrub"]

_INDEX = "ix_{table}_unaccented"
_FORMER_INDEX = "ix_{table}_text"
"""The index of versions that did not ignore accents."""
_NOT_ALLOWED = ("42501", "25006")
"""SQLSTATEs of a role without the right, and of a standby or a read-only session."""
_SET_UP = "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off"
"""For the query's transaction: a list of all hits fits into the memory, else each is looked at twice."""
WEIGHED = 2_000
"""The number of newest hits that are ranked. The text of each is taken apart again for that."""


def is_missing(connection: Connection) -> bool:
    """Whether an index is missing. Searches work without, but read all events."""
    return not all(_state(connection, _INDEX.format(table=table.name)) for table in TABLES.values())


def _state(connection: Connection, name: str) -> bool | None:
    """Whether the index is valid; None where it is not there."""
    valid = text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)")
    state: bool | None = connection.scalar(valid, {"name": name})
    return state


def build(connection: Connection) -> Iterator[tuple[int, int]]:
    """Build missing indexes without blocking writers; a role that may not create them, and a
    standby, search without."""
    for number, table in enumerate(TABLES.values(), 1):
        name = _INDEX.format(table=table.name)
        state = _state(connection, name)
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
        indexed = VECTOR.format(table=table.name)
        alone.exec_driver_sql(
            f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table.name} USING gin (({indexed}))"
        )
        alone.exec_driver_sql(f"DROP INDEX CONCURRENTLY IF EXISTS {_FORMER_INDEX.format(table=table.name)}")
        alone.exec_driver_sql(f"ANALYZE {table.name}")  # how common words are decides how they are found


def scrub(_connection: Connection) -> None:
    """Do nothing: the server's vacuum removes deleted entries."""


class PostgresqlIndex:
    """The hits of one query. `hits` is their number, counted up to `reach` + 1 for each table; `people` are
    those that each piece may mean.

    A table with no more hits than that is asked for them by the text index, then for the rest. One with more
    is read by date, which meets enough of them soon: the newest `WEIGHED` are ranked.
    """

    def __init__(
        self, reader: Reader, query: Query, people: Mapping[str, Sequence[int]], *, reach: int
    ) -> None:
        self._reader, self._pieces, self._reach = reader, query.pieces, reach
        self._people = people
        reader.execute(text(_SET_UP))
        self._hits = {table.name: self._count(table) for table in TABLES.values()}
        self.hits = sum(self._hits.values())

    def condition(self, events: TableClause) -> Condition:
        """The condition that an event is a hit."""
        if self._hits[events.name] > self._reach:
            return self._is_hit(events)
        found: Condition = events.c.id == func.any(func.array(self._found(events).scalar_subquery()))
        return found

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
            if self._hits[events.name]:
                rows = self._reader.execute(self._ranked(events, filters, limit))
                ranked += [(weight or 0.0, letter, number) for weight, number in rows]
        return in_order(ranked, limit)

    def _ranked(self, events: TableClause, filters: Filters, limit: int) -> Select[Any]:
        others = conditions(events, EVERYTHING, filters)
        newest = select(events.c.id, events.c.parameters).where(self.condition(events), *others)
        date: Any = events.c.date
        number: Any = events.c.id
        if not others and self._hits[events.name] <= self._reach:  # read once, not found and then read
            own = select(events.c.id, events.c.parameters, events.c.date).where(self._is_hit(events))
            few = own.offset(0).subquery("few").c
            newest, date, number = select(few.id, few.parameters), few.date, few.id
        if self._hits[events.name] > WEIGHED:
            newest = newest.order_by(date.desc(), number.desc()).limit(WEIGHED)
        texts = newest.subquery("texts")
        # OFFSET: otherwise each weight would take the text apart anew.
        hits = select(texts.c.id, vector(texts.name).label("said")).offset(0).subquery("hits")
        rank = rank_of(hits.c.said, self._pieces)
        return select(rank, hits.c.id).order_by(rank, hits.c.id.desc()).limit(limit)

    def _count(self, events: TableClause) -> int:
        some = self._found(events).limit(self._reach + 1)
        return self._reader.scalar(select(func.count()).select_from(some.subquery())) or 0

    def _found(self, events: TableClause) -> Select[Any]:
        own = events.alias("found")
        return select(own.c.id).where(self._is_hit(own))

    def _is_hit(self, events: Any) -> Condition:
        return and_(*(self._says(events, piece) for piece in self._pieces)) if self._pieces else false()

    def _says(self, events: Any, piece: str) -> Condition:
        said: Condition = vector(events.name).op("@@", return_type=Boolean())(sought(piece))
        return or_(said, events.c.user_id.in_(self._people[piece])) if self._people[piece] else said


open_index = PostgresqlIndex
