"""Chooses what to read of an input: one table by a mapping, or all tables that a platform knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from events.errors import EventsError
from importers.catalogue import registry
from importers.catalogue.compile import mapping_of, names_of
from importers.catalogue.match import MatchedTable, NotOfPlatformError, match
from importers.catalogue.named_tables import columns_of, lacking_by_name
from importers.mapping.column_mapping import SHOWN, ColumnMapping
from importers.planning.complete_mapping import check_columns, plain
from importers.planning.import_input import ImportInput, TableInput
from importers.planning.lookup_notes import lookup_notes
from importers.planning.translated_cells import UntranslatedCells
from importers.planning.undated_refunds import UndatedRefunds
from importers.planning.unused_columns import unused_note
from importers.readable_export import refuse_readable
from importers.readers.chunks import check_header
from importers.readers.opening import open_tables
from importers.readers.tables import BaseTables, Tables
from importers.table_views.dumpdata import Dumpdata, is_dumpdata
from importers.table_views.ocel import Ocel, is_ocel
from importers.table_views.tagged_rejects import as_objects, as_statements

if TYPE_CHECKING:
    from pathlib import Path

    from importers.inference.platforms import Recognition
    from importers.options import Options
    from importers.planning.join import Lookups
    from importers.platforms import Platform
    from importers.readers.chunks import Chunk


@contextmanager
def open_import(
    source: str,
    mapping: ColumnMapping,
    options: Options,
    *,
    pipe: Path | None = None,
    beside: Tables | None = None,
) -> Iterator[ImportInput]:
    """What to read of a source (a path, or `-`); `pipe` is a copy of one that can be read only once, `beside`
    has the tables that its records are joined with, where it has not.

    Raises what opening it, or finding its tables, raises.
    """
    how = mapping.input_options(input_format=options.input_format)
    with ExitStack() as stack:
        opened = stack.enter_context(open_tables(source, how=how, pipe=pipe))
        tables = seen_as(opened, stack, order_type=options.order_type)
        lookups = stack.enter_context(closing(lookups_of(beside or tables, options)))
        import_input = _input_of_tables(source, tables, mapping, options, lookups)
        if isinstance(tables, Ocel) and import_input.platform:
            tables.require_orders()
            import_input.late_notes.append(tables.notes)
        import_input.cut_off = opened.cut_off
        import_input.notes += _of_members(opened, import_input, is_view=tables is not opened)
        yield import_input


def _of_members(opened: BaseTables, import_input: ImportInput, *, is_view: bool) -> Iterator[str]:
    """What became of a folder's or archive's files: which are one table, and which are not read, and why.

    A view of the tables has other names, so all of its tables count as read.
    """
    names = (
        opened.names()
        if is_view
        else {*import_input.lookup_tables, *(table_input.table for table_input in import_input.table_inputs)}
    )
    yield from opened.joined_notes(names)
    if unread := opened.unread(names):
        from importers.readers.archive.collection import listed

        members = listed([f"{member} ({reason.rstrip('.')})" for member, reason in unread.items()])
        yield f"Not read: {members}."


def seen_as(tables: Tables, stack: ExitStack, *, order_type: str = "") -> Tables:
    """The tables as platforms know them: Django's models, events with their orders."""
    if is_dumpdata(tables):
        return Dumpdata(tables)
    if is_ocel(tables):
        return stack.enter_context(closing(Ocel(tables, order_type=order_type)))
    return tables


def _input_of_tables(
    source: str, tables: Tables, mapping: ColumnMapping, options: Options, lookups: Lookups
) -> ImportInput:
    names = tables.names()
    for name in names:
        refuse_readable(
            f"{tables.name}, table {name}" if len(names) > 1 else tables.name, tables.columns(name)
        )
    if options.platform:
        return _of_platform(tables, registry.find_platform(options.platform), mapping, options, lookups)
    unsaid = not (mapping.fields.keys() - {*SHOWN} or mapping.events or options.table)
    if not unsaid or not (tables.path or len(tables.names()) > 1):
        return plain(source, tables, mapping, options, systems=[], lookups=lookups)
    return _recognised(source, tables, mapping, options, lookups)


def _recognised(
    source: str, tables: Tables, mapping: ColumnMapping, options: Options, lookups: Lookups
) -> ImportInput:
    """The tables of the platform that is recognised for certain, else one table by its columns."""
    from importers.inference.platforms import recognise

    found = recognise(tables, prefix=options.table_prefix)
    if found.mixed:
        from importers.planning.mixed_input import MixedInputError

        raise MixedInputError(source, tables, looks=found.mixed)
    sure = found.certain()
    if sure is None:
        return _guessed(source, tables, mapping, options, lookups, recognition=found)
    options = replace(options, platform=sure.platform)
    planned = _of_platform(tables, registry.find_platform(sure.platform), mapping, options, lookups)
    planned.notes.insert(0, sure.note)
    return planned


