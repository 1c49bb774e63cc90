"""One table of an input, read by a mapping that is completed by what is clear from its first rows."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from importers.errors import (
    AmbiguousColumnsError,
    SeveralDatesError,
    UnknownColumnError,
)
from importers.mapping.column_mapping import STATUS, ColumnMapping, Value, lost
from importers.mapping.derived_columns import base_of, is_made_of
from importers.planning import first_rows
from importers.planning.import_input import ImportInput, TableInput
from importers.planning.later_columns import LaterColumns
from importers.planning.likely_links import with_likely_links
from importers.planning.line_items import with_further_lines
from importers.planning.only_table import the_only_table
from importers.planning.parent_columns import around, with_parents
from importers.planning.table_links import LinkedReader, with_links
from importers.planning.unread_texts import UnreadTexts
from importers.readers.chunks import check_header
from importers.readers.tables import Tables

if TYPE_CHECKING:
    from importers.evidence import Decision
    from importers.inference.columns import ColumnGuess
    from importers.options import Options
    from importers.planning.join import Lookups
    from importers.readers.chunks import Chunk, Reader

DOCUMENTS = ("json", "jsonl")
"""Formats whose records may hold lists of others."""


def plain(
    source: str,
    tables: Tables,
    mapping: ColumnMapping,
    options: Options,
    *,
    systems: Sequence[str],
    lookups: Lookups,
) -> ImportInput:
    """One table by the mapping, and by what its columns seem to mean where nobody said so; `systems` are the
    platforms it may be of, `lookups` joins other tables. Raises what the mapping raises, and
    `AmbiguousColumnsError`."""
    table = options.table or the_only_table(tables)
    reader = tables.reader(table)
    check_header(reader)
    mapping = with_parents(mapping, reader)
    reader = with_links(reader, mapping, lookups)
    later_columns = _add_later_columns(reader, mapping, tables, table)
    if not options.table and (inner := _list_with(mapping, tables, reader, table)):
        return _of_list(source, tables, mapping, options, inner=inner, systems=systems, lookups=lookups)
    if not options.guess or _is_complete(mapping, reader.columns):
        texts = UnreadTexts(mapping)
        chunks = _noticed_by(texts, reader)
        import_input = _planned(tables, reader, mapping, options, table=table, chunks=chunks)
        import_input.late_notes.append(texts.notes)
        return import_input
    whole = reader.chunks()
    first = next(whole, None)
    if first is None:  # an empty export: nothing is left to be mapped
        check_columns(mapping, set(reader.columns))
        table_input = TableInput(table=table, chunks=reader.chunks, reader=reader, mapping=mapping)
        return ImportInput(tables=tables, table_inputs=[table_input], mapping=mapping)
    first = _with_empty(first, later_columns)
    first = _with_members(first, mapping)
    evidence: Sequence[Decision] = ()
    if not lost(mapping.fields):
        fields = mapping.fields
        link_notes = with_likely_links(source, first.frame, mapping, fields, tables, table=table).notes
        identity = _identity(first, mapping)
        mapping = replace(mapping, fields={**mapping.fields, **identity})
        notes = [first_rows.read_as(identity, mapping, reader.columns)] if identity else []
    else:
        from importers.inference.decisions import column_decisions

        found = _guessed(first, mapping, around(reader))
        inner = f"{table}.{found.inner}" if found.inner and _holds_lists(tables) else ""
        if found.unclear and inner:
            return _of_list(source, tables, mapping, options, inner=inner, systems=systems, lookups=lookups)
        linked = with_likely_links(source, first.frame, mapping, found.fields, tables, table=table)
        if linked.fields:
            mapping = replace(mapping, fields={**mapping.fields, **linked.fields})
            import_input = plain(source, tables, mapping, options, systems=systems, lookups=lookups)
            import_input.notes[:0] = linked.notes
            return import_input
        link_notes = linked.notes
        found.unclear.update(linked.unclear)
        evidence = [*column_decisions(found, mapping.fields)]
        mapping = _clearly(source, first, mapping, found, table=options.table, systems=systems)
        notes = first_rows.guess_notes(found, mapping, first, reader.columns, inner=inner)
    form = "yaml" if tables.format == "yaml" else reader.format
    notes += link_notes + first_rows.notes(first, mapping, form=form)
    later = LaterColumns({*reader.columns, *first.frame.columns}, mapping)
    chunks = functools.partial(later.noticed, chain([first], whole))
    import_input = _planned(tables, reader, mapping, options, table=table, chunks=chunks)
    import_input.notes += notes
    import_input.late_notes.append(later.notes)
    import_input.columns_evidence = evidence
    return import_input


def _noticed_by(texts: UnreadTexts, reader: Reader) -> Callable[[], Iterator[Chunk]]:
    return lambda: texts.noticed(reader.chunks())


def _planned(
    tables: Tables,
    reader: Reader,
    mapping: ColumnMapping,
    options: Options,
    *,
    table: str,
    chunks: Callable[[], Iterator[Chunk]],
) -> ImportInput:
    """The table by a mapping to which nothing is added."""
    if options.known and tables.format in DOCUMENTS:
        reader.columns += [name for name in mapping.columns() if name not in reader.columns]
    fitted = mapping.fitted(reader.columns)
    chunks, marked = with_further_lines(chunks, fitted, reader.columns)
    if not isinstance(reader, LinkedReader):
        table_input = TableInput(table=table, chunks=chunks, reader=reader, mapping=marked)
        return ImportInput(tables=tables, table_inputs=[table_input], mapping=fitted)
    table_input = TableInput(table=table, chunks=chunks, reader=reader, mapping=marked, seen=reader.seen)
    return ImportInput(
        tables=tables,
        table_inputs=[table_input],
        mapping=fitted,
        lookup_tables=reader.others,
        joined=True,
        lookup_inputs=reader.lookups.inputs,
        late_notes=[reader.lookups.notes],
    )


def _of_list(
    source: str,
    tables: Tables,
    mapping: ColumnMapping,
    options: Options,
    *,
    inner: str,
    systems: Sequence[str],
    lookups: Lookups,
) -> ImportInput:
    """The items of a list within the records, and a note that these are read."""
    of_inner = replace(options, table=inner)
    import_input = plain(source, tables, mapping, of_inner, systems=systems, lookups=lookups)
    within = min((inner.removeprefix(f"{name}.") for name in tables.names()), key=len)
    import_input.notes.insert(0, f"Each record's {within} is read: --table {inner}.")
    return import_input


def _list_with(mapping: ColumnMapping, tables: Tables, reader: Reader, table: str) -> str:
    """The list within the records that is a history and has the columns that the mapping names and the
    records lack; empty where there is none."""
    wanted = {base_of(name, reader.columns) for name in mapping.columns()}
    if wanted <= {*reader.columns} or not _holds_lists(tables):
        return ""
    from importers.inference.columns import SAMPLE
    from importers.inference.inner_history import history_within

    first = next(tables.reader(table).chunks(), None)
    within = history_within(first.frame.head(SAMPLE)) if first is not None else ""
    inner = f"{table}.{within}"
    return inner if within and wanted <= {*tables.columns(inner)} else ""


def _holds_lists(tables: Tables) -> bool:
    """Whether the lists in the input's records can be read as tables of their own."""
    return bool(tables.path) and tables.format in DOCUMENTS


