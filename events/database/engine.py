"""Engines: SQLite files made private and set up for many readers and one writer; PostgreSQL."""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from events.database import postgresql
from events.database.stored_json import parse_json
from events.database.text_match import fold_stored, unaccent_stored
from events.errors import InvalidSettingError, WriteError

BUSY_SECONDS = 10.0
# The same settings for every connection to a file, whichever library opens it.
PRAGMAS = (
    f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = NORMAL",
)
# Python prints log records that have no handler, and SQLAlchemy logs a traceback for every exception, even a
# Ctrl-C, that reaches it while it closes a connection.
_NOWHERE = logging.NullHandler()
ENCODE_AT = "the URL has several @. Write %40 for an @ in the user's name or password."
_IN_MEMORY = (":memory:", "sqlite://", "sqlite:///", "sqlite:///:memory:", "file::memory:")
DRIVERS = ("sqlite", "sqlite+pysqlite", postgresql.DRIVER)


def parse(database: str, *, where: str = "--database") -> URL:
    """The URL that `database`, a path or a SQLAlchemy URL, stands for.

    Raises `InvalidSettingError` for what is no log's place; `where` is the setting that it comes from.
    """
    if problem := _problem_of_text(database):
        raise InvalidSettingError(where=where, problem=problem)
    if "://" not in database:
        return URL.create("sqlite", database=_expanded(database))
    read = read_url(database)
    url = read and postgresql.normalize(read)
    problem = "this is neither a path nor a database URL." if url is None else _problem_of_url(url)
    if url is None or problem:
        raise InvalidSettingError(where=where, problem=problem)
    return url


def _problem_of_text(database: str) -> str:
    if not _is_utf8(database):
        return f"{database!a} is not UTF-8. Give the file, or its folder, another name."
    if "\0" in database or ("://" in database and "%00" in database):
        return "this holds a NUL character."
    if database.strip() in _IN_MEMORY:
        return "a log in memory would be gone when the command ends. Name a file, like events.db."
    if "=" not in database and ":" not in database:
        return ""
    from events.url_secrets import is_connection_string

    if "://" not in database and is_connection_string(database) and not Path(database).exists():
        return "this is a connection string. Write it as a URL: postgresql://user@host/name."
    return ""


def _problem_of_url(url: URL) -> str:
    if "@" in (url.host or ""):
        return ENCODE_AT
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        return f"{url.get_backend_name()} is not supported. Use a SQLite file or PostgreSQL."
    if url.port is not None and not 0 < url.port < 65536:
        return f"{url.port} is not a port: ports are 1 to 65535."
    if url.drivername not in DRIVERS:
        return f"the driver {url.drivername} is not supported. Leave it out: {url.get_backend_name()}://…"
    return ""


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_url(text: str) -> URL | None:
    """`text` as a URL, None if it is none. No error quotes a part of it, which may be a password."""
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        return None


def _expanded(path: str) -> str:
    try:
        return str(Path(path).expanduser())
    except RuntimeError:
        raise InvalidSettingError(where=path, problem="there is no such home directory.") from None


def shown(url: URL) -> str:
    """How the database is named to people: its path, or its URL without secrets."""
    if path := sqlite_path(url):
        return path
    from events.url_secrets import mask_url

    return postgresql.readable(mask_url(url.render_as_string(hide_password=False)))


def sqlite_path(url: URL) -> str:
    """The file behind a SQLite URL; empty for a server or a database in memory."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return ""
    return url.database


def make_engine(url: URL) -> Engine:
    """An engine that never prints bound values (customer data) in its errors."""
    logging.getLogger("sqlalchemy").addHandler(_NOWHERE)
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    try:
        engine = create_engine(
            url,
            hide_parameters=True,
            use_native_hstore=False,  # the log has none, and asking for its type takes three messages
            json_deserializer=parse_json,
            connect_args=postgresql.connect_args(url),
        )
        event.listen(engine, "connect", lambda driver, _: postgresql.set_up(driver, engine.dialect))
        event.listen(engine, "checkin", postgresql.note_idle)
        event.listen(engine, "checkout", postgresql.check_alive)
        return engine
    except ModuleNotFoundError as error:
        problem = (
            f"needs the Python package {error.name}. Install it: pip install 'shop-event-log[postgresql]'."
        )
        raise InvalidSettingError(where=shown(url), problem=problem) from None


@lru_cache(maxsize=4)
def _sqlite_engine(url: URL) -> Engine:
    """One engine for a file, however often it is opened: an engine remembers the SQL that it has made of
    queries. Connections are closed when given back, so that no other library ever meets the file open."""
    engine, path = (
        create_engine(url, hide_parameters=True, poolclass=NullPool, json_deserializer=parse_json),
        sqlite_path(url),
    )
    # A file that was deleted meanwhile is made anew by whoever opens it: never readable by others.
    event.listen(engine, "do_connect", lambda *_: create_private(path) if path else None)
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def create_private(path: str) -> None:
    """Make an empty file that only its owner may read: SQLite gives its side files the same mode.

    Raises `WriteError`.
    """
    file = Path(path)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise WriteError(
            f"Cannot make the database {path}: {error.strerror}. Choose another place with --database."
        ) from None


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
    connection.create_function("folded", 1, fold_stored, deterministic=True)
    connection.create_function("unaccented", 1, unaccent_stored, deterministic=True)
