"""What an import reads: one table of an input by a mapping, or all tables that a platform knows."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from importers import registry
from importers.declared import mapping_of
from importers.dumpdata import Dumpdata, is_dumpdata
from importers.errors import UnclearColumns
from importers.labelled import as_objects, as_statements
from importers.mapping import Mapping
from importers.matching import NotOfPlatform, Source, match, names_of
from importers.ocel import Ocel, is_ocel
from importers.readers.opening import only_table, open_tables
from importers.readers.tables import Tables
from importers.slashed import Judgement, judge

if TYPE_CHECKING:
    from importers.joining import Lookups
    from importers.pipeline import Options
    from importers.platforms import Lookup, Platform
    from importers.readers.chunks import Chunk, Reader
    from importers.readers.streams import Input


@dataclass(frozen=True, kw_only=True)
class Feed:
    """One table's raw records, and the mapping they are read by."""

    table: str
    chunks: Callable[[], Iterator[Chunk]]
    reader: Reader
    mapping: Mapping


@dataclass(kw_only=True)
class Feeds:
    """An input as an import reads it: its feeds one after the other, counted as one.

    `position` and `prefix()` span the feeds: the bytes of those done and of the present one.
    """

    tables: Tables
    feeds: list[Feed]
    mapping: Mapping
    """What all feeds share: source and zone."""
    platform: str = ""
    joined: bool = False
    """Whether other tables than those with history are read, too."""
    notes: list[str] = field(default_factory=list)
    """What the user should know about how the input is read, in sentences."""
    _done: list[tuple[int, str]] = field(default_factory=list)
    _at: int = 0
    _lines: int = 0

    @property
    def name(self) -> str:
        return self.tables.name

    @property
    def table(self) -> str:
        """The table that is being read."""
        return self.feeds[min(self._at, len(self.feeds) - 1)].table

    @property
    def path(self) -> str:
        return self.tables.path

    @property
    def header(self) -> bytes:
        return b"" if len(self.feeds) > 1 else self.feeds[0].reader.header

    @property
    def format(self) -> str:
        return self.tables.format

    @property
    def details(self) -> str:
        if len(self.feeds) == 1:
            return self.feeds[0].reader.details
        tables = ", ".join(feed.table for feed in self.feeds)
        return f"{self.tables.details}, tables {tables}".removeprefix(", ")

    @property
    def read_as(self) -> dict[str, Any]:
        """How the input is read; of several tables, what they agree in, and how their rejects are kept."""
        readers = [feed.reader for feed in self.feeds]
        found: dict[str, Any] = {"input_table": readers[0].source.chosen if len(readers) == 1 else ""}
        if self.platform:
            found |= {"tables": [feed.table for feed in self.feeds], "joined": self.joined}
        ways = [{**reader.read_as, "format": _kept_as(self.tables, reader)} for reader in readers]
        if len(ways) == 1:
            return {**readers[0].read_as, **found}
        return {
            name: value for name, value in ways[0].items() if all(value == way.get(name) for way in ways)
        } | found

    @property
    def size(self) -> int | None:
        sizes = [feed.reader.source.size for feed in self.feeds]
        return None if None in sizes else sum(size or 0 for size in sizes)

    def taken(self) -> int:
        done = sum(feed.reader.source.size or 0 for feed in self.feeds[: self._at])
        return done + (self._source.taken() if self._source else 0)

    @property
    def position(self) -> int:
        return sum(length for length, _ in self._done) + (self._source.position if self._source else 0)

    def prefix(self) -> str:
        """The digest of all bytes consumed so far: of one feed its own, of several that of their digests."""
        return _joined([digest for _, digest in self._done], self._source.prefix() if self._source else "")

    def digest(self) -> str:
        """Stable: equal for inputs that are read the same way."""
        terms = " ".join(f"{feed.mapping.digest()} {feed.reader.source.chosen}" for feed in self.feeds)
        return hashlib.sha256(terms.encode()).hexdigest()

    def chunks(self) -> Iterator[tuple[Chunk, Mapping]]:
        """All chunks in order, numbered through, each with its mapping."""
        record = 0
        for at, feed in enumerate(self.feeds):
            self._at, last, mapping, lines = at, record, None, self._lines
            for chunk in feed.chunks():
                mapping = mapping or self._judged(feed, chunk)
                last, lines = record + chunk.last_record, self._lines + chunk.last_line
                yield self._spanning(chunk, record), mapping
            record = last
            # A dump is read from its start for each table; files follow one another.
            self._lines = 0 if self.format == "sql" else lines
            source = feed.reader.source
            source.skip(1 << 62)
            self._done.append((source.position, source.prefix()))
        self._at = len(self.feeds)

    def starts_like(self, position: int, prefix: str) -> bool:
        """Whether the input starts with the very bytes an earlier run has read. A pipe cannot be read twice
        to find out: there the records themselves tell what is known."""
        if not self.path:
            return False
        done: list[str] = []
        for feed in self.feeds:
            with self.tables.input(feed.table) as again:
                again.skip(position)
                position -= again.position
                if not position and _joined(done, again.prefix()) == prefix:
                    return True
                done.append(again.prefix())
        return False

    def whole(self) -> str:
        """The digest of all bytes of all feeds, as `prefix` has it at the end."""
        done = []
        for feed in self.feeds:
            with self.tables.input(feed.table) as again:
                again.skip(1 << 62)
                done.append(again.prefix())
        return _joined(done, "")

    @property
    def _source(self) -> Input | None:
        return self.feeds[self._at].reader.source if self._at < len(self.feeds) else None

    def _judged(self, feed: Feed, first: Chunk) -> Mapping:
        """The feed's mapping, with the judgement of its whole column on dates like 3/4/2019.

        What can be read only once is judged by its first chunk; later dates that contradict it are rejected.
        """
        if feed.mapping.date_formats:
            return feed.mapping
        names = [name for name in feed.mapping.date_columns() if name in first.frame.columns]
        found = judge(first.frame[name] for name in names)
        if not found:
            return feed.mapping
        if self.path:
            reader = self.tables.reader(feed.table)
            chunks = (chunk.frame for chunk in reader.chunks())
            counts = (judge(frame[name] for name in names if name in frame.columns) for frame in chunks)
            found = sum(counts, Judgement())
        self.notes.append(f"{', '.join(names)}: {found.sentence}.")
        return replace(feed.mapping, slashed=found.verdict)

    def _spanning(self, chunk: Chunk, before: int) -> Chunk:
        if not self._at:
            return chunk
        return replace(
            chunk,
            records=chunk.records + before,
            broken=[replace(one, record=one.record + before) for one in chunk.broken],
            first_record=chunk.first_record + before,
            last_record=chunk.last_record + before,
            last_line=chunk.last_line + self._lines,
            end=chunk.end + sum(length for length, _ in self._done),
            prefix=_joined([digest for _, digest in self._done], chunk.prefix),
        )