def _add_later_columns(reader: Reader, mapping: ColumnMapping, tables: Tables, table: str) -> list[str]:
    """The columns that the mapping names and that only later objects of a document have; `reader` then
    has them, too."""
    missing = [name for name in mapping.columns() if name not in reader.columns]
    missing = [name for name in missing if not is_made_of(name, reader.columns)]
    found: list[str] = []
    if missing and tables.path and tables.format in DOCUMENTS:
        for chunk in tables.reader(table).chunks():
            found += [name for name in missing if name in chunk.frame.columns and name not in found]
            if len(found) == len(missing):
                break
    reader.columns += found
    return found


def _with_empty(first: Chunk, names: Sequence[str]) -> Chunk:
    """The first chunk with empty columns of these names."""
    import polars as pl

    empty = (pl.lit(None, pl.String).alias(name) for name in names)
    return replace(first, frame=first.frame.with_columns(empty)) if names else first


def _with_members(first: Chunk, mapping: ColumnMapping) -> Chunk:
    """The first chunk with the members of packed cells that the mapping names.

    Raises `UnknownColumnError` for a member of a column whose cells hold none.
    """
    from importers.mapping.derived_columns import with_derived
    from importers.mapping.packed_columns import can_hold_members, holder_of

    columns = first.frame.columns
    for name, used_for in mapping.columns().items():
        base = base_of(name, columns)
        holder = None if base in columns else holder_of(base, columns)
        if holder and not can_hold_members(first.frame[holder]):
            raise UnknownColumnError(name, used_for=used_for, columns=columns, near=[holder])
    return replace(first, frame=with_derived(first.frame, mapping.columns()))


