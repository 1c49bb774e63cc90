"""Several files as one input: a directory, or an archive."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import PurePath

from events.errors import UnreadableDataError
from importers.errors import NotDataError
from importers.readers.archive.member_names import EXTENSIONS, is_table, rows_of, series_name
from importers.readers.archive.parts import PartTable, joined_input
from importers.readers.archive.row_files import row_file_tables
from importers.readers.archive.same_data import Copies
from importers.readers.factory import InputOptions
from importers.readers.sql.table_names import TableDefinition
from importers.readers.streams import Input
from importers.readers.tables import BaseTables, Opener, SqlTables

NAMED = 20
"""How many files that were not read are named in a report; all are counted."""

_ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".7z", ".rar")
_NO_ENDING = "not a table by its name"
_NOTHING = "no table in it"
_UNUSED = "not needed for this import"


def _no_table(members: Sequence[str]) -> str:
    """What to do with files of which none is a table."""
    if packed := [member for member in members if member.lower().endswith(_ARCHIVES)]:
        return f"there are archives in it: {listed(packed)}. Unpack it, and give them, each by itself."
    return f"there is no table in it: no file that ends in {', '.join(EXTENSIONS[:7])} or the like."


class CollectedTables(BaseTables):
    """The tables of all members. A file of one table gives it its name.

    Dumps are one dump: a table that several of them create or fill is one, and a CREATE TABLE in one serves
    the rows in another. Files whose names differ in a number, with the same columns, are parts of one table;
    copies of one file are read once.
    Where two different tables have the same name, the later one's file is put behind it: `table (file)`.
    """

    def __init__(
        self,
        name: str,
        path: str,
        *,
        form: str,
        members: Sequence[str],
        open_member: Callable[[str], BaseTables],
        open_text: Callable[[str], Opener],
        left_out: Mapping[str, str] | None = None,
        how: InputOptions,
        stack: ExitStack,
    ) -> None:
        super().__init__(name, path, how=how, stack=stack)
        self.format = form
        self._members, self._left_out = list(members), dict(left_out or {})
        if not any(is_table(member) for member in members):
            raise NotDataError(name, problem=_no_table(members))
        self._open_member, self._open_text = open_member, open_text
        self._faults: dict[str, UnreadableDataError] = {}
        self._copies = Copies()
        self._found: dict[str, list[PartTable]] | None = None

    @property
    def details(self) -> str:  # type: ignore[override]
        """How many files are read, and how many are not."""
        read = {part.member for parts in self._parts().values() for part in parts}
        others = len(self._members) - len(read)
        return f"{len(read)} files" + (f", {others} others left out" if others else "")

    def names(self) -> list[str]:
        """Return the names of all members' tables, in the order of their first files."""
        return list(self._parts())

    def columns(self, name: str) -> list[str]:
        """Return the columns of all of a table's parts, each once; raise `NoSuchTableError` for an unknown
        name."""
        found = (column for part in self._table(name) for column in part.tables.columns(part.name))
        return list(dict.fromkeys(found))

    def joined_notes(self, names: Collection[str]) -> list[str]:
        """A sentence for each of these tables that is read from several files."""
        several = {name: self._parts()[name] for name in names if len(self._parts().get(name, ())) > 1}
        return [
            f"{name} is read as one table from {listed([part.member for part in parts])}."
            for name, parts in several.items()
        ]

    def unread(self, names: Collection[str]) -> dict[str, str]:
        """The files that have none of these tables, each with the reason why it is not read."""
        reasons: dict[str, str] = {}
        of = {part.member: name for name, parts in self._parts().items() for part in parts}
        used = {part.member for name in names for part in self._parts().get(name, ())}
        for member in self._members:
            if member in self._faults:
                reasons[member] = str(self._faults[member]).removeprefix(f"{PurePath(member).name}: ")
            elif member not in used:
                reasons[member] = _UNUSED if member in of else _NOTHING if is_table(member) else _NO_ENDING
        return reasons | self._left_out

    def files_of(self, name: str) -> list[str]:
        """Return the files that a table is read from; raise `NoSuchTableError` for an unknown name."""
        return [part.member for part in self._table(name)]

    @contextmanager
    def _stream(self, name: str) -> Iterator[Input]:
        parts = self._table(name)
        if len(parts) > 1:
            with joined_input(parts, name=self.name, path=self.path, table=name) as opened:
                yield opened
            return
        with parts[0].tables.input(parts[0].name) as opened:
            if len(self._parts()) > 1:  # all of them are what is opened again
                opened.chosen = name
            yield opened

    def _table(self, name: str) -> list[PartTable]:
        if name not in self._parts():
            raise self.missing(name)
        return self._parts()[name]

    def _parts(self) -> dict[str, list[PartTable]]:
        if self._found is None:
            opened = self._opened()
            dumps = {member: tables for member, tables in opened.items() if isinstance(tables, SqlTables)}
            found = self._of_dumps(dumps)
            of_dumps = {*dumps, *(part.member for parts in found for part in parts)}
            files: list[list[PartTable]] = []
            for member, tables in opened.items():
                if member not in of_dumps:
                    self._add_file(files, member, tables)
            self._found = _named([*found, *files], self._members)
            if not self._found and self._faults:
                raise next(iter(self._faults.values()))
        return self._found

    def _opened(self) -> dict[str, BaseTables]:
        opened: dict[str, BaseTables] = {}
        for member in self._members:
            if is_table(member):
                with self._noting_faults(member):
                    tables = self._open_member(member)
                    tables.names()
                    opened[member] = tables
        return opened

    @contextmanager
    def _noting_faults(self, member: str) -> Iterator[None]:
        try:
            yield
        except UnreadableDataError as error:
            self._faults[member] = error

    def _of_dumps(self, dumps: dict[str, SqlTables]) -> list[list[PartTable]]:
        """The tables of all dumps as one dump's, with the files that hold rows of them alone."""
        _excuse_ends(list(dumps.values()))
        created: dict[str, TableDefinition] = {}
        for tables in dumps.values():
            for name, definition in tables.definitions().items():
                if definition.is_created:
                    created.setdefault(name, definition)
        parts = [
            PartTable(member=member, tables=tables, name=name)
            for member, tables in dumps.items()
            for name in tables.names()
        ]
        found: dict[str, list[PartTable]] = {}
        for part in [*parts, *self._of_row_files(created)]:
            if part.name in created and isinstance(part.tables, SqlTables):
                part.tables.define(part.name, created[part.name])
            if part.tables.columns(part.name):
                found.setdefault(part.name, []).append(part)
            else:
                problem = f"the columns of {part.name} are unknown: no file here has its CREATE TABLE"
                self._faults[part.member] = NotDataError(part.member, problem=problem)
        return list(found.values())

    def _of_row_files(self, created: dict[str, TableDefinition]) -> Iterator[PartTable]:
        for member in self._members:
            name = next((table for table in rows_of(PurePath(member).name) if table in created), None)
            if name is not None:
                with self._noting_faults(member):
                    tables = row_file_tables(
                        name, created[name], self._open_text(member), how=self.how, stack=self._stack
                    )
                    self._faults.pop(member, None)
                    yield PartTable(member=member, tables=tables, name=name)

    def _add_file(self, files: list[list[PartTable]], member: str, tables: BaseTables) -> None:
        """Add a file's tables: to one of which it is a part, else as tables of their own."""
        with self._noting_faults(member):
            for inner in tables.names():
                if not tables.columns(inner):
                    continue
                part = PartTable(member=member, tables=tables, name=inner)
                known = next((parts for parts in files if _continues(parts[0], part)), None)
                if known is None:
                    files.append([part])
                else:
                    self._add_part(known, part)

    def _add_part(self, known: list[PartTable], part: PartTable) -> None:
        """Add a file to those of its table, unless one of them has its data; those that it holds go."""
        is_contained = self._copies.is_contained
        if (whole := next((one for one in known if is_contained(part, one)), None)) is not None:
            self._left_out[part.member] = f"{whole.member} has the same data"
            return
        held = [one for one in known if is_contained(one, part)]
        self._left_out |= {one.member: f"{part.member} has the same data" for one in held}
        known[:] = [*(one for one in known if one not in held), part]