def _joined(done: list[str], now: str) -> str:
    digests = [*done, now] if now else done
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


@contextmanager
def open_feeds(source: str, mapping: Mapping, options: Options) -> Iterator[Feeds]:
    """What to read of a source (a path, or `-`). Raises what opening it, or finding its tables, raises."""
    how = {"encoding": mapping.encoding, "delimiter": mapping.delimiter}
    with ExitStack() as stack:
        opened = stack.enter_context(open_tables(source, input_format=options.input_format, **how))
        tables = seen_as(opened, stack)
        lookups = stack.enter_context(closing(lookups_of(tables, options)))
        yield _feeds(source, tables, mapping, options, lookups)


def seen_as(tables: Tables, stack: ExitStack) -> Tables:
    """The tables as platforms know them: Django's models, events with their orders."""
    if is_dumpdata(tables):
        return Dumpdata(tables)
    if is_ocel(tables):
        return stack.enter_context(closing(Ocel(tables)))
    return tables


def _feeds(source: str, tables: Tables, mapping: Mapping, options: Options, lookups: Lookups) -> Feeds:
    if options.platform:
        return _of_platform(tables, registry.find(options.platform), mapping, options, lookups)
    if (
        options.guess
        and not mapping.fields
        and not options.table
        and (tables.path or len(tables.names()) > 1)
    ):
        from importers.sniffing import recognise

        sure = next((found for found in recognise(tables) if found.certain), None)
        if sure is not None:
            known = replace(options, platform=sure.platform)
            feeds = _of_platform(tables, registry.find(sure.platform), mapping, known, lookups)
            named = f"Recognised as {sure.platform} by {', '.join(sure.tables)}; --from says otherwise."
            feeds.notes.insert(0, named)
            return feeds
    return _plain(source, tables, mapping, options)


def lookups_of(tables: Tables, options: Options) -> Lookups:
    from importers.joining import Lookups

    return Lookups(tables, language=options.language)


def _plain(source: str, tables: Tables, mapping: Mapping, options: Options) -> Feeds:
    table = options.table or only_table(tables)
    reader = tables.reader(table)
    chunks, notes = reader.chunks, []
    if options.guess and not _complete(mapping, reader.columns):
        whole = reader.chunks()
        first = next(whole, None)
        if first is not None:
            mapping = _guessed(source, first, mapping)
            notes = [_read_as(mapping)]
            chunks = functools.partial(chain, [first], whole)
    fitted = mapping.fitted(reader.columns)
    feed = Feed(table=table, chunks=chunks, reader=reader, mapping=fitted)
    return Feeds(tables=tables, feeds=[feed], mapping=fitted, notes=notes)


def _complete(mapping: Mapping, columns: Sequence[str]) -> bool:
    """Whether nothing that is required is left to be guessed."""
    named = {*mapping.fields, *columns}
    return mapping.events != () or ({"date", "message"} <= named and bool({"order", "customer"} & named))


