"""One table of an input, read by a mapping that is completed by what is clear from its first rows."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from events.next_commands import joined
from importers.errors import AmbiguousColumnsError, AmbiguousTableError, UnknownColumnError
from importers.mapping.column_mapping import FIELDS, ColumnMapping, Template, Value, lost
from importers.planning.import_input import ImportInput, TableInput
from importers.planning.line_items import with_further_lines
from importers.readers.chunks import check_header
from importers.readers.opening import only_table
from importers.readers.tables import Tables

if TYPE_CHECKING:
    from importers.evidence import Decision
    from importers.inference.columns import ColumnGuess
    from importers.options import Options
    from importers.readers.chunks import Chunk

_NAMED = 12
"""The most unused columns that are named."""

DOCUMENTS = ("json", "jsonl")
"""Carriers whose records may hold lists of others."""


def plain(
    source: str, tables: Tables, mapping: ColumnMapping, options: Options, *, systems: Sequence[str]
) -> ImportInput:
    """One table by the mapping, and by what its columns seem to mean where nobody said so; `systems` are the
    platforms it may be of. Raises what the mapping raises, and `AmbiguousColumnsError`."""
    table = options.table or _only_table(tables)
    reader = tables.reader(table)
    check_header(reader)
    chunks, notes = reader.chunks, []
    evidence: list[Decision] = []
    if options.guess and not _is_complete(mapping, reader.columns):
        whole = reader.chunks()
        first = next(whole, None)
        if first is None:  # an empty export: nothing is left to be mapped
            check_columns(mapping, set(reader.columns))
            table_input = TableInput(table=table, chunks=reader.chunks, reader=reader, mapping=mapping)
            return ImportInput(tables=tables, table_inputs=[table_input], mapping=mapping)
        first = _with_members(first, mapping)
        if not lost(mapping.fields):
            identity = _identity(first, mapping)
            mapping = replace(mapping, fields={**mapping.fields, **identity})
            notes = [_read_as(identity, _unused(mapping, reader.columns))] if identity else []
            chunks = functools.partial(chain, [first], whole)
        else:
            from importers.inference.columns import column_decisions

            found = _guessed(first, mapping)
            inner = replace(options, table=f"{table}.{found.inner}")
            has_inner = bool(found.inner and tables.path and tables.format in DOCUMENTS)
            if found.unclear and has_inner:
                import_input = plain(source, tables, mapping, inner, systems=systems)
                import_input.notes.insert(0, f"Each record's {found.inner} is read: --table {inner.table}.")
                return import_input
            evidence = list(column_decisions(found, mapping.fields))
            mapping = _clearly(source, first, mapping, found, table=options.table, systems=systems)
            notes = _meanings(mapping, reader.columns)
            if has_inner:
                notes.append(f"{found.inner} looks like a history, too: --table {inner.table} reads it.")
            if found.html and not mapping.html:
                notes.append(
                    "Messages look like HTML, and are kept as they are: --html makes plain text of it."
                )
            chunks = functools.partial(chain, [first], whole)
        notes += [*_date_gap(first, mapping), *_order_yield(first, mapping)]
        notes += _spoilt_texts(first, "yaml" if tables.format == "yaml" else reader.format)
    if options.known and tables.format in DOCUMENTS:
        reader.columns += [name for name in mapping.columns() if name not in reader.columns]
    fitted = mapping.fitted(reader.columns)
    chunks, marked = with_further_lines(chunks, fitted, reader.columns)
    table_input = TableInput(table=table, chunks=chunks, reader=reader, mapping=marked)
    return ImportInput(
        tables=tables, table_inputs=[table_input], mapping=fitted, notes=notes, columns_evidence=evidence
    )


def _date_gap(first: Chunk, mapping: ColumnMapping) -> list[str]:
    """A note on another column that has dates where the date's own columns have none."""
    from importers.inference.columns import SAMPLE
    from importers.inference.date_columns import gap_note

    if mapping.events:  # each event of a wide row has a date of its own
        return []
    given = [template.shown() for template in mapping.fields.get("date", ())]
    note = gap_note(mapping.date_columns(), list(mapping.columns()), first.frame.head(SAMPLE), given=given)
    return [note] if note else []


def _order_yield(first: Chunk, mapping: ColumnMapping) -> list[str]:
    """A note where many rows make very few orders, by the order's first choice of columns."""
    from importers.inference.columns import SAMPLE
    from importers.inference.order_yield import yield_note

    chosen = mapping.fields["order"][0].columns if "order" in mapping.fields else ("order",)
    note = yield_note(chosen, first.frame.head(SAMPLE))
    return [note] if note else []


