"""Which database a statement is about: tables of one name in several databases are several tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from importers.readers.sql import grammar

_USE = re.compile(rb"USE[ \t]++(" + grammar.NAME + rb")", re.IGNORECASE)
_CONNECT = re.compile(rb"^\\connect[ \t]++(?:-\S++[ \t]++)*+(?:\"?dbname=)?['\"]?([\w.-]++)", re.MULTILINE)


class Databases:
    """Follows the statements of a dump in order."""

    def __init__(self) -> None:
        self._current = ""
        self._homes: dict[str, str] = {}
        """The database in which each table was first named."""

    def follow(self, data: bytes, at: int) -> None:
        """Note the database that the statement at `at` changes to, if it does."""
        if found := _USE.match(data, at):
            self._current = grammar.identifier(grammar.IDENTIFIERS.findall(found.group(1))[-1])

    def follow_psql(self, blank: bytes) -> None:
        """Note the database that psql connects to in what stands between two statements, if it does."""
        if found := _CONNECT.findall(blank):
            self._current = found[-1].decode("utf-8", "replace")

    def table(self, parts: Sequence[str], *, dialect: str) -> str:
        """What a table is called whose name has these parts: its own name, with the database before it where
        one of another database was called so before. In PostgreSQL a schema but `public` is part of it."""
        if not parts:
            return ""
        *before, name = parts
        if dialect == "PostgreSQL" and before and before[-1] != "public":
            name = f"{before[-1]}.{name}"
        own = self._database_of(before, dialect)
        home = self._homes.get(name) or own
        self._homes[name] = home
        return name if own.casefold() in ("", home.casefold()) else f"{own}.{name}"

    def _database_of(self, before: Sequence[str], dialect: str) -> str:
        """The database of a table with these parts before its name; with an own schema in SQL Server."""
        if dialect == "PostgreSQL":
            return self._current
        if dialect != "SQL Server":
            return before[-1] if before else self._current
        database = before[-2] if len(before) > 1 else self._current
        schema = before[-1] if before and before[-1].casefold() != "dbo" else ""
        return ".".join(filter(None, (database, schema)))
