"""Copies a whole log to an empty database of either kind. A copy that was interrupted is continued.

Until it is complete and verified, the copy has `COPYING` in place of a version, so that no command takes it
for a log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select, text
from sqlalchemy.engine import URL

from events.database.engine import make_engine, parse, shown, sqlite_path
from events.database.error_translation import explained
from events.database.schema import COPYING, HEAD, open_empty, table_names, version
from events.database.transfer import (
    Digest,
    chunks,
    digest,
    highest_id,
    last_key,
    read_rows,
    set_highest_id,
    write_rows,
)
from events.errors import DatabaseUnavailableError, EventsError, SchemaBehindError, UsageError, WriteError
from importers.ledger import locks

OnTable = Callable[[str, int], None]
"""Is called with a table's name and the number of its rows that were copied so far."""


@dataclass(frozen=True, kw_only=True)
class CopiedTable:
    """A table of the log, as it is in both databases."""

    name: str
    rows: int
    content: str


class NotEmptyError(UsageError):
    """The database to copy to holds a log already."""

    def __init__(self, where: str, *, table: str) -> None:
        super().__init__(
            f"{where} is not empty: {table} has rows. Nothing was changed; name an empty one, or a new file."
        )


class CopyDiffersError(WriteError):
    """Tables of the copy do not hold what those of the log hold."""

    def __init__(self, where: str, *, tables: list[str]) -> None:
        super().__init__(
            f"The copy in {where} differs in {', '.join(tables)}: the log was changed since then, or "
            "this is a copy of another. Run the same command with --restart to copy all of it again."
        )


def copy_log(
    source: str, target: str, *, restart: bool, on_table: OnTable, verify: bool = True
) -> list[CopiedTable]:
    """Copy the log at `source` to `target` (paths or URLs), and with `verify`, compare both; returns what was
    compared.

    The source is read as it is at one moment. With `restart`, an interrupted copy begins anew. Raises
    `NotEmptyError`, and `CopyDiffersError` where the copy is not equal.
    """
    one, other = parse(source, where="FROM"), parse(target, where="TO")
    if one == other or _is_same_file(one, other):
        raise UsageError("FROM and TO are the same log. Nothing was changed.")
    with _opened(one) as read, _snapshot(read) as reader:
        _check_source(reader, one)
        highest = {table: highest_id(reader, table) for table in _tables(reader)}
        with _opened(other) as write:
            open_empty(write)
            with locks.exclusive(other):
                return _copy(reader, write, highest, restart=restart, on_table=on_table, verify=verify)


def _copy(
    reader: Connection,
    write: Engine,
    highest: Mapping[Table, int],
    *,
    restart: bool,
    on_table: OnTable,
    verify: bool,
) -> list[CopiedTable]:
    """Copy all tables; each of `highest` has the highest id that it ever gave to a row."""
    tables = list(highest)
    with write.connect() as writer:
        _begin(writer, tables, restart=restart)
        for table in tables:
            _copy_table(reader, writer, table, on_table)
        found = list(_verified(reader, writer, tables)) if verify else []
        _finish(writer, highest)
    return found


def _begin(writer: Connection, tables: list[Table], *, restart: bool) -> None:
    """Mark the target as an unfinished copy, unless it is one."""
    where = shown(writer.engine.url)
    is_resumed = version(writer) == COPYING
    if not is_resumed:
        for table in tables:
            if writer.scalar(
                select(func.count()).select_from(select(1).select_from(table).limit(1).subquery())
            ):
                raise NotEmptyError(where, table=table.name)
    writer.rollback()
    with _writing(writer):
        writer.execute(text("UPDATE alembic_version SET version_num = :copying"), {"copying": COPYING})
        for table in reversed(tables) if is_resumed and restart else ():
            writer.execute(table.delete())


