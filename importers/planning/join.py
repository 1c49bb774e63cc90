"""A table's chunks joined with its lookups; these wait in a private file, so that any size fits."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from importers.catalogue.compile import names_of
from importers.catalogue.match import MatchedTable
from importers.catalogue.named_tables import renamings
from importers.mapping.column_mapping import Template
from importers.mapping.conditions import Condition
from importers.mapping.expressions import filled, holds, text_of
from importers.planning.explode import explode_column
from importers.planning.label_languages import LabelLanguages
from importers.planning.packed_columns import unpack, unpack_members
from importers.planning.translated_cells import translated
from importers.readers.chunks import Chunk, pick_rows

if TYPE_CHECKING:
    from importers.platforms import CodeLabels, HistoryTable, Lookup, Values
    from importers.readers.streams import Input
    from importers.readers.tables import Tables

_SET_UP = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "CREATE TABLE now (key TEXT PRIMARY KEY)")

_LAST = 1 << 40
"""The rank of what only counts where nothing else does."""


def _another_line(cell: str) -> str:
    return f"{cell} = coalesce({cell} || char(10) || excluded.{cell}, {cell}, excluded.{cell})"


class Lookups:
    """Lookup tables by key, in a file that SQLite makes, keeps private and deletes.

    Used by one thread at a time: the one that reads ahead, and, when that has ended, whoever closes it.
    """

    def __init__(self, tables: Tables, *, language: str = "") -> None:
        self.tables, self._languages = tables, LabelLanguages(tables, language)
        self._staged: dict[tuple[Lookup, tuple[str, ...]], str] = {}
        self._unread: dict[str, tuple[int, int]] = {}
        self.inputs: list[Input] = []
        """What was read for the lookups, with what is missing at its end."""
        self._connection: sqlite3.Connection | None = None

    def close(self) -> None:
        """Delete the private file that holds the staged tables."""
        if self._connection is not None:
            self._connection.close()

    def notes(self) -> list[str]:
        """What the user should know about the rows that were joined, in sentences."""
        unread = [
            f"{table} has records that cannot be read, {count:,} of them, the first on line {line:,}: what "
            "other tables take from there is missing."
            for table, (count, line) in self._unread.items()
        ]
        return [*self._languages.notes(), *unread]

    def join(self, frame: pl.DataFrame, lookup: Lookup, tables: tuple[str, ...]) -> pl.DataFrame:
        """`frame` with the lookup's columns, null where none of its tables has a row of that key.

        A record of a document may contain the joined row itself: its cells count where no table has the row.
        """
        names = [f"{lookup.name}.{column.partition('|')[0]}" for column in lookup.columns]
        ways = (lookup.left_on,) if isinstance(lookup.left_on, str) else lookup.left_on
        present = [filled(pl.col(name)) for name in ways if name in frame.columns]
        key = pl.coalesce(*present, pl.lit(None, pl.String)).str.strip_chars().alias("key")
        keys = frame.with_columns(key).select("key")
        found = self._rows(lookup, tables, keys["key"].drop_nulls().unique().to_list())
        rows = pl.DataFrame(found, schema=dict.fromkeys(["key", *names], pl.String), orient="row")
        joined = keys.join(rows, on="key", how="left", maintain_order="left").drop("key")
        own = set(frame.columns)
        return frame.with_columns(
            pl.coalesce(cells, name).alias(name) if (name := cells.name) in own else cells
            for cells in joined.iter_columns()
        )

    def _rows(self, lookup: Lookup, tables: tuple[str, ...], keys: list[str]) -> list[Any]:
        name = self._staged.get((lookup, tables)) or self._stage(lookup, tables)
        run = self._open().execute
        run("BEGIN")
        run("DELETE FROM now")
        self._open().executemany("INSERT INTO now VALUES (?)", ((key,) for key in keys))
        columns = ", ".join(f"c{at}" for at in range(len(lookup.columns)))
        found = run(f"SELECT key, {columns} FROM now JOIN {name} USING (key)").fetchall()  # noqa: S608 - our own names
        run("COMMIT")
        return found

    def _stage(self, lookup: Lookup, tables: tuple[str, ...]) -> str:
        """Read the whole lookup into a table of ours; returns its name."""
        name = f"lookup{len(self._staged)}"
        run = self._open().execute
        cells = [f"c{at}" for at in range(len(lookup.columns))]
        run(f"CREATE TABLE {name} (key TEXT PRIMARY KEY, rank INTEGER, {', '.join(cells)}) WITHOUT ROWID")
        marks = ", ".join("?" for _ in range(len(cells) + 2))
        if lookup.aggregate:
            more = f"SET {', '.join(map(_another_line, cells))}"
        else:
            better = ", ".join(f"{cell} = excluded.{cell}" for cell in ("rank", *cells))
            more = f"SET {better} WHERE excluded.rank < rank"
        insert = f"INSERT INTO {name} VALUES ({marks}) ON CONFLICT (key) DO UPDATE {more}"  # noqa: S608 - our own names
        for table in tables:
            for chunk in self._chunks(table):
                rows = self._wanted(chunk.frame, lookup)
                run("BEGIN")
                self._open().executemany(insert, rows.iter_rows())
                run("COMMIT")
        self._staged[lookup, tables] = name
        return name

    def _chunks(self, table: str) -> Iterator[Chunk]:
        reader = self.tables.reader(table)
        self.inputs.append(reader.source)
        count = first = 0
        for chunk in reader.chunks():
            count += len(chunk.broken)
            first = first or min((one.line for one in chunk.broken), default=0)
            yield chunk
        if count:
            self._unread[table] = count, first

    def _wanted(self, frame: pl.DataFrame, lookup: Lookup) -> pl.DataFrame:
        """Key, rank and columns of the rows that count. Rank decides which of several rows of a key wins."""
        conditions = [Condition.parse(text, where=lookup.name) for text in lookup.where]
        made = {name: _templates(value, where=lookup.name) for name, value in lookup.computed.items()}
        named = (lookup.right_on, *lookup.columns)
        frame = renamed(frame, dict(name.split("|") for name in named if "|" in name))
        key, *columns = [name.partition("|")[0] for name in named]
        needed = [key, *columns, *(name for condition in conditions for name in condition.columns)]
        needed += [name for value in made.values() for template in value for name in template.columns]
        needed += [*filter(None, (lookup.language,)), *lookup.priority[:1]]
        lost = [name for name in dict.fromkeys(needed) if name not in frame.columns]
        frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in lost)
        for name, value in made.items():
            frame = frame.with_columns(text_of(value).alias(name))
        frame = frame.filter(*self._counting(lookup, columns[0]), *map(holds, conditions))
        if lookup.language:
            self._languages.note_languages(lookup, frame)
        keys = [name for name in (key, lookup.alternate_key) if name in frame.columns]
        ways = [
            frame.filter(filled(pl.col(name)).is_not_null()).select(
                pl.col(name).str.strip_chars().alias("key"),
                (self._rank(lookup) + place * _LAST).alias("rank"),
                *(filled(pl.col(column)).alias(f"c{at}") for at, column in enumerate(columns)),
            )
            for place, name in enumerate(keys)
        ]
        return pl.concat(ways)

    @staticmethod
    def _counting(lookup: Lookup, main: str) -> list[pl.Expr]:
        """Of rows in several languages or of different priority, only those that have a value and a known
        priority."""
        if not (lookup.language or lookup.priority):
            return []
        is_good = [pl.col(lookup.priority[0]).is_in(lookup.priority[1:])] if lookup.priority else []
        return [filled(pl.col(main)).is_not_null(), *is_good]

    def _rank(self, lookup: Lookup) -> pl.Expr:
        if lookup.priority:
            column, *values = lookup.priority
            return pl.col(column).replace_strict(values, range(len(values)), return_dtype=pl.Int64)
        if not lookup.language:
            return pl.lit(0, pl.Int64)
        return self._languages.rank(lookup)

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            for statement in _SET_UP:
                self._connection.execute(statement)
        return self._connection


def joined(chunk: Chunk, source: MatchedTable, lookups: Lookups) -> Chunk:
    """`chunk` with all the columns that the platform's fields may name."""
    records = source.records
    chunk = _meant(chunk, records.row_filter)
    chunk = replace(chunk, frame=translated(chunk.frame, records))
    chunk = explode_column(chunk, records) if records.explode else chunk
    frame = unpack(chunk, records.packed_columns, exploded=bool(records.explode))
    frame = _given(frame, records)
    for lookup, tables in source.lookups:
        frame = lookups.join(frame, lookup, tables)
        for column in records.packed_columns:
            if column.startswith(f"{lookup.name}."):
                frame = unpack_members(frame, column)
    for codes in records.labelled:
        frame = _labelled(frame, codes)
    return replace(chunk, frame=frame)


