"""What each kind of database server needs so that it is read as its dump would be."""

from __future__ import annotations

import configparser
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.dialects.postgresql import INTERVAL
from sqlalchemy.engine import URL, Connection
from sqlalchemy.types import TypeEngine

from events.database import postgresql
from events.errors import DatabaseUnavailableError

DRIVERS = {"postgres": "postgresql", "mysql": "mysql+pymysql", "mariadb": "mariadb+pymysql"}
"""What people write, and what it stands for."""

CONNECT_SECONDS = 10
"""How long a server may take to answer a new connection."""

READ_SECONDS = 600
"""How long a server may take for the first rows of a table without a key, which it has to sort."""

OPTION_FILE = Path("~/.my.cnf")
"""Where MySQL's programs look for a user's password: `[client]`, and below it `password=…`."""

_AS_TEXT = (sa.Date, sa.DateTime, INTERVAL)
"""PostgreSQL's moments may lie beyond what this language has dates for."""

_BINARY = (sa.LargeBinary, sa.types._Binary, mysql.BIT)


def normalize(url: URL) -> URL:
    """`url` with its driver, and with options as the driver calls them now."""
    url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
    if not is_mysql(url) or "passwd" not in url.query:
        return url
    password = url.query["passwd"]
    return url.difference_update_query(["passwd"]).update_query_dict({"password": password})


def is_postgresql(url: URL) -> bool:
    """Whether this is a PostgreSQL server."""
    return url.get_backend_name() == "postgresql"


def is_mysql(url: URL) -> bool:
    """Whether this is a MySQL or MariaDB server."""
    return url.get_backend_name() in ("mysql", "mariadb")


def connect_args(url: URL) -> Mapping[str, Any]:
    """What the driver is given beside the URL."""
    if is_postgresql(url) and url.get_driver_name() == "psycopg":
        return postgresql.connect_args(url)
    if is_mysql(url) and url.get_driver_name() == "pymysql":
        wanted: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, "read_timeout": READ_SECONDS}
        return {name: value for name, value in wanted.items() if name not in url.query} | _password(url)
    return {}


def _password(url: URL) -> dict[str, bytes]:
    """The password, or where the URL has none, that of MySQL's option file, as its own programs take it.

    It is given as they send it, in UTF-8: of a text, the driver would send Latin-1, or refuse its letters.
    """
    given = url.query.get("password", url.password)
    if given is None and "read_default_file" not in url.query:
        given = _password_in_file()
    return {"password": given.encode()} if isinstance(given, str) and given else {}


def _password_in_file() -> str:
    file = configparser.RawConfigParser(allow_no_value=True, strict=False)
    try:
        file.read(OPTION_FILE.expanduser(), encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError, RuntimeError):  # RuntimeError: nobody's home is known
        return ""  # MySQL's programs know more of this format; the server says that it misses a password
    password = file.get("client", "password", fallback="") or ""
    if len(password) > 1 and password[0] == password[-1] and password[0] in "'\"":
        password = password[1:-1]
    return password


def check_answer(url: URL, *, name: str) -> None:
    """Check that a MySQL server, which speaks first, does: its drivers would wait for as long as it takes.

    Raises `DatabaseUnavailableError`.
    """
    if not is_mysql(url) or not url.host or "unix_socket" in url.query:
        return
    try:
        with socket.create_connection((url.host, url.port or 3306), timeout=CONNECT_SECONDS) as server:
            server.recv(1)
    except TimeoutError:
        raise DatabaseUnavailableError(f"{name} does not answer. Check its address and port.") from None
    except OSError:
        return  # the driver says why


def set_up(connection: Connection, url: URL) -> None:
    """Let a MySQL server accept no changes, and give moments in UTC, as `mysqldump` does."""
    if is_mysql(url):
        connection.execute(sa.text("SET SESSION TRANSACTION READ ONLY"))
        connection.execute(sa.text("SET SESSION time_zone = '+00:00'"))
        connection.rollback()


def column_of(name: str, kind: TypeEngine[Any], url: URL) -> sa.ColumnClause[Any]:
    """A column; its type is kept where it decides how its values are read."""
    is_needed = is_mysql(url) or (is_postgresql(url) and isinstance(kind, _AS_TEXT))
    return sa.column(name, kind) if is_needed else sa.column(name)


def selected(column: sa.ColumnClause[Any], url: URL) -> sa.ColumnElement[Any]:
    """A column's values as a dump of the server has them: numbers and moments as the server writes them."""
    kind = column.type
    if is_postgresql(url):
        return sa.cast(column, sa.Text).label(column.name) if isinstance(kind, _AS_TEXT) else column
    is_text = isinstance(kind, sa.types.NullType | sa.String) and not isinstance(kind, mysql.SET)
    if not is_mysql(url) or is_text:
        return column
    if isinstance(kind, mysql.BIT):
        return sa.cast(column, mysql.BIGINT(unsigned=True)).label(column.name)
    return column if isinstance(kind, _BINARY) else sa.cast(column, sa.CHAR).label(column.name)
