"""Validates a platform's declaration before it is used: every problem, with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from events.errors import EventsError
from events.settings import zone
from events.vocabulary.words import nearest
from importers.catalogue.compile import conditions_of, mapping_of, names_of, templates_of
from importers.catalogue.plugin_error import describe_error
from importers.mapping.column_mapping import PLATFORM_FIELDS, ColumnMapping
from importers.mapping.conditions import Condition
from importers.mapping.event_types import can_be
from importers.platforms import CodeLabels, HistoryTable, Lookup, Platform, Values

_TABLE_TEXTS = (
    *("name", "explode", "explode_pattern", "explode_sort_key"),
    *("system_author_pattern", "visible_when", "type", "parameters"),
)
_TABLE_TUPLES = ("required_columns", "row_filter", "packed_columns")
_TABLE_MAPPINGS = (
    *("fields", "column_aliases", "copied_columns", "extracted_columns"),
    *("skip", "types", "typed"),
)
_LOOKUP_TEXTS = ("name", "right_on", "language", "alternate_key")
_LOOKUP_TUPLES = ("columns", "where", "priority")


def find_problems(platform: Platform) -> Iterator[str]:
    """Every problem of a declaration, in sentences without a full stop; none for a valid one.

    A declaration of any shape is accepted: an exception that it raises is a problem, too.
    """
    shapes = list(_guarded("the platform", partial(_platform_shape, platform)))
    yield from shapes
    for table in platform.records if not shapes else ():
        wrong = list(_guarded("a table of records", partial(_table_shape, table)))
        yield from wrong
        if not wrong:
            yield from _table_problems(platform, table)


def _guarded(where: str, check: Callable[[], Iterable[str]]) -> Iterator[str]:
    try:
        yield from check()
    except EventsError as error:
        yield str(error).rstrip(".")
    except Exception as error:  # a declaration of another package, of any shape
        yield f"{where}: {describe_error(error)}"


def _platform_shape(platform: Platform) -> Iterator[str]:
    if not isinstance(platform.records, tuple | list):
        kind = type(platform.records).__name__
        yield f"records is a {kind}: write a tuple of tables, records=(HistoryTable(…),)"
    elif not platform.records:
        yield "records is empty: write at least one table, records=(HistoryTable(…),)"
    yield from _text_problems("title", platform.title)
    yield from _text_problems("tz", platform.tz)
    yield from _tuple_problems("systems", platform.systems)
    yield from _mapping_problems("ignored_tables", platform.ignored_tables)


def _table_shape(table: HistoryTable) -> Iterator[str]:
    if not isinstance(table, HistoryTable):
        yield f"records holds a {type(table).__name__}: write HistoryTable(…)"
        return
    yield from _names_problems("table", table.table)
    for name in _TABLE_TEXTS:
        yield from _text_problems(name, getattr(table, name))
    for name in _TABLE_TUPLES:
        yield from _tuple_problems(name, getattr(table, name))
    for name in _TABLE_MAPPINGS:
        yield from _mapping_problems(name, getattr(table, name))
    yield from _translation_shape(table.cell_translations)
    if not all(isinstance(codes, CodeLabels) for codes in table.labelled):
        yield "code_labels is not a CodeLabels: write CodeLabels(column=…, labels={…})"
    for lookup in table.lookups:
        yield from _lookup_shape(lookup)


def _translation_shape(translations: Any) -> Iterator[str]:
    if not isinstance(translations, Mapping):
        kind = type(translations).__name__
        yield f"cell_translations is a {kind}: write cell_translations={{'COLUMN': {{…}}}}"
        return
    for column, words in translations.items():
        yield from _mapping_problems(f"cell_translations[{column!r}]", words)


def _lookup_shape(lookup: Lookup) -> Iterator[str]:
    if not isinstance(lookup, Lookup):
        yield f"lookups holds a {type(lookup).__name__}: write Lookup(…)"
        return
    yield from _names_problems("table", lookup.table)
    yield from _names_problems("left_on", lookup.left_on)
    for name in _LOOKUP_TEXTS:
        yield from _text_problems(name, getattr(lookup, name))
    for name in _LOOKUP_TUPLES:
        yield from _tuple_problems(name, getattr(lookup, name))


def _text_problems(field: str, value: Any) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{field} is {value!r}: write a text, {field}='…'"


def _tuple_problems(field: str, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{field} is the text {value!r}: write a tuple of texts, {field}=({value!r},)"
    else:
        wrong = [one for one in value if not isinstance(one, str)]
        yield from (f"{field} holds {one!r}: write only texts" for one in wrong)


def _names_problems(field: str, value: Any) -> Iterator[str]:
    yield from () if isinstance(value, str) else _tuple_problems(field, value)


def _mapping_problems(field: str, value: Any) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{field} is a {type(value).__name__}: write a mapping, {field}={{…}}"
        return
    for name, text in value.items():
        yield from _text_problems(f"a key of {field}", name)
        yield from _names_problems(f"{field}[{name!r}]", text)


def _table_problems(platform: Platform, table: HistoryTable) -> Iterator[str]:
    where = names_of(table.table)[0] or "a table"
    checks = (
        partial(_zone_problems, platform, table),
        *(partial(check, table, where=where) for check in _CHECKS),
    )
    for check in checks:
        yield from _guarded(where, check)


def _zone_problems(platform: Platform, table: HistoryTable) -> Iterator[str]:
    for name in filter(None, (platform.tz, table.tz)):
        zone(name)
    yield from ()


def _field_problems(table: HistoryTable, *, where: str) -> Iterator[str]:
    for fields in (table.fields, *table.parts):
        for name in fields.keys() - {*PLATFORM_FIELDS, "part", "where"}:
            near = nearest(name, list(PLATFORM_FIELDS))
            instead = f"write {near[0]!r}" if near else f"the fields are {', '.join(PLATFORM_FIELDS)}"
            yield f"{where}: there is no field {name!r}: {instead}"


def _part_problems(table: HistoryTable, *, where: str) -> Iterator[str]:
    if list(_field_problems(table, where=where)):
        return
    for part in _compiled_mapping(table).parts():
        has = part.fields.keys()
        if not {"order", "customer"} & has:
            yield f"{where}: fields need order or customer: write 'order': 'COLUMN'"
        for name in ("date", "message"):
            if name not in has:
                yield f"{where}: fields need {name}: write {name!r}: 'COLUMN'"


def _compiled_mapping(table: HistoryTable) -> ColumnMapping:
    return mapping_of(table, source="", tz="", typed=True)


def _template_problems(table: HistoryTable, *, where: str) -> Iterator[str]:
    for lookup in table.lookups:
        for value in lookup.computed.values():
            templates_of(value, where=f"{where}, lookup {lookup.name}")
    for codes in table.labelled:
        for code, value in codes.labels.items():
            templates_of(value, where=f"{where}: {code}")
    yield from ()


def _type_problems(table: HistoryTable, *, where: str) -> Iterator[str]:
    for code in table.typed:
        if not can_be(code, said=True):
            yield f"{where}: no event type {code!r} can be made from a message alone (`events types`)"
    for code in table.types.values():
        if not can_be(code, said=False):
            yield f"{where}: there is no event type {code!r} (`events types` lists them)"


def _join_problems(table: HistoryTable, *, where: str) -> Iterator[str]:
    names = [lookup.name for lookup in table.lookups]
    for at, lookup in enumerate(table.lookups):
        for column in names_of(lookup.left_on):
            prefix = column.partition(".")[0]
            if prefix in names[at:] and "." in column and prefix not in names[:at]:
                yield f"{where}: lookup {lookup.name} needs {column}: put the lookup {prefix} before it"
    for column in _used_columns(table.fields, *table.parts):
        yield from _unjoined(column, table, where=where)


def _used_columns(*values: Values) -> Iterator[str]:
    for fields in values:
        for value in (value for name, value in fields.items() if name not in ("part", "where")):
            for template in templates_of(value, where=""):
                yield from template.columns


def _unjoined(column: str, table: HistoryTable, *, where: str) -> Iterator[str]:
    prefix, _, member = column.partition(".")
    of = [lookup for lookup in table.lookups if lookup.name == prefix]
    able = {name.partition("|")[0] for lookup in of for name in lookup.columns}
    if of and member and member not in able and not any(member.startswith(f"{name}.") for name in able):
        yield f"{where}: {column} is not joined: add {member!r} to the columns of the lookup {prefix}"


def _pattern_problems(table: HistoryTable, *, where: str) -> Iterator[str]:
    for pattern in dict.fromkeys(_patterns(table, where=where)):
        yield from _pattern_problem(pattern)
    if table.explode_pattern:
        yield from _python_pattern_problem(table.explode_pattern)


def _patterns(table: HistoryTable, *, where: str) -> Iterator[str]:
    yield from filter(None, [table.system_author_pattern])
    yield from (pattern for _, pattern in table.extracted_columns.values())
    conditions = [*table.row_filter, *filter(None, [table.visible_when])]
    for value in (*table.skip.values(), *table.typed.values()):
        conditions += names_of(value)
    for _, *texts in table.copied_columns.values():
        conditions += texts
    yield from _searched(conditions_of(conditions, where=where))
    for lookup in table.lookups:
        yield from _searched(conditions_of(lookup.where, where=f"{where}, lookup {lookup.name}"))


def _searched(conditions: Iterable[Condition]) -> Iterator[str]:
    return (one.value for one in conditions if one.op in ("~", "!~"))


def _pattern_problem(pattern: str) -> Iterator[str]:
    """A pattern must be understood by Python and by polars, whose patterns have no look-around."""
    import polars as pl

    wrong = list(_python_pattern_problem(pattern))
    yield from wrong
    try:
        pl.select(pl.lit("").str.contains(pattern)) if not wrong else None
    except pl.exceptions.PolarsError as error:
        reason = str(error).split("\n\n")[0].strip().splitlines()[-1].removeprefix("error: ")
        yield f"the pattern {pattern!r}: {reason}"


def _python_pattern_problem(pattern: str) -> Iterator[str]:
    try:
        re.compile(pattern)
    except re.error as error:
        yield f"the pattern {pattern!r}: {error}"


_CHECKS = (
    *(_field_problems, _part_problems, _template_problems),
    *(_type_problems, _join_problems, _pattern_problems),
)
"""What is checked of a table whose fields have the right shapes; each check gives its problems."""