def _guessed(source: str, first: Chunk, mapping: Mapping) -> Mapping:
    """The mapping with what is clear from the first chunk. Raises `UnclearColumns`, `UnknownColumn`."""
    from importers.sniffing import SAMPLE, guessed, roles

    _check_columns(mapping, set(first.frame.columns))
    frame = first.frame.head(SAMPLE)
    fields = guessed(frame, mapping)
    lost = [role for role in ("date", "message") if role not in fields]
    if not {"order", "customer"} & fields.keys():
        lost.append("order")
    for role in lost:
        columns = [candidate.column for candidate in roles(frame)[role][:3]]
        raise UnclearColumns(source, role=role, columns=columns, all_columns=frame.columns)
    return replace(mapping, fields=fields)


def _read_as(mapping: Mapping) -> str:
    pairs = [
        f"{name} \u2190 {' or '.join(t.shown() for t in value)}" for name, value in mapping.fields.items()
    ]
    return f"What the columns mean was found out: {', '.join(pairs)}. --set says otherwise."


def _of_platform(
    tables: Tables, platform: Platform, mapping: Mapping, options: Options, lookups: Lookups
) -> Feeds:
    found = match(platform, tables, prefix=options.table_prefix)
    if not found:
        wanted = [names_of(records.table)[0] for records in platform.records]
        raise NotOfPlatform(tables.name, platform.title, wanted=wanted, found=tables.names())
    return of_sources(tables, found, platform, mapping, options, lookups=lookups)


def of_sources(
    tables: Tables,
    found: Sequence[Source],
    platform: Platform,
    mapping: Mapping,
    options: Options,
    *,
    lookups: Lookups,
    several: bool | None = None,
) -> Feeds:
    """A feed for each of the tables that were found. `several` tells whether rejects name their table."""
    name = mapping.source if mapping.source != "default" else options.platform
    tz = mapping.tz or platform.tz
    feeds = []
    for source in found:
        declared = mapping_of(source.records, source=name, tz=tz, typed=options.typed)
        mixed = len(found) > 1 if several is None else several
        feeds.append(_feed(tables, source, _overridden(declared, mapping), lookups, mixed=mixed))
    named = {column for feed in feeds for column in feed.reader.columns}
    _check_columns(mapping, named)
    shared = replace(mapping, source=name, tz=tz)
    notes = list(_notes(found))
    return Feeds(
        tables=tables,
        feeds=feeds,
        mapping=shared,
        platform=options.platform,
        joined=any(table != source.table for source in found for _, table in source.lookups),
        notes=notes,
    )


def _kept_as(tables: Tables, reader: Reader) -> str:
    """The format of a file of several tables' rejects."""
    if isinstance(tables, Dumpdata):
        return "json"
    return "sql" if reader.format == "sql" else "jsonl"


def _feed(tables: Tables, source: Source, mapping: Mapping, lookups: Lookups, *, mixed: bool) -> Feed:
    from importers.joining import joined

    reader = tables.reader(source.table)

    def labelled(chunk: Chunk) -> Chunk:
        if not mixed or isinstance(tables, Dumpdata):
            return chunk
        if reader.format == "sql":
            return as_statements(chunk, reader.header)
        return as_objects(chunk, source.table)

    def chunks() -> Iterator[Chunk]:
        return (joined(labelled(chunk), source, lookups) for chunk in reader.chunks())

    return Feed(table=source.table, chunks=chunks, reader=reader, mapping=mapping)


def _overridden(declared: Mapping, given: Mapping) -> Mapping:
    """The platform's mapping under what the user said."""
    return replace(
        declared,
        encoding=given.encoding,
        delimiter=given.delimiter,
        date_formats=given.date_formats,
        fields={**declared.fields, **given.fields},
        where=given.where,
        html=declared.html or given.html,
    )


def _check_columns(mapping: Mapping, columns: set[str]) -> None:
    """Raises `UnknownColumn` for what the user named and no table of the platform has."""
    from events.vocabulary import nearest
    from importers.errors import UnknownColumn

    for column, used_for in mapping.columns().items():
        if column not in columns and "." not in column:
            listed = sorted(columns)
            raise UnknownColumn(column, used_for=used_for, columns=listed, near=nearest(column, listed))


def _notes(found: Sequence[Source]) -> Iterator[str]:
    """What ids stand for, told once for all the tables that lack the same."""
    without: dict[str, list[Source]] = {}
    for source in found:
        lost = [lookup for lookup in source.missing if not _made_up_for(lookup, source)]
        if lost:
            without.setdefault(", ".join(dict.fromkeys(lookup.table for lookup in lost)), []).append(source)
    for tables, sources in without.items():
        named = [lookup for source in sources for lookup in source.missing if lookup.table in tables]
        columns = ", ".join(dict.fromkeys(column for lookup in named for column in lookup.columns))
        are = "is" if len(sources) == 1 else "are"
        yield (
            f"{', '.join(source.table for source in sources)} {are} without {tables}: where the input itself "
            f"does not tell {columns}, ids stand for them. A dump or a folder with all the tables knows them."
        )


def _made_up_for(lookup: Lookup, source: Source) -> bool:
    """Whether another lookup of the same columns, for another version of the system, was found."""
    return any(other.columns == lookup.columns for other, _ in source.lookups)
