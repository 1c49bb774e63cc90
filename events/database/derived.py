"""Stored data that are computed from events: when they may be written, and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from events.database.postgresql import LOCK_SPACE, LOG_LOCK, sqlstate
from events.database.write_turns import writing
from events.errors import BusyError

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NOT_ALLOWED = ("42501", "25006", "55P03", "42P01")
"""SQLSTATEs of a role without the right, of a standby or a read-only session, of a lock that others hold, and
of a store that was removed meanwhile."""

_SHARE_LOG = text("SELECT pg_try_advisory_xact_lock_shared(:space, :lock)")

_GRANT = """
    DO $$ DECLARE one record; BEGIN
      FOR one IN
        SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS who,
          CASE a.privilege_type WHEN '{writes}' THEN 'INSERT, UPDATE, DELETE' ELSE 'SELECT' END AS rights
        FROM pg_class AS c, aclexplode(c.relacl) AS a
        WHERE c.oid = 'order_events'::regclass AND a.privilege_type IN ('SELECT', '{writes}')
      LOOP EXECUTE 'GRANT ' || one.rights || ' ON {tables} TO ' || one.who; END LOOP;
    END $$
"""


def grant_like_events(tables: str, *, writes: str) -> str:
    """SQL for a server: who may read events may read `tables`, and who has the right `writes` on events may
    write them."""
    return _GRANT.format(tables=tables, writes=writes)


class CannotStoreError(Exception):
    """Derived data cannot be written now."""


@contextmanager
def storing(connection: Connection) -> Iterator[None]:
    """A transaction for derived data, in which nobody undoes an import or migrates the log. Raises
    `CannotStoreError`."""
    connection.rollback()
    with writing(connection):
        on_server = connection.dialect.name == "postgresql"
        if on_server and not connection.scalar(_SHARE_LOG, {"space": LOCK_SPACE, "lock": LOG_LOCK}):
            raise CannotStoreError
        yield
    connection.commit()


@contextmanager
def where_allowed(connection: Connection) -> Iterator[None]:
    """Work on derived data, up to where others are in the way or the role may not write them."""
    try:
        yield
    except (CannotStoreError, BusyError):
        pass
    except OperationalError:
        if connection.dialect.name != "sqlite":
            raise
    except DBAPIError as error:
        if sqlstate(error) not in _NOT_ALLOWED:
            raise
    finally:
        connection.rollback()