def _copy_table(reader: Connection, writer: Connection, table: Table, on_table: OnTable) -> None:
    after = last_key(writer, table)
    copied = writer.scalar(select(func.count()).select_from(table)) or 0
    writer.rollback()
    if after is None and copied:  # its key is no number: it is copied anew
        with _writing(writer):
            writer.execute(table.delete())
        copied = 0
    for chunk in chunks(_rows(reader, table, after)):
        with _writing(writer):
            write_rows(writer, table, chunk)
        copied += len(chunk)
        on_table(table.name, copied)


def _rows(reader: Connection, table: Table, after: Any) -> Iterator[Any]:
    """The rows of the source; whoever writes them is in the middle of using another database."""
    with explained(shown(reader.engine.url)):
        yield from read_rows(reader, table, after=after)


def _verified(reader: Connection, writer: Connection, tables: list[Table]) -> Iterator[CopiedTable]:
    different: list[str] = []
    for table in tables:
        with explained(shown(reader.engine.url)):
            expected = digest(reader, table)
        found = digest(writer, table)
        if expected != found:
            different.append(f"{table.name} ({_difference(expected, found)})")
        yield CopiedTable(name=table.name, rows=found.rows, content=found.content)
    if different:
        raise CopyDiffersError(shown(writer.engine.url), tables=different)


def _difference(expected: Digest, found: Digest) -> str:
    if expected.rows != found.rows:
        return f"{found.rows:,} of {expected.rows:,} rows"
    return "other content"


def _finish(writer: Connection, highest: Mapping[Table, int]) -> None:
    writer.rollback()
    with _writing(writer):
        for table, number in highest.items():
            set_highest_id(writer, table, number)
        writer.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})
    if writer.dialect.name == "postgresql":
        with _writing(writer):
            for table in highest:
                writer.exec_driver_sql(f'ANALYZE "{table.name}"')


def _tables(reader: Connection) -> list[Table]:
    """The tables of the log, parents first. Views, and what a database derives for itself, are none."""
    from importers.ledger.all_tables import METADATA  # few commands copy a log

    present = table_names(reader)
    return [table for table in METADATA.sorted_tables if table.name in present]


@contextmanager
def _opened(url: URL) -> Iterator[Engine]:
    with explained(shown(url)):
        engine = make_engine(url)
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now, until the end."""
    path = sqlite_path(engine.url)
    if path and not Path(path).exists():
        raise DatabaseUnavailableError(f"There is no log at {path}.")
    options = {} if path else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        if path:
            connection.exec_driver_sql("BEGIN")
        yield connection


def _check_source(reader: Connection, url: URL) -> None:
    found = version(reader)
    if found != HEAD:
        raise _unready(found, url)


def _unready(found: str, url: URL) -> EventsError:
    if found == COPYING:
        return UsageError(f"{shown(url)} is an unfinished copy itself. Nothing was changed.")
    return SchemaBehindError(found=found or "nothing yet", needed=HEAD)


@contextmanager
def _writing(writer: Connection) -> Iterator[None]:
    """A transaction that checks no references row by row: the rows come from a log that keeps them."""
    on_server = writer.dialect.name == "postgresql"
    if not on_server:
        writer.exec_driver_sql("PRAGMA foreign_keys = OFF")
        writer.rollback()
        writer.exec_driver_sql("BEGIN IMMEDIATE")
    elif _may_skip_triggers(writer):
        writer.exec_driver_sql("SET LOCAL session_replication_role = replica")
    locks.declare_held(writer)
    try:
        yield
    except BaseException:
        writer.rollback()
        raise
    writer.commit()


def _may_skip_triggers(writer: Connection) -> bool:
    return bool(writer.scalar(text("SELECT has_parameter_privilege('session_replication_role', 'SET')")))


def _is_same_file(one: URL, other: URL) -> bool:
    paths = [sqlite_path(url) for url in (one, other)]
    return all(paths) and Path(paths[0]).resolve() == Path(paths[1]).resolve()
