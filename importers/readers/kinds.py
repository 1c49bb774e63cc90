"""Documents that hold rows of several tables, mixed: walked once per table that is read."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack

from importers.readers.made import Row, made_input
from importers.readers.reading import How
from importers.readers.streams import Input
from importers.readers.tables import BaseTables, Opener

RowsOf = Callable[[Input], Iterator[tuple[str, dict[str, str | None]]]]
"""All rows of a document, each with its table's name and its cells by column."""


class RowTables(BaseTables):
    """The tables of a document. It is walked once to learn their columns, which is remembered: `known`
    tells which tables there may be, and the columns that come first."""

    def __init__(
        self,
        open_it: Opener,
        rows: RowsOf,
        known: Mapping[str, tuple[str, ...]],
        *,
        form: str,
        details: str,
        how: How,
        stack: ExitStack,
    ) -> None:
        with open_it() as opened:
            super().__init__(opened.name, opened.path, how=how, stack=stack)
        self.format, self.details = form, details
        self._open, self._rows, self._known = open_it, rows, known
        self._found: dict[str, list[str]] | None = None

    def names(self) -> list[str]:
        """Those that hold something."""
        return list(self._tables())

    def columns(self, name: str) -> list[str]:
        if name not in self._tables():
            raise self.missing(name)
        return self._tables()[name]

    def _stream(self, name: str) -> AbstractContextManager[Input]:
        columns = self.columns(name)
        return made_input(
            self._of(name, columns),
            name=self.name,
            path=self.path,
            carrier=self.format,
            table=name,
            columns=columns,
        )

    def _of(self, name: str, columns: list[str]) -> Generator[Row | None]:
        with self._open() as opened:
            for table, row in self._rows(opened):
                if table == name:
                    yield [row.get(column) for column in columns]

    def _tables(self) -> dict[str, list[str]]:
        if self._found is None:
            found: dict[str, dict[str, None]] = {}
            with self._open() as opened:
                for table, row in self._rows(opened):
                    if table not in found:
                        found[table] = dict.fromkeys(self._known[table])
                    found[table].update(dict.fromkeys(row))
            self._found = {name: list(found[name]) for name in self._known if name in found}
        return self._found
