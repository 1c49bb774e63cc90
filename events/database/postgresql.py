"""What only PostgreSQL has: how its URLs are read and shown, how sessions are set up, and what they see."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, DisconnectionError

from events.errors import ConfigError

DRIVER = "postgresql+psycopg"

CONNECT_SECONDS = 10
"""How long a server may take to answer a new connection; `connect_timeout` in the URL overrides it."""

IDLE_SECONDS = 5
"""After this time, a connection is tried before it is used again."""

LOCK_SPACE = 0x65766E74
"""The first key of all our advisory locks: "evnt"."""

LOG_LOCK = 0
"""The second key of the log's lock: imports share it; an undo and a migration take it alone."""

HOLDS_LOG = "events.holds_log"
"""The setting of a transaction whose process holds the log's lock alone in another session: its deletions of
orders and people do not wait for that lock."""

LOCK_SECONDS = 2
"""How long a change of the schema waits for a lock: meanwhile, all who come later wait behind it."""

_DEADLOCK, _SERIALIZATION, _NO_LOCK = "40P01", "40001", "55P03"

_DEFAULTS = {
    "connect_timeout": ("PGCONNECT_TIMEOUT", CONNECT_SECONDS),
    # A server that vanished without a word is given up after about two minutes.
    "keepalives_idle": ("", 60),
    "keepalives_interval": ("", 15),
    "keepalives_count": ("", 4),
    "fallback_application_name": ("PGAPPNAME", "events"),
}
"""Options of a connection that the URL or the environment may override."""

_PATHS = re.compile(r"(?<=[?&])(?:host|sslrootcert)=[^&@=]+")
_SCHEMA = "SELECT current_schema(), current_setting('search_path'), current_user"
_TABLES = """
    SELECT relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f') AND pg_table_is_visible(c.oid) AND c.relpersistence <> 't'
        AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass
            AND d.objid = c.oid AND d.deptype = 'e')
"""

_LANGUAGE = """
    SELECT datlocprovider = 'b' OR datlocprovider = 'c' AND datcollate IN ('C', 'POSIX', 'C.UTF-8', 'C.utf8'),
        lower('ABCDEFGHIJKLMNOPQRSTUVWXYZ') = 'abcdefghijklmnopqrstuvwxyz'
    FROM pg_database WHERE datname = current_database()
"""

_WRITERS = text(
    "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' "
    "AND granted AND pid <> pg_backend_pid() AND relation = CAST(:name AS regclass) "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class NoSchemaError(ConfigError):
    """The role's search path has no schema that it may use."""

    def __init__(self, where: str, *, role: str, path: str) -> None:
        super().__init__(
            f"The role {role} may use no schema of its search_path ({path or 'empty'}) on {where}. "
            f"As its owner: GRANT USAGE ON SCHEMA public TO {role}; "
            f"ALTER ROLE {role} SET search_path = public."
        )


class OtherSmallLettersError(ConfigError):
    """The database is of a language in which INFO@ and info@ would be two people's e-mails."""

    def __init__(self, where: str, *, has_log: bool) -> None:
        copy = f" To move this log there: events db copy '{where}' 'postgresql://…'" if has_log else ""
        super().__init__(
            f"{where} is a database of a language with another small letter of I, as Turkish has it: "
            "e-mails in capitals would not be known again. Nothing was changed; use a database that was made "
            f"with TEMPLATE template0 LOCALE 'C.UTF-8', in which all texts are found as well.{copy}"
        )


def normalize(url: URL) -> URL:
    """`url` as the driver takes it: `postgres://` is accepted, and a socket's folder in the place of the
    host, as libpq writes it, becomes an option."""
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername=DRIVER)
    folder = unquote(url.host or "")
    if not folder.startswith("/"):
        return url
    place = {"host": folder} | ({"port": str(url.port)} if url.port else {})
    return url._replace(host=None, port=None).update_query_dict(place)


def readable(url: str) -> str:
    """A rendered URL as people write it: without the driver, and with slashes in the path of a socket."""
    shown = re.sub(rf"\A{re.escape(DRIVER)}://", "postgresql://", url)
    return _PATHS.sub(lambda found: found[0].replace("%2F", "/").replace("%2f", "/"), shown)