def _labelled(frame: pl.DataFrame, codes: CodeLabels) -> pl.DataFrame:
    """`frame` with the texts of its codes in a column of their own; one called so becomes `own.NAME`."""
    if codes.column not in frame.columns:
        return frame
    cases = {name: _templates(value, where=name) for name, value in codes.labels.items()}
    named = [name for value in cases.values() for template in value for name in template.columns]
    lost = [name for name in dict.fromkeys(named) if name not in frame.columns]
    whole = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in lost)
    ways = [pl.when(pl.col(codes.column) == name).then(text_of(value)) for name, value in cases.items()]
    texts = whole.select(pl.coalesce(ways).alias(codes.into))
    return frame.rename({codes.into: f"own.{codes.into}"}, strict=False).hstack(texts)


def _templates(value: str | tuple[str, ...], *, where: str) -> tuple[Template, ...]:
    return tuple(Template.parse(text, where=where) for text in names_of(value))


def renamed(frame: pl.DataFrame, same: Values) -> pl.DataFrame:
    """`frame` with the names of `same`, where it has only what else they are called."""
    return frame.rename(renamings(same, frame.columns))


def _given(frame: pl.DataFrame, records: HistoryTable) -> pl.DataFrame:
    for name, (column, *conditions) in records.copied_columns.items():
        wanted = [Condition.parse(text, where=name) for text in conditions]
        # What a column that is not there must not say, it does not say.
        wanted = [one for one in wanted if one.column in frame.columns or one.op not in ("!=", "!~")]
        if {column, *(name for one in wanted for name in one.columns)} <= set(frame.columns):
            frame = frame.with_columns(pl.when(True, *map(holds, wanted)).then(pl.col(column)).alias(name))
    return frame.with_columns(
        pl.col(column).str.extract(pattern).alias(name)
        for name, (column, pattern) in records.extracted_columns.items()
        if column in frame.columns
    )


def _meant(chunk: Chunk, only: tuple[str, ...]) -> Chunk:
    """The chunk without the rows that `only` excludes: they are no records at all."""
    wanted = [Condition.parse(text, where="only") for text in only]
    if not wanted or not {name for one in wanted for name in one.columns} <= set(chunk.frame.columns):
        return chunk
    found = chunk.frame.select(pl.all_horizontal(*map(holds, wanted)).arg_true()).to_series()
    return pick_rows(chunk, found.to_list())
