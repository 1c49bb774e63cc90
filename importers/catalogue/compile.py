"""A platform's declaration, made into mappings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from importers.errors import InvalidMappingError
from importers.mapping.column_mapping import PLATFORM_FIELDS, ColumnMapping, EventPart, Template, Value
from importers.mapping.conditions import Condition, When
from importers.platforms import HistoryTable, Values


def mapping_of(records: HistoryTable, *, source: str, tz: str, typed: bool) -> ColumnMapping:
    """The mapping that the rows of one table, joined with its lookups, are read by.

    Raises `InvalidMappingError` for a declaration that makes no sense.
    """
    where = records.name or names_of(records.table)[0]
    fields = _values(records.fields, where=where)
    fields.setdefault("table", (Template((where,), ()),))
    return ColumnMapping(
        source=source,
        tz=tz,
        fields=fields,
        events=tuple(_part(part, where=where) for part in records.parts),
        html=records.html,
        skips=_cases(records.skip, where=where),
        system=records.system_author_pattern,
        shown=conditions_of((records.visible_when,) if records.visible_when else (), where=where),
        type=records.type,
        parameters=records.parameters,
        types=tuple(sorted(records.types.items())),
        typed=_cases(records.typed, where=where) if typed else (),
        zero_is_none=not (records.exact or records.zero_is_name),
        exact=records.exact,
        own_kinds=True,
    )


def _part(part: Values, *, where: str) -> EventPart:
    if not isinstance(part.get("part"), str):
        raise InvalidMappingError(where, problem="each of its parts needs a name, `part`.")
    rest = {name: value for name, value in part.items() if name not in ("part", "where")}
    conditions = conditions_of(names_of(part.get("where", ())), where=where)
    return EventPart(str(part["part"]), _values(rest, where=where), conditions)


def _values(values: Values, *, where: str) -> dict[str, Value]:
    unknown = [name for name in values if name not in PLATFORM_FIELDS]
    if unknown:
        raise InvalidMappingError(
            where, problem=f"there is no field {unknown[0]!r}; there are {', '.join(PLATFORM_FIELDS)}."
        )
    return {name: templates_of(value, where=f"{where}: {name}") for name, value in values.items()}


def templates_of(value: str | Sequence[str], *, where: str) -> Value:
    """Parse one template, or several alternatives; an error names `where` it occurred."""
    return tuple(Template.parse(text, where=where) for text in names_of(value))


def _cases(cases: Values, *, where: str) -> tuple[When, ...]:
    return tuple(When(name, conditions_of(names_of(texts), where=where)) for name, texts in cases.items())


def conditions_of(texts: Iterable[str], *, where: str) -> tuple[Condition, ...]:
    """Parse each text as a condition; an error names `where` it occurred."""
    return tuple(Condition.parse(text, where=where) for text in texts)


def names_of(value: str | Sequence[str]) -> Sequence[str]:
    """Return the names as a sequence, also when `value` is a single one."""
    return (value,) if isinstance(value, str) else value