def connect_args(url: URL) -> dict[str, Any]:
    """What the driver is given beside the URL. Prepared statements are off: behind a pooler, the next
    transaction may have another connection."""
    missing = {
        option: value
        for option, (variable, value) in _DEFAULTS.items()
        if option not in url.query and (not variable or variable not in os.environ)
    }
    return {**missing, "prepare_threshold": None}


def set_up(connection: Any, dialect: Any) -> None:
    """Prepare a new session of the driver, and let `dialect` know whether the server sorts texts by the codes
    of their characters (see `text_order`), and makes small letters as a file does (see `check_letters`)."""
    connection.autocommit = True  # otherwise it takes three messages
    # In a zone of the server's, a legacy 9999-12-31 would leave the years that Python can read.
    # The server compiles plans that it expects to take long, which takes longer than it saves here.
    found = connection.execute(f"SET TIME ZONE 'UTC'; SET jit = off; {_LANGUAGE}")
    while found.nextset():
        pass
    dialect.sorts_by_code, dialect.has_usual_letters = map(bool, found.fetchone() or (False, True))
    connection.autocommit = False


def note_idle(_connection: Any, record: Any) -> None:
    """Note when a connection was given back."""
    record.info["idle since"] = time.monotonic()


def check_alive(connection: Any, record: Any, _proxy: Any) -> None:
    """Let a connection be replaced that was idle for a while and is lost. Asking each time would take as long
    as a command's own questions."""
    if time.monotonic() - record.info.get("idle since", time.monotonic()) < IDLE_SECONDS:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except connection.OperationalError as error:
        raise DisconnectionError from error


def visible_tables(connection: Connection, *, where: str) -> set[str]:
    """The tables that a name without a schema finds, except those of extensions. Raises `NoSchemaError`."""
    found = set(connection.execute(text(_TABLES)).scalars())
    if not found:
        schema, path, role = connection.execute(text(_SCHEMA)).one()
        if schema is None:
            raise NoSchemaError(where, role=role, path=path)
    return found


def check_letters(connection: Connection, *, where: str, has_log: bool) -> None:
    """Raises `OtherSmallLettersError` where the database does not know e-mails again as a file does. The
    language of a server's database was asked for when the session was set up."""
    if not getattr(connection.dialect, "has_usual_letters", True):
        raise OtherSmallLettersError(where, has_log=has_log)


def lock_log(connection: Connection) -> None:
    """Keep imports and other upgrades out until the transaction ends. Its statements wait for any lock no
    longer than `LOCK_SECONDS`, but may take as long as they need."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.execute(
        text("SELECT pg_advisory_xact_lock(:space, :key)"), {"space": LOCK_SPACE, "key": LOG_LOCK}
    )


def writers(connection: Connection, *tables: str) -> frozenset[str]:
    """The open transactions that may have inserted rows into any of these tables. Such rows become visible
    late, and may have lower ids than visible ones. There are none on SQLite, where writers take turns."""
    if connection.dialect.name != "postgresql":
        return frozenset()
    return frozenset(one for name in tables for one in connection.scalars(_WRITERS, {"name": name}))


def try_for(seconds: float, work: Callable[[], None]) -> None:
    """Do `work`, again where others were in its way, until the time is up."""
    last = time.monotonic() + seconds
    while True:
        try:
            return work()
        except DBAPIError as error:
            if not may_repeat(error) or time.monotonic() > last:
                raise
        time.sleep(1)


def end_if_in_copy(driver: Any) -> bool:
    """End the session if an interruption came while a COPY began; returns whether it did. psycopg then leaves
    the connection locked, and its rollback would wait for ever. Only for a connection of a single thread."""
    if driver.lock.locked():
        driver.close()
        return True
    return False


def may_repeat(error: DBAPIError) -> bool:
    """Whether other transactions caused this error, so that the same may work now."""
    return sqlstate(error) in (_DEADLOCK, _SERIALIZATION, _NO_LOCK)


def is_deadlock(error: DBAPIError) -> bool:
    """Whether the server ended this transaction so that another could go on."""
    return sqlstate(error) == _DEADLOCK


def sqlstate(error: DBAPIError) -> str:
    """The SQLSTATE of a server's error; empty where it has none."""
    return getattr(error.orig, "sqlstate", None) or ""
