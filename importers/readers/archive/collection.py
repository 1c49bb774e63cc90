"""Several inputs as one: a directory, or a ZIP archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import PurePath

from events.errors import UnreadableDataError
from importers.errors import NotDataError
from importers.readers.factory import InputOptions
from importers.readers.streams import Input
from importers.readers.tables import BaseTables

EXTENSIONS = (
    *(".csv", ".tsv", ".psv", ".jsonl", ".ndjson", ".json", ".yaml", ".yml", ".sql"),
    *(".xml", ".xes", ".xmlocel", ".jsonocel"),
    *(".xlsx", ".ods", ".xls", ".parquet", ".sqlite", ".sqlite3"),
)
PACKED = (".gz", ".bz2", ".xz", ".zst")


class CollectedTables(BaseTables):
    """The tables of all members. A file of one table gives it its name; where two have the same, the later
    one's file is put before it, as `file.table`."""

    def __init__(
        self,
        name: str,
        path: str,
        *,
        form: str,
        members: Sequence[str],
        open_member: Callable[[str], BaseTables],
        how: InputOptions,
        stack: ExitStack,
    ) -> None:
        super().__init__(name, path, how=how, stack=stack)
        self.format = form
        chosen = [member for member in members if is_table(member)]
        if not chosen:
            shown = ", ".join(EXTENSIONS[:7])
            raise NotDataError(
                name,
                problem=f"there is no table in it: no file that ends in {shown} or the like.",
            )
        self._members, self._others = chosen, len(members) - len(chosen)
        self._faults: dict[str, UnreadableDataError] = {}
        self.details = self._told()
        self._open_member = open_member
        self._found: dict[str, tuple[BaseTables, str]] | None = None

    def names(self) -> list[str]:
        return list(self._tables())

    def columns(self, name: str) -> list[str]:
        tables, inner = self._table(name)
        return tables.columns(inner)

    @contextmanager
    def _stream(self, name: str) -> Iterator[Input]:
        tables, inner = self._table(name)
        with tables.input(inner) as opened:
            if len(self._tables()) > 1:  # all of them are what is opened again
                opened.chosen = name
            yield opened

    def _table(self, name: str) -> tuple[BaseTables, str]:
        if name not in self._tables():
            raise self.missing(name)
        return self._tables()[name]

    def _tables(self) -> dict[str, tuple[BaseTables, str]]:
        if self._found is None:
            self._found = {}
            for member in self._members:
                try:
                    tables = self._open_member(member)
                    inside = [inner for inner in tables.names() if tables.columns(inner)]
                except UnreadableDataError as error:
                    self._faults[member] = error
                    continue
                for inner in inside:
                    name = inner if inner not in self._found else f"{PurePath(member).name}.{inner}"
                    self._found[name] = (tables, inner)
            if not self._found and self._faults:
                raise next(iter(self._faults.values()))
            self.details = self._told()
        return self._found

    def _told(self) -> str:
        told = f"{len(self._members) - len(self._faults)} files"
        if self._others:
            told += f", {self._others} others left out"
        return told + "".join(f", {error}" for error in self._faults.values()).replace("..", ".")


def is_table(name: str) -> bool:
    """Whether a file's name is that of a table, packed or not."""
    return unpacked_name(name).lower().endswith(EXTENSIONS)


def unpacked_name(name: str) -> str:
    path = PurePath(name)
    return path.stem if path.suffix.lower() in PACKED else path.name


def table_name(name: str) -> str:
    """A file's table: its name without what it ends in."""
    return PurePath(unpacked_name(name)).stem