def _excuse_ends(dumps: Sequence[SqlTables]) -> None:
    """Where a dump was split, its end stands in another file than its start."""
    missing = [tables for tables in dumps if (end := tables.end()) and end.is_missing]
    found = sum(1 for tables in dumps if (end := tables.end()) and end.is_of_another)
    for tables in missing if found >= len(missing) else ():
        tables.ends_elsewhere = True


def _continues(first: PartTable, other: PartTable) -> bool:
    """Whether two files are parts of one export: alike in name, and of the same columns."""
    if first.member == other.member or first.tables.format != other.tables.format:
        return False
    if series_name(first.name).lower() != series_name(other.name).lower():
        return False
    return first.tables.columns(first.name) == other.tables.columns(other.name)


def _named(tables: Sequence[list[PartTable]], members: Sequence[str]) -> dict[str, list[PartTable]]:
    """The tables by name, in the order of their first files."""
    places = {member: place for place, member in enumerate(members)}
    found: dict[str, list[PartTable]] = {}
    for parts in sorted(tables, key=lambda parts: places[parts[0].member]):
        first = parts[0]
        is_series = len(parts) > 1 and len({part.name for part in parts}) > 1
        name = series_name(first.name) if is_series else first.name
        found[name if name not in found else f"{first.name} ({PurePath(first.member).name})"] = parts
    return found


def listed(names: Sequence[str]) -> str:
    """Names for a report: the first of them, and how many more there are."""
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
