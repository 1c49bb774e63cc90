"""Documents that hold rows of several tables, mixed: walked once, and their rows kept apart, packed."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack

import msgspec

from events.errors import WriteError
from importers.errors import NotDataError
from importers.private_files import private_folder
from importers.readers.factory import InputOptions
from importers.readers.json_adapter import Row, adapted_input, size_of
from importers.readers.row_lines import RowLines
from importers.readers.streams import Input
from importers.readers.tables import BaseTables, Opener

RowsOf = Callable[[Input], Iterator[tuple[str, dict[str, str | None] | tuple[str, ...]]]]
"""All rows of a document, each with its table's name and its cells by column; the columns alone for a table
that may have no rows."""

_TOGETHER = 500
"""How many rows wait to be written, unless they are large."""

_WAITING_BYTES = 512 * 1024
_NO_LIST = "there is no list of records in this XML. Export the history as CSV, or all records in one list."


class _Kept:
    """A table's rows in a private file: their first and last lines in the document, and their cells.

    A column that a later row is the first to have is at the end, so that earlier rows are only shorter.
    """

    def __init__(self, columns: tuple[str, ...], stack: ExitStack) -> None:
        self.columns = dict.fromkeys(columns)
        self._path = stack.enter_context(private_folder("rows")) / "rows"
        self._file = stack.enter_context(self._path.open("xb"))
        self._packed: gzip.GzipFile | None = gzip.GzipFile(fileobj=self._file, mode="wb", compresslevel=1)
        self._encoder = msgspec.json.Encoder()
        self._waiting: list[tuple[int, int, list[str | None]]] = []
        self._size = 0

    def add(self, row: dict[str, str | None] | tuple[str, ...], *, lines: tuple[int, int]) -> None:
        if isinstance(row, tuple):
            self.columns |= dict.fromkeys(row)
            return
        if row.keys() - self.columns.keys():
            self.columns |= dict.fromkeys(row)
        cells = [row.get(column) for column in self.columns]
        self._waiting.append((*lines, cells))
        self._size += size_of(cells)
        if len(self._waiting) >= _TOGETHER or self._size >= _WAITING_BYTES:
            self._write()

    def finish(self) -> None:
        self._write()
        if self._packed is not None:
            self._packed.close()
            self._file.flush()
            self._packed = None

    def rows(self, row_lines: RowLines) -> Generator[Row | None]:
        """All rows, each as wide as the table; their lines go to `row_lines`. Each call reads by itself."""
        decoder, width = msgspec.json.Decoder(tuple[int, int, list[str | None]]), len(self.columns)
        with gzip.open(self._path, "rb") as packed:
            for line in packed:
                first, last, row = decoder.decode(line)
                row_lines.add(first, last)
                yield row + [None] * (width - len(row))

    def _write(self) -> None:
        if self._packed is not None:
            self._packed.write(self._encoder.encode_lines(self._waiting))
        self._waiting, self._size = [], 0


class RowTables(BaseTables):
    """The tables of a document: `known` lists those that there may be, with the columns that come first."""

    def __init__(
        self,
        open_it: Opener,
        rows: RowsOf,
        known: Mapping[str, tuple[str, ...]],
        *,
        form: str,
        details: str,
        how: InputOptions,
        stack: ExitStack,
    ) -> None:
        with open_it() as opened:
            super().__init__(opened.name, opened.path, how=how, stack=stack)
        self.format, self.details = form, details
        self._open, self._rows, self._known = open_it, rows, known
        self._found: dict[str, _Kept] | None = None
        self._lines, self._truncated = 0, ""

    def names(self) -> list[str]:
        """Those that hold something; where none does, the first that could."""
        return list(self._tables())

    def columns(self, name: str) -> list[str]:
        """Return a table's columns, the known ones first; raise `NoSuchTableError` for an unknown name."""
        if name not in self._tables():
            raise self.missing(name)
        return list(self._tables()[name].columns)

    def _stream(self, name: str) -> AbstractContextManager[Input]:
        columns, lines = self.columns(name), RowLines()
        return adapted_input(
            self._tables()[name].rows(lines),
            row_lines=lines,
            document_lines=self._lines,
            truncated=self._truncated,
            name=self.name,
            path=self.path,
            carrier=self.format,
            table=name,
            columns=columns,
        )

    def _tables(self) -> dict[str, _Kept]:
        if self._found is None:
            try:
                found = self._walked()
            except OSError as error:
                raise WriteError(
                    f"Cannot keep what is in {self.name} in {tempfile.gettempdir()} while it is read: "
                    f"{error.strerror}. Set TMPDIR to a folder with more room."
                ) from error
            if not found and not self._known:
                raise NotDataError(self.name, problem=_NO_LIST)
            if not found:
                first = next(iter(self._known))
                found = {first: _Kept(self._known[first], self._stack)}
            self._found = {name: found[name] for name in (*self._known, *found) if name in found}
            for kept in self._found.values():
                kept.finish()
        return self._found

    def _walked(self) -> dict[str, _Kept]:
        found: dict[str, _Kept] = {}
        with self._open() as opened:
            for table, row in self._rows(opened):
                if table not in found:
                    found[table] = _Kept(self._known.get(table, ()), self._stack)
                found[table].add(row, lines=opened.element_lines)
            self._lines, self._truncated = opened.document_lines, opened.truncated
        return found
