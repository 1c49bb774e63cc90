"""Indexes of events on a PostgreSQL server that a bulk load drops and builds again.

Building an index of many rows takes a tenth of the time that inserting them one by one takes. A table of the
log lists what was dropped until it is built again: whatever ends the load, the next import, or the next
command of a role that may, builds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from events.database.making_way import making_way
from events.database.postgresql import LOCK_SECONDS, LOCK_SPACE, LOG_LOCK, sqlstate

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import Connection

INDEX_LOCK = -1
"""The second key of the lock that whoever drops or builds indexes holds."""

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
DOWN = "SELECT name, sql FROM indexes_down ORDER BY right(name, 12) <> '_events_date', name"
"""Those by date first: they answer whether the log is in use."""
_MISSING = """
    SELECT count(*) FROM indexes_down AS d WHERE d.name = %s AND NOT EXISTS (
        SELECT 1 FROM pg_index AS i WHERE i.indexrelid = to_regclass(d.name) AND i.indisvalid
    )
"""
_FORGET = "DELETE FROM indexes_down WHERE name = %s"
FORGET_ALL = """
    DO $$ BEGIN
        IF to_regclass('indexes_down') IS NOT NULL THEN
            IF NOT EXISTS (SELECT 1 FROM indexes_down) THEN DROP TABLE indexes_down; END IF;
        END IF;
    END $$
"""
"""Drops the list, unless another load has filled it meanwhile."""
TRY_LOCK = f"SELECT pg_try_advisory_xact_lock({LOCK_SPACE}, {INDEX_LOCK})::int"
_TRY_LOCK_SESSION = f"SELECT pg_try_advisory_lock({LOCK_SPACE}, {INDEX_LOCK})"
_UNLOCK_SESSION = f"SELECT pg_advisory_unlock({LOCK_SPACE}, {INDEX_LOCK})"
IS_IN_USE = """
    SELECT EXISTS (SELECT 1 FROM order_events WHERE date > now() - interval '10 minutes')::int
        + EXISTS (SELECT 1 FROM customer_events WHERE date > now() - interval '10 minutes')::int
"""
"""Whether operators are at work: they would notice a missing index, and wait while one is built."""
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

WAIT_SECONDS = 60
"""How long an index that nobody waits for waits for transactions that were open before it."""

BUILDING = {"statement_timeout": "0", "lock_timeout": f"{LOCK_SECONDS}s", "maintenance_work_mem": "64MB"}
"""The settings of a session that builds an index: it takes as long as it needs, but does not wait long for
others, since whoever writes later would wait behind it."""

_LOADS = f"""
    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
        AND classid = {LOCK_SPACE} AND objid = {LOG_LOCK}
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # noqa: S608 - our own numbers
_NOT_NOW = ("42501", "25006", "55P03", "42P01", "57014", "53100", "53200", "54000")
"""SQLSTATEs of a role without the right, a read-only session, a lock that others hold, a list that another
command has worked off, a statement that was cancelled, and a server without the room or memory."""


def are_down(connection: Connection) -> bool:
    """Whether indexes are missing that this role could build now: while an import runs, it will."""
    if not connection.exec_driver_sql(ARE_DOWN).scalar():
        return False
    may_build = bool(connection.exec_driver_sql(MAY_BUILD).scalar())
    return may_build and not connection.exec_driver_sql(_LOADS).scalar()


@dataclass(frozen=True, kw_only=True)
class Completion:
    """What became of dropped indexes: what was `done`, and the `problem` where they cannot be built;
    "" for none."""

    done: str = ""
    problem: str = ""


def complete(connection: Connection) -> Completion:
    """Build what was dropped, where no import runs and the role may."""
    if not connection.exec_driver_sql(ARE_DOWN).scalar():
        return Completion()
    if connection.exec_driver_sql(_LOADS).scalar():
        return Completion(done="some are dropped while an import runs, which builds them again at its end")
    if are_down(connection):
        build_indexes(connection)
    if problem := find_problem(connection):
        return Completion(problem=problem)
    return Completion(done="built the indexes that an interrupted import left missing")


