"""The table of the store, and the triggers that drop what no longer holds, in either database.

A row holds the codes of the events with ids from `first_id` to `last_id`, a byte each, 0 for those that are
not known. Rows may overlap: they do not contradict each other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import text

from events.database.derived import grant_like_events
from events.database.postgresql import LOCK_SECONDS
from events.filters import TABLES

if TYPE_CHECKING:
    from sqlalchemy import Connection

WIDTH = 16_384
"""The most ids of a row, so that those with a certain event are found in an index."""

COLUMNS = "event_kinds (letter, first_id, last_id, classifier, codes)"
_ADD = f"""
    INSERT INTO {COLUMNS} VALUES (:letter, :first, :last, :classifier, :codes)
    ON CONFLICT (letter, first_id, last_id)
    DO UPDATE SET classifier = excluded.classifier, codes = excluded.codes
"""  # noqa: S608 - our own names
_CREATE = """
CREATE TABLE IF NOT EXISTS event_kinds (
    letter {text} NOT NULL, first_id BIGINT NOT NULL, last_id BIGINT NOT NULL,
    classifier BIGINT NOT NULL, codes {bytes} NOT NULL, PRIMARY KEY (letter, first_id, last_id)
)
"""
_GONE = """
    DELETE FROM {schema}event_kinds
    WHERE letter = {letter} AND first_id BETWEEN {id} - {most} AND {id} AND last_id >= {id}
"""
_ROWS_WITHIN = text(
    "SELECT first_id, last_id FROM event_kinds "
    "WHERE letter = :letter AND first_id <= :last AND last_id >= :first"
)
_DROP = text("DELETE FROM event_kinds WHERE letter = :letter AND first_id = :first AND last_id = :last")
_ON_SQLITE = (
    "CREATE TRIGGER event_kinds_{name}_removed AFTER DELETE ON {name} BEGIN {gone}; END",
    "CREATE TRIGGER event_kinds_{name}_changed AFTER UPDATE OF id, type, parameters ON {name} "
    "BEGIN {gone}; END",
)
# With the rights of the store's owner: a role that may change events may have none on the store.
_ON_SERVER = (
    """
    CREATE OR REPLACE FUNCTION {schema}event_kinds_{name}_removed() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
      DELETE FROM {schema}event_kinds AS k WHERE k.letter = '{letter}'
        AND k.last_id >= (SELECT min(id) FROM gone) AND k.first_id <= (SELECT max(id) FROM gone)
        AND EXISTS (SELECT FROM gone WHERE gone.id BETWEEN k.first_id AND k.last_id);
      RETURN NULL;
    END $$
    """,
    """
    CREATE OR REPLACE FUNCTION {schema}event_kinds_{name}_changed() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN {gone}; RETURN NULL; END $$
    """,
    """
    CREATE OR REPLACE FUNCTION {schema}event_kinds_{name}_emptied() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN DELETE FROM {schema}event_kinds WHERE letter = '{letter}'; RETURN NULL; END $$
    """,
    "CREATE TRIGGER event_kinds_{name}_emptied AFTER TRUNCATE ON {name} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {schema}event_kinds_{name}_emptied()",
    "CREATE TRIGGER event_kinds_{name}_removed AFTER DELETE ON {name} REFERENCING OLD TABLE AS gone "
    "FOR EACH STATEMENT EXECUTE FUNCTION {schema}event_kinds_{name}_removed()",
    "CREATE TRIGGER event_kinds_{name}_changed AFTER UPDATE OF id, type, parameters ON {name} "
    "FOR EACH ROW EXECUTE FUNCTION {schema}event_kinds_{name}_changed()",
)
# Who may read events may read their kinds; who may remove them may change these.
_GRANT = grant_like_events("event_kinds", writes="DELETE")
_ENDS = {"sqlite": ("removed", "changed"), "postgresql": ("removed", "changed", "emptied")}
_TRIGGERS_OF = {
    dialect: [f"event_kinds_{table.name}_{end}" for table in TABLES.values() for end in ends]
    for dialect, ends in _ENDS.items()
}
TRIGGERS = _TRIGGERS_OF["postgresql"]
"""All triggers that a store may have: only a server knows TRUNCATE."""
_NAMES = ", ".join(f"'{name}'" for name in TRIGGERS)
_PARTS = f"SELECT count(*) FROM sqlite_master WHERE name IN ('event_kinds', {_NAMES})"  # noqa: S608 - our own
_PARTS_ON_SERVER = f"""
    SELECT count(DISTINCT t.oid) + count(DISTINCT k.oid) FROM pg_trigger AS t
    JOIN pg_class AS e ON e.oid = t.tgrelid
    JOIN pg_class AS k ON k.oid = to_regclass('event_kinds') AND k.relnamespace = e.relnamespace
    WHERE has_table_privilege(k.oid, 'SELECT') AND t.tgname IN ({_NAMES})
        AND e.oid IN ('order_events'::regclass, 'customer_events'::regclass)