def _is_complete(mapping: ColumnMapping, columns: Sequence[str]) -> bool:
    """Whether nothing is left to be guessed: neither what is required nor what distinguishes records."""
    named = {*mapping.fields, *columns}
    return mapping.events != () or ("legacy_id" in named and not lost(named))


def _identity(first: Chunk, mapping: ColumnMapping) -> dict[str, Value]:
    """The legacy id, if one is clear. Without it, a record whose text changes later would be another one.
    Raises `UnknownColumnError`."""
    from importers.inference.columns import SAMPLE, identifying

    check_columns(mapping, set(first.frame.columns))
    return identifying(first.frame.head(SAMPLE), mapping)


def _guessed(first: Chunk, mapping: ColumnMapping, holders: Sequence[str]) -> ColumnGuess:
    """What the first chunk's columns are taken for; those of `holders` are of the records around. Raises
    `UnknownColumnError`."""
    from importers.inference.columns import SAMPLE, guess_columns

    check_columns(mapping, set(first.frame.columns))
    return guess_columns(first.frame.head(SAMPLE), mapping, holders)


def _clearly(
    source: str,
    first: Chunk,
    mapping: ColumnMapping,
    found: ColumnGuess,
    *,
    table: str,
    systems: Sequence[str],
) -> ColumnMapping:
    """The mapping with what is clear; `systems` are those it may be of. Raises `AmbiguousColumnsError`
    `SeveralDatesError`, and `TranslatedReportError` where nobody said what the message is."""
    from importers.inference.translated_reports import refuse_translated

    if "message" not in mapping.fields:
        refuse_translated(source, first.frame.columns)
    if found.order_per_row and found.unclear.keys() <= {"date", "message"} and not systems:
        from importers.inference.order_steps import is_planned, steps_of

        dates = [*found.wide, *(one.column for one in found.roles["date"] if one.column not in found.wide)]
        dates = [name for name in dates if not is_planned(name)]
        placed = [name for name, step in zip(dates, steps_of(dates), strict=True) if step == "placed"]
        raise SeveralDatesError(
            source, table=table, dates=dates, states=found.states, placed=placed[0] if placed else ""
        )
    may_be = () if mapping.fields.keys() & {"message", STATUS} else systems
    if unclear := found.unclear_of(may_be):
        raise AmbiguousColumnsError(
            source,
            table=table,
            candidates={role: [one.column for one in found.roles[role][:3]] for role in unclear},
            likeliest=unclear,
            customer=found.fields["customer"][0].shown() if "customer" in found.fields else "",
            systems=systems,
            all_columns=first.frame.columns,
        )
    return replace(mapping, fields=found.fields)


def check_columns(mapping: ColumnMapping, columns: set[str]) -> None:
    """Raises `UnknownColumnError` for what the user named and no table of the platform has."""
    from events.vocabulary.words import nearest

    for column, used_for in mapping.columns().items():
        base = base_of(column, columns)
        if base not in columns and "." not in base:
            listed = sorted(columns)
            raise UnknownColumnError(base, used_for=used_for, columns=listed, near=nearest(base, listed))