def _spoilt_texts(first: Chunk, form: str) -> list[str]:
    """A note where the texts of a format without an encoding of its own were encoded twice."""
    from importers.inference.columns import SAMPLE
    from importers.inference.spoilt_texts import spoilt_note

    note = spoilt_note(first.frame.head(SAMPLE), form)
    return [note] if note else []


def _with_members(first: Chunk, mapping: ColumnMapping) -> Chunk:
    """The first chunk with the members of packed cells that the mapping names.

    Raises `UnknownColumnError` for a member of a column whose cells hold none.
    """
    from importers.mapping.packed_columns import can_hold_members, holder_of, with_members

    columns = first.frame.columns
    for name, used_for in mapping.columns().items():
        holder = None if name in columns else holder_of(name, columns)
        if holder and not can_hold_members(first.frame[holder]):
            raise UnknownColumnError(name, used_for=used_for, columns=columns, near=[holder])
    return replace(first, frame=with_members(first.frame, mapping.columns()))


def _only_table(tables: Tables) -> str:
    """The only table. Raises what `only_table` raises, with a table of history as the example if there is
    one."""
    try:
        return only_table(tables)
    except AmbiguousTableError:
        from importers.inference.history import likeliest_history

        names = {name: tables.columns(name) for name in tables.names()}
        example = likeliest_history(names) or next(iter(names))
        raise AmbiguousTableError(
            tables.name, tables=list(names), example=example, all_files=_all_files(tables, names.values())
        ) from None


def _all_files(tables: Tables, columns: Iterable[Sequence[str]]) -> str:
    """The files of a folder, as a shell pattern, where their tables have the same columns."""
    is_folder = bool(tables.path) and Path(tables.path).is_dir()
    is_alike = len({frozenset(names) for names in columns}) == 1
    if not (is_folder and is_alike):
        return ""
    here = Path(tables.name).resolve() == Path(tables.path).resolve()
    return f"{joined([tables.name if here else tables.path])}/*"


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


def _guessed(first: Chunk, mapping: ColumnMapping) -> ColumnGuess:
    """What the first chunk's columns are taken for. Raises `UnknownColumnError`."""
    from importers.inference.columns import SAMPLE, guess_columns

    check_columns(mapping, set(first.frame.columns))
    return guess_columns(first.frame.head(SAMPLE), mapping)


def _clearly(
    source: str,
    first: Chunk,
    mapping: ColumnMapping,
    found: ColumnGuess,
    *,
    table: str,
    systems: Sequence[str],
) -> ColumnMapping:
    """The mapping with what is clear; `systems` are those it may be of. Raises `AmbiguousColumnsError`."""
    if found.unclear:
        raise AmbiguousColumnsError(
            source,
            table=table,
            candidates={role: [one.column for one in found.roles[role][:3]] for role in found.unclear},
            likeliest=found.unclear,
            customer=found.fields["customer"][0].shown() if "customer" in found.fields else "",
            systems=systems,
            all_columns=first.frame.columns,
        )
    return replace(mapping, fields=found.fields)


def _meanings(mapping: ColumnMapping, columns: Sequence[str]) -> list[str]:
    """What was found out; nothing where all columns have the fields' own names."""
    is_plain = all(value == (Template(("", ""), (name,)),) for name, value in mapping.fields.items())
    unused = _unused(mapping, columns)
    return [] if is_plain and not unused else [_read_as(mapping.fields, unused)]


def _read_as(fields: Mapping[str, Value], rest: Sequence[str]) -> str:
    pairs = [f"{name} \u2190 {' or '.join(t.shown() for t in value)}" for name, value in fields.items()]
    more = f" and {len(rest) - _NAMED:,} more" if len(rest) > _NAMED else ""
    unused = f" Columns not used (kept with records): {', '.join(rest[:_NAMED])}{more}." if rest else ""
    return f"Columns recognised: {', '.join(pairs)}.{unused} --set changes them."


def _unused(mapping: ColumnMapping, columns: Sequence[str]) -> list[str]:
    """The columns that fill no field, by the mapping or by their names."""
    return [name for name in columns if name not in {*mapping.columns(), *FIELDS}]


def check_columns(mapping: ColumnMapping, columns: set[str]) -> None:
    """Raises `UnknownColumnError` for what the user named and no table of the platform has."""
    from events.vocabulary.words import nearest

    for column, used_for in mapping.columns().items():
        if column not in columns and "." not in column:
            listed = sorted(columns)
            raise UnknownColumnError(column, used_for=used_for, columns=listed, near=nearest(column, listed))
