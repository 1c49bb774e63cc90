"""Indexes of events on a PostgreSQL server that a bulk load takes down, and builds again.

Building an index of many rows takes a tenth of the time that inserting them one by one takes. A table of the
log lists what was taken down until it is built again: whatever ends the load, the next import, or the next
command of a role that may, builds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from events.database.postgresql import LOCK_SECONDS, LOCK_SPACE, LOG_LOCK, sqlstate

if TYPE_CHECKING:
    from sqlalchemy import Connection

INDEX_LOCK = -1
"""The second key of the lock that whoever takes down or builds indexes holds."""

ARE_DOWN = "SELECT (to_regclass('indexes_down') IS NOT NULL)::int"
NOTE = """
    CREATE TABLE indexes_down AS
    SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS sql
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_am AS a ON a.oid = c.relam
    WHERE i.indrelid IN ('order_events'::regclass, 'customer_events'::regclass)
        AND i.indisvalid AND NOT i.indisunique AND a.amname = 'btree'
"""
GIVE_TO_OWNER = """
    DO $$ BEGIN
        EXECUTE (
            SELECT format('ALTER TABLE indexes_down OWNER TO %I', pg_get_userbyid(relowner))
            FROM pg_class WHERE oid = 'order_events'::regclass
        );
    EXCEPTION WHEN insufficient_privilege THEN NULL;
    END $$
"""
"""The list is made by any member of the role that owns the events; the others of it build what it names, too.
Where that is not allowed, only who made the list does."""
LIST_OWNER = "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass('indexes_down')"
DOWN = "SELECT name, sql FROM indexes_down ORDER BY name"
MISSING = "SELECT count(*) FROM indexes_down WHERE name = {name} AND to_regclass(name) IS NULL"
FORGET = "DELETE FROM indexes_down WHERE name = {name}"
FORGET_ALL = """
    DO $$ BEGIN
        IF to_regclass('indexes_down') IS NOT NULL THEN
            IF NOT EXISTS (SELECT 1 FROM indexes_down) THEN DROP TABLE indexes_down; END IF;
        END IF;
    END $$
"""
"""Drops the list, unless another load has filled it meanwhile."""
LOCK = f"SELECT pg_advisory_xact_lock({LOCK_SPACE}, {INDEX_LOCK})"
TRY_LOCK = f"SELECT pg_try_advisory_xact_lock({LOCK_SPACE}, {INDEX_LOCK})::int"
MAY_DROP = """
    SELECT (count(*) = 2)::int
    FROM pg_class AS c WHERE c.oid IN ('order_events'::regclass, 'customer_events'::regclass)
        AND pg_has_role(c.relowner, 'USAGE') AND has_schema_privilege(c.relnamespace, 'CREATE')
        AND c.relnamespace = current_schema()::regnamespace
"""
"""The list is made in the current schema, and found only beside the events."""
MAY_BUILD = """
    SELECT count(*) FROM pg_class AS e JOIN pg_class AS d ON d.relnamespace = e.relnamespace
    WHERE e.oid = 'order_events'::regclass AND d.oid = to_regclass('indexes_down')
        AND pg_has_role(e.relowner, 'USAGE') AND pg_has_role(d.relowner, 'USAGE')
        AND pg_has_role(d.relowner, e.relowner, 'USAGE')
        AND current_setting('transaction_read_only') = 'off'
"""
"""Whoever could make a table of that name must not choose what the owner of the events runs."""

BUILDING = (
    "SET LOCAL statement_timeout = 0",
    f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'",
    "SET LOCAL maintenance_work_mem = '64MB'",
)
"""The settings of a transaction that builds an index: it takes as long as it needs, but does not wait long
for others, since whoever writes later would wait behind it."""

_LOADS = f"""
    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
        AND classid = {LOCK_SPACE} AND objid = {LOG_LOCK}
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # noqa: S608 - our own numbers
_NOT_NOW = ("42501", "25006", "55P03", "42P01", "57014", "53100", "53200", "54000")
"""SQLSTATEs of a role without the right, a read-only session, a lock that others hold, a list that another
command has worked off, a statement that was cancelled, and a server without the room or memory."""


def are_down(connection: Connection) -> bool:
    """Whether indexes are down that this role could build now: while an import runs, it will."""
    if not connection.exec_driver_sql(ARE_DOWN).scalar():
        return False
    may_build = bool(connection.exec_driver_sql(MAY_BUILD).scalar())
    return may_build and not connection.exec_driver_sql(_LOADS).scalar()


@dataclass(frozen=True, kw_only=True)
class Completion:
    """What became of indexes that were down: what was `done`, and the `problem` where they cannot be built;
    "" for none."""

    done: str = ""
    problem: str = ""


def complete(connection: Connection) -> Completion:
    """Build what is down, where no import runs and the role may."""
    if not connection.exec_driver_sql(ARE_DOWN).scalar():
        return Completion()
    if connection.exec_driver_sql(_LOADS).scalar():
        return Completion(done="some are down while an import runs, which builds them")
    if are_down(connection):
        build_indexes(connection)
    owner = connection.exec_driver_sql(LIST_OWNER).scalar()
    if owner is None:
        return Completion(done="built the indexes that an interrupted import left missing")
    return Completion(
        problem="indexes of events are missing since an interrupted import, so reading is slow: "
        f"`events db check` as the role {owner} or a superuser builds them"
    )


def build_indexes(connection: Connection) -> None:
    """Build what a load that was interrupted took down. Where that is not possible now, the log is read
    without them, slower, and the next command tries again."""
    try:
        for name, statement in connection.exec_driver_sql(DOWN).all():
            connection.rollback()
            if not _build(connection, name, statement):
                return
        if connection.exec_driver_sql(TRY_LOCK).scalar():
            connection.exec_driver_sql(FORGET_ALL)
        connection.commit()
    except DBAPIError as error:
        connection.rollback()
        if sqlstate(error) not in _NOT_NOW:
            raise


def _build(connection: Connection, name: str, statement: str) -> bool:
    """In a transaction of its own, so that nobody who writes waits for all of them; returns False where
    another command is at it."""
    for setting in BUILDING:
        connection.exec_driver_sql(setting)
    if not connection.exec_driver_sql(TRY_LOCK).scalar():
        connection.rollback()
        return False
    if connection.execute(text(MISSING.format(name=":name")), {"name": name}).scalar():
        connection.exec_driver_sql(statement)
    connection.execute(text(FORGET.format(name=":name")), {"name": name})
    connection.commit()
    return True
