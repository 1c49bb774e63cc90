"""The writer for a kind of database."""

from __future__ import annotations

from sqlalchemy.engine import URL

from events.database.engine import sqlite_path
from importers.writing.protocol import Target, Writer


def open_writer(url: URL, target: Target) -> Writer:
    """The writer for this kind of database. Nothing else may have a SQLite file open in this process."""
    if path := sqlite_path(url):
        from importers.writing.sqlite.writer import SqliteWriter

        return SqliteWriter(path, target)
    from importers.writing.postgresql.server import Server
    from importers.writing.postgresql.writer import PostgresqlWriter

    return PostgresqlWriter(Server(url), target)
