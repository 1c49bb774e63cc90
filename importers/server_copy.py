"""A private copy of a log on a server that takes no temporary tables: a standby, or one behind a pooler.

Commands that need temporary tables (a dry run, a comparison) then use the copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection

from events.database.engine import parse, shown, sqlite_path
from events.database.session import open_connection
from events.errors import WriteError
from importers.log_copy import copy_log
from importers.private_files import private_folder

MOST = 1_000_000
"""The largest number of order events in a log that is copied: it takes minutes, and room on this computer."""

_MAY_STAGE = """
    SELECT current_setting('transaction_read_only') = 'off'
        AND has_database_privilege(current_database(), 'TEMPORARY')
"""
_MANY = "SELECT count(*) FROM (SELECT 1 FROM order_events LIMIT %s) AS few"


Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def on_writable_log(work: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Give `work` a `database` that takes temporary tables for a transaction: see `writable_log`."""

    @wraps(work)
    def on_log(*arguments: Parameters.args, **named: Parameters.kwargs) -> Result:
        with writable_log(str(named["database"]), for_session=False) as log:
            named["database"] = log
            return work(*arguments, **named)

    return on_log


@contextmanager
def writable_log(database: str, *, for_session: bool) -> Iterator[str]:
    """The log's path or URL, or where that takes no temporary tables, the path of a private copy of it.

    `for_session` says that the tables have to outlive a transaction. Raises `WriteError` for a log that is
    too large to copy, or where there is no room.
    """
    if sqlite_path(parse(database)):
        yield database
        return
    with open_connection(database) as connection:
        takes_tables = _takes_tables(connection, for_session=for_session)
        is_large = not takes_tables and connection.exec_driver_sql(_MANY, (MOST + 1,)).scalar_one() > MOST
    if takes_tables:
        yield database
    elif is_large:
        raise _too_large(database)
    else:
        with _copied(database) as copy:
            yield copy


def _takes_tables(connection: Connection, *, for_session: bool) -> bool:
    if not connection.exec_driver_sql(_MAY_STAGE).scalar():
        return False
    driver: Any = connection.connection.driver_connection
    # A pooler reports a process of its own, and the next transaction may run in another one.
    process = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    return not for_session or process == driver.info.backend_pid


@contextmanager
def _copied(database: str) -> Iterator[str]:
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(private_folder("dry-run"))
            copy = str(folder / "log.db")
            copy_log(database, copy, restart=False, on_table=lambda *_: None, verify=False)
        except OSError as error:
            problem = f"Cannot copy {_name(database)} to a private file: {error.strerror}."
            raise WriteError(problem) from None
        yield copy


def _too_large(database: str) -> WriteError:
    return WriteError(
        f"{_name(database)} takes no temporary tables (it is a standby, or behind a pooler) and holds more "
        f"than {MOST:,} order events, which are not copied for this. Nothing was changed; give the URL of "
        "the primary server itself."
    )


def _name(database: str) -> str:
    return shown(parse(database))