def _guessed(
    source: str,
    tables: Tables,
    mapping: ColumnMapping,
    options: Options,
    lookups: Lookups,
    *,
    recognition: Recognition,
) -> ImportInput:
    """One table by its columns; a platform that could not be loaded, and might know it, is named."""
    note = recognition.broken_note
    try:
        systems = recognition.likeliest_names()
        planned = plain(source, tables, mapping, options, systems=systems, lookups=lookups)
    except EventsError as error:
        if recognition.shops:
            raise recognition.shops from None
        error.args = (f"{error} {note}".rstrip(),)
        raise
    planned.notes += filter(None, [note])
    return planned


def lookups_of(tables: Tables, options: Options) -> Lookups:
    """Return the lookups in `tables`, which prefer the language of `options`; close them after use."""
    from importers.planning.join import Lookups

    return Lookups(tables, language=options.language)


def _of_platform(
    tables: Tables, platform: Platform, mapping: ColumnMapping, options: Options, lookups: Lookups
) -> ImportInput:
    found = match(platform, tables, prefix=options.table_prefix, trust_names=True)
    if not found:
        wanted = [names_of(records.table)[0] for records in platform.records]
        columns = {name: tables.columns(name) for name in tables.names()}
        if len(columns) == 1:
            from importers.inference.translated_reports import refuse_translated

            refuse_translated(tables.name, *columns.values(), title=platform.title)
        lacking = lacking_by_name(platform.records, columns)
        raise NotOfPlatformError(
            tables.name, platform.title, wanted=wanted, found=tables.names(), lacking=lacking
        )
    return of_sources(tables, found, platform, mapping, options, lookups=lookups)


def of_sources(
    tables: Tables,
    found: Sequence[MatchedTable],
    platform: Platform,
    mapping: ColumnMapping,
    options: Options,
    *,
    lookups: Lookups,
    several: bool | None = None,
) -> ImportInput:
    """An input for each of the tables that were found. `several` is whether rejects name their table."""
    name = mapping.source if mapping.source != "default" else options.platform
    tz = mapping.tz or platform.tz
    refunds, untranslated = UndatedRefunds(found), UntranslatedCells()
    table_inputs = []
    for source in found:
        own = source.records.tz
        zone = tz if own is None else mapping.tz or own
        declared = mapping_of(source.records, source=name, tz=zone, typed=options.typed)
        declared = declared.without_skips_by(source.lacking)
        mixed = len(found) > 1 if several is None else several
        table_inputs.append(
            _table_input(
                *(tables, source, _overridden(declared, mapping), lookups),
                mixed=mixed,
                noticed=partial(_noticed, source, refunds, untranslated),
            )
        )
    given = [
        columns_of(one.records, table_input.reader.columns)
        for one, table_input in zip(found, table_inputs, strict=True)
    ]
    check_columns(mapping, set().union(*given))
    shared = replace(mapping, source=name, tz=tz)
    known = registry.list_platforms().get(options.platform)
    notes = [*([known.shadow_note()] if known and known.shadowed else []), *lookup_notes(found)]
    notes += unused_note(zip(found, table_inputs, strict=True))
    return ImportInput(
        tables=tables,
        table_inputs=table_inputs,
        mapping=shared,
        platform=options.platform,
        lookup_tables=frozenset(
            table for source in found for _, tables in source.lookups for table in tables
        ),
        joined=any(tables != (source.table,) for source in found for _, tables in source.lookups),
        notes=notes,
        lookup_inputs=lookups.inputs,
        late_notes=[lookups.notes, refunds.notes, untranslated.notes],
    )


def _noticed(
    source: MatchedTable, refunds: UndatedRefunds, untranslated: UntranslatedCells, chunks: Iterator[Chunk]
) -> Iterator[Chunk]:
    return untranslated.noticed(refunds.counted(chunks, source), source)


def _table_input(
    tables: Tables,
    source: MatchedTable,
    mapping: ColumnMapping,
    lookups: Lookups,
    *,
    mixed: bool,
    noticed: Callable[[Iterator[Chunk]], Iterator[Chunk]],
) -> TableInput:
    from importers.planning.join import joined

    reader = tables.reader(source.table)
    check_header(reader)

    def labelled(chunk: Chunk) -> Chunk:
        if not mixed or isinstance(tables, Dumpdata):
            return chunk
        if reader.format == "sql":
            return as_statements(chunk, reader.header)
        return as_objects(chunk, source.table)

    def seen(chunk: Chunk) -> Chunk:
        return joined(labelled(chunk), source, lookups)

    return TableInput(
        table=source.table,
        chunks=lambda: noticed(map(seen, reader.chunks())),
        reader=reader,
        mapping=mapping,
        seen=seen,
    )


def _overridden(declared: ColumnMapping, given: ColumnMapping) -> ColumnMapping:
    """The platform's mapping under what the user said."""
    shown = given.fields.keys() & {*SHOWN}
    return replace(
        declared,
        events=tuple(part.without(shown) for part in declared.events),
        encoding=given.encoding,
        delimiter=given.delimiter,
        no_header=given.no_header,
        skip_lines=given.skip_lines,
        quote=given.quote,
        escape=given.escape,
        short_rows=given.short_rows,
        date_formats=given.date_formats,
        fields={**declared.fields, **given.fields},
        where=given.where,
        html=declared.html or given.html,
        since=given.since,
        until=given.until,
    )
