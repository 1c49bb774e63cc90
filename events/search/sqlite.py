"""Full-text search in SQLite: an FTS5 index, built at the first search and then maintained by triggers.

Triggers, because nobody can forget them: single events, bulk import by another SQLite library, undo and
erasure all pass through them, inside their own transactions. The index keeps no copy of the text. Who acted
is a word of their id (`u17`), so that a new name or an erased one needs no new index.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import column, func, select, table, text

from events.filters import TABLES
from events.search.sqlite_index import PARITY, SqliteIndex

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["build", "find_near", "open_index", "scrub"]

open_index = SqliteIndex


def find_near(*_: object, **__: object) -> None:
    """None: here, counting the hits of a common word takes no time worth saving."""


CHUNK = 20_000
"""Ids per transaction while the index is built; writers wait for at most one."""
_VALUES = "(SELECT group_concat(atom, ' ') FROM json_tree({row}.parameters) WHERE atom IS NOT NULL)"
_WHO = "'u' || {row}.user_id"
_ADD = """INSERT INTO search_index (rowid, text, who) VALUES ({row}.id * 2 + {parity}, {values}, {who})"""
_REMOVE = """INSERT INTO search_index (search_index, rowid, text, who)
    VALUES ('delete', {row}.id * 2 + {parity}, {values}, {who})"""
_INDEXED = """(SELECT {row}.id <= done OR {row}.id > upto FROM search_progress WHERE name = '{name}')"""
_TRIGGERS = """
CREATE TRIGGER search_{name}_added AFTER INSERT ON {name} BEGIN {add_new}; END;
CREATE TRIGGER search_{name}_removed AFTER DELETE ON {name} WHEN {old_indexed} BEGIN {remove_old}; END;
CREATE TRIGGER search_{name}_changed AFTER UPDATE OF parameters, user_id ON {name} WHEN {old_indexed}
    BEGIN {remove_old}; {add_new}; END;
"""
_TABLES = """
CREATE TABLE search_progress (name TEXT PRIMARY KEY, done INTEGER NOT NULL, upto INTEGER NOT NULL);
CREATE VIRTUAL TABLE search_index USING fts5(text, who, content='', tokenize='unicode61 remove_diacritics 2');
"""
_TRIGGER_NAMES = [
    f"search_{t.name}_{end}" for t in TABLES.values() for end in ("added", "removed", "changed")
]
_PARTS = ["search_progress", "search_index", *_TRIGGER_NAMES]
_BACKLOG = """INSERT INTO search_index (rowid, text, who) SELECT e.id * 2 + {parity}, {values}, {who}
    FROM {name} AS e WHERE e.id > :done AND e.id <= :end"""


def build(connection: Connection) -> Iterator[tuple[int, int]]:
    """Build the index, resume building it, or rebuild it if a part is missing.

    Yields the numbers of indexed and of all ids after each transaction; nothing for a complete index.
    """
    if not _is_whole(connection):
        _begin(connection)
        if not _is_whole(connection):  # nobody else was quicker
            _make(connection)
        connection.commit()
    for letter in TABLES:
        yield from _fill(connection, letter)
    connection.rollback()


def is_missing(connection: Connection) -> bool:
    """Whether a part of the index is missing, or not all events are in it yet."""
    return not _is_whole(connection) or any(_is_unfinished(connection, letter) for letter in TABLES)


def _fill(connection: Connection, letter: str) -> Iterator[tuple[int, int]]:
    while _is_unfinished(connection, letter):
        _begin(connection)
        done, upto = _add_chunk(connection, letter)
        connection.commit()
        yield done, upto


def _begin(connection: Connection) -> None:
    connection.rollback()
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _is_whole(connection: Connection) -> bool:
    """Whether no part is missing; recreating a table drops its triggers."""
    parts = select(func.count()).select_from(table("sqlite_master")).where(column("name").in_(_PARTS))
    return connection.scalar(parts) == len(_PARTS)


def _make(connection: Connection) -> None:
    for trigger in _TRIGGER_NAMES:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
    connection.exec_driver_sql("DROP TABLE IF EXISTS search_index")
    connection.exec_driver_sql("DROP TABLE IF EXISTS search_progress")
    for statement in filter(str.strip, _TABLES.split(";\n")):
        connection.exec_driver_sql(statement)
    for letter, events in TABLES.items():
        for statement in _triggers(letter, events.name):
            connection.exec_driver_sql(statement)
        upto = f"SELECT '{events.name}', 0, coalesce(max(id), 0) FROM {events.name}"  # noqa: S608 - our own names
        connection.exec_driver_sql(f"INSERT INTO search_progress {upto}")


def _triggers(letter: str, name: str) -> list[str]:
    filled = _TRIGGERS.format(
        name=name,
        add_new=_filled(_ADD, letter, "new"),
        remove_old=_filled(_REMOVE, letter, "old"),
        old_indexed=_INDEXED.format(row="old", name=name),
    )
    return [f"{part} END" for part in filled.split("END;") if part.strip()]


def _filled(statement: str, letter: str, row: str) -> str:
    values, who = _VALUES.format(row=row), _WHO.format(row=row)
    return statement.format(row=row, parity=PARITY[letter], values=values, who=who)


def _is_unfinished(connection: Connection, letter: str) -> bool:
    done, upto = _progress(connection, letter)
    return done < upto


def _progress(connection: Connection, letter: str) -> tuple[int, int]:
    of_table = text("SELECT done, upto FROM search_progress WHERE name = :name")
    done, upto = tuple(connection.execute(of_table, {"name": TABLES[letter].name}).one())
    return done, upto


def _add_chunk(connection: Connection, letter: str) -> tuple[int, int]:
    name = TABLES[letter].name
    done, upto = _progress(connection, letter)
    end = min(done + CHUNK, upto)
    backlog = _filled(_BACKLOG.replace("{name}", name), letter, "e")
    connection.execute(text(backlog), {"done": done, "end": end})
    progress = text("UPDATE search_progress SET done = :end WHERE name = :name")
    connection.execute(progress, {"end": end, "name": name})
    return end, upto


def scrub(connection: Connection) -> None:
    """Rewrite the index without deleted words, which FTS5 would otherwise keep until a later merge."""
    if _is_whole(connection):
        connection.exec_driver_sql("INSERT INTO search_index (search_index) VALUES ('optimize')")