"""  # noqa: S608 - our own names
TAKES = {
    "sqlite": _PARTS,
    "postgresql": _PARTS_ON_SERVER + " AND has_table_privilege(k.oid, 'INSERT')",
}
"""Counts the parts of a store that this role may write to: `ALL_PARTS`, if there is one."""
ALL_PARTS = {dialect: 1 + len(names) for dialect, names in _TRIGGERS_OF.items()}


def is_there(connection: Connection) -> bool:
    """Whether there is a store, with all its triggers: recreating a table drops its own."""
    query = _PARTS if connection.dialect.name == "sqlite" else _PARTS_ON_SERVER
    return connection.exec_driver_sql(query).scalar() == ALL_PARTS[connection.dialect.name]


def create(connection: Connection) -> None:
    """Make an empty store in the connection's transaction, in the place of one that lacks a part."""
    if connection.dialect.name == "sqlite":
        _create_in_file(connection)
    else:
        _create_on_server(connection)


def drop(connection: Connection) -> None:
    """Remove the store, in the connection's transaction."""
    on_server = connection.dialect.name == "postgresql"
    for name in TRIGGERS:
        table = name.removeprefix("event_kinds_").rpartition("_")[0]
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}" + f" ON {table}" * on_server)
    connection.exec_driver_sql("DROP TABLE IF EXISTS event_kinds")


def add(connection: Connection, letter: str, first: int, codes: bytes, *, classifier: int) -> None:
    """Store the codes of the events with ids from `first`, at most `WIDTH` of them."""
    values = {"letter": letter, "first": first, "last": first + len(codes) - 1, "codes": codes}
    connection.execute(text(_ADD), {**values, "classifier": classifier})


def discard(connection: Connection, letter: str, ids: Iterable[int]) -> None:
    """Drop the codes of these events, whose legacy words were changed; triggers see the rest."""
    wanted = sorted(ids)
    if not wanted or not is_there(connection):
        return
    rows = connection.execute(_ROWS_WITHIN, {"letter": letter, "first": wanted[0], "last": wanted[-1]})
    for first, last in rows.all():
        at = bisect_left(wanted, first)
        if at < len(wanted) and wanted[at] <= last:
            connection.execute(_DROP, {"letter": letter, "first": first, "last": last})


def _create_in_file(connection: Connection) -> None:
    drop(connection)
    connection.exec_driver_sql(_CREATE.format(text="TEXT", bytes="BLOB"))
    for statement in _filled(_ON_SQLITE, schema="", id="old.id"):
        connection.exec_driver_sql(statement)


def _create_on_server(connection: Connection) -> None:
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
    schema = connection.exec_driver_sql(
        "SELECT quote_ident(nspname) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
        "WHERE c.oid = 'order_events'::regclass"
    ).scalar()
    drop(connection)
    connection.exec_driver_sql(_CREATE.format(text="TEXT", bytes="BYTEA"))
    connection.exec_driver_sql(_GRANT)
    for statement in _filled(_ON_SERVER, schema=f"{schema}.", id="old.id"):
        connection.exec_driver_sql(statement)


def _filled(statements: Iterable[str], *, schema: str, id: str) -> Iterator[str]:
    for letter, table in TABLES.items():
        gone = _GONE.format(schema=schema, letter=f"'{letter}'", id=id, most=WIDTH - 1)
        for statement in statements:
            yield statement.format(schema=schema, name=table.name, letter=letter, gone=gone)
