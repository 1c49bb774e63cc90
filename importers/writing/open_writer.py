"""The writer for a kind of database."""

from __future__ import annotations

from sqlalchemy.engine import URL

from events.database.engine import shown, sqlite_path
from events.errors import ConfigError
from importers.writing.protocol import Target, Writer


def check(url: URL) -> None:
    """Raises `ConfigError` where this kind of database has no writer."""
    if not sqlite_path(url):
        raise ConfigError(
            f"Bulk import writes SQLite files so far, not {shown(url)}. "
            "Import into a file: --database events.db."
        )


def open_writer(url: URL, target: Target) -> Writer:
    """The writer for this kind of database. Nothing else may have the database open in this process."""
    from importers.writing.sqlite.writer import SqliteWriter

    check(url)
    return SqliteWriter(sqlite_path(url), target)