def find_problem(connection: Connection) -> str:
    """Says which indexes are missing and who builds them, where an import that was interrupted left them
    out and this role or this moment does not allow to build them; "" otherwise."""
    if connection.dialect.name != "postgresql" or not connection.exec_driver_sql(ARE_DOWN).scalar():
        return ""
    if connection.exec_driver_sql(_LOADS).scalar():
        return ""
    owner = connection.exec_driver_sql(LIST_OWNER).scalar()
    return (
        "indexes of events are missing since an interrupted import, so reading is slow: "
        f"`events db check` as the role {owner} or a superuser builds them"
    )


def build_indexes(connection: Connection) -> None:
    """Build what an interrupted load dropped. Where that is not possible now, the log is read
    without them, slower, and the next command tries again."""
    import psycopg

    driver: Any = connection.connection.driver_connection
    try:
        down = connection.exec_driver_sql(DOWN).all()
        connection.rollback()
        if not all(build(driver, name, statement) for name, statement in down):
            return
        if connection.exec_driver_sql(TRY_LOCK).scalar():
            connection.exec_driver_sql(FORGET_ALL)
        connection.commit()
    except (DBAPIError, psycopg.Error) as error:
        connection.rollback()
        state = sqlstate(error) if isinstance(error, DBAPIError) else error.sqlstate
        if state not in _NOT_NOW:
            raise


def build(
    driver: psycopg.Connection[Any], name: str, statement: str, *, wait_seconds: int = LOCK_SECONDS
) -> bool:
    """Build one index of the list, in its own transaction; returns False where another session builds.

    Nobody who writes waits for it: in a log that is in use, and once somebody does wait, it waits itself
    instead, up to `wait_seconds` at a time, for transactions that began before it. In a log that nobody uses,
    that would take twice the time. Raises the driver's errors, after which the index is still listed.
    """
    import psycopg

    in_use = driver.execute(IS_IN_USE).fetchone() != (0,)
    process = driver.execute("SELECT pg_backend_pid()").fetchone()
    driver.rollback()
    # A pooler reports a process of its own: the lock of a session would stay with one of the server's.
    if process != (driver.info.backend_pid,):
        return _build_at_once(driver, name, statement)
    if not in_use:
        with making_way(driver) as way:
            try:
                return _build_at_once(driver, name, statement)
            except psycopg.errors.QueryCanceled:
                driver.rollback()
                if not way.was_made:
                    raise
    return _build_beside_writers(driver, name, statement, wait_seconds)


def _build_at_once(driver: psycopg.Connection[Any], name: str, statement: str) -> bool:
    """Those who write have to wait until it is done."""
    for setting, value in BUILDING.items():
        driver.execute(f"SET LOCAL {setting} = '{value}'")
    if driver.execute(TRY_LOCK).fetchone() != (1,):
        driver.rollback()
        return False
    if _is_missing(driver, name):
        driver.execute(f"DROP INDEX IF EXISTS {name}")
        driver.execute(statement)
    _forget(driver, name)
    driver.commit()
    return True


def _build_beside_writers(
    driver: psycopg.Connection[Any], name: str, statement: str, wait_seconds: int
) -> bool:
    """Takes two passes over the table. What ends it on the way leaves an index that is not valid, and still
    listed: the next attempt replaces it."""
    driver.autocommit = True
    try:
        for setting, value in {**BUILDING, "lock_timeout": f"{wait_seconds}s"}.items():
            driver.execute(f"SET {setting} = '{value}'")
        if driver.execute(_TRY_LOCK_SESSION).fetchone() != (True,):
            return False
        if _is_missing(driver, name):
            driver.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            driver.execute(statement.replace("CREATE INDEX", "CREATE INDEX CONCURRENTLY", 1))
        _forget(driver, name)
        return True
    finally:
        if not driver.closed:
            driver.execute(_UNLOCK_SESSION)
            for setting in BUILDING:
                driver.execute(f"RESET {setting}")
            driver.autocommit = False


def _is_missing(driver: psycopg.Connection[Any], name: str) -> bool:
    """Another session may have built it and all others, and dropped the list."""
    return driver.execute(ARE_DOWN).fetchone() == (1,) and driver.execute(_MISSING, (name,)).fetchone() == (
        1,
    )


def _forget(driver: psycopg.Connection[Any], name: str) -> None:
    if driver.execute(ARE_DOWN).fetchone() == (1,):
        driver.execute(_FORGET, (name,))
