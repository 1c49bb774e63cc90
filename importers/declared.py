"""A platform's declaration, made into mappings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from importers.errors import BadMapping
from importers.mapping import FIELDS, Condition, EventPart, Mapping, Template, Value, When
from importers.platforms import Lookup, Platform, Records, Values


def mapping_of(records: Records, *, source: str, tz: str, typed: bool) -> Mapping:
    """The mapping that the rows of one table, joined with its lookups, are read by.

    Raises `BadMapping` for a declaration that makes no sense.
    """
    where = records.name or _names(records.table)[0]
    fields = _values(records.fields, where=where)
    fields.setdefault("table", (Template((where,), ()),))
    return Mapping(
        source=source,
        tz=tz,
        fields=fields,
        events=tuple(_part(part, where=where) for part in records.parts),
        html=records.html,
        skips=_cases(records.skip, where=where),
        system=records.system,
        shown=_conditions((records.shown,) if records.shown else (), where=where),
        type=records.type,
        parameters=records.parameters,
        types=tuple(sorted(records.types.items())),
        typed=_cases(records.typed, where=where) if typed else (),
        zero_is_none=True,
    )


def check(platform: Platform) -> None:
    """Raises `BadMapping` or `TypeError` for the first thing in a declaration that makes no sense."""
    if not platform.records:
        raise BadMapping(platform.title, problem="it names no records.")
    for records in platform.records:
        _check_texts(records)
        mapping = mapping_of(records, source="", tz=platform.tz, typed=True)
        where = _names(records.table)[0]
        for part in mapping.parts():
            has = part.fields.keys()
            if not {"order", "customer"} & has or not {"date", "message"} <= has:
                raise BadMapping(where, problem="it needs order or customer, date, and message.")
        for lookup in records.lookups:
            _conditions(lookup.where, where=f"{where}, lookup {lookup.name}")
            for value in lookup.made.values():
                _templates(value, where=f"{where}, lookup {lookup.name}")
        for code, value in records.said[1].items():
            _templates(value, where=f"{where}: {code}")
        _conditions(records.only, where=where)


def _check_texts(records: Records) -> None:
    """Raises `TypeError` where a name of a table, column or pattern is none, `ValueError` for a pattern."""
    if not isinstance(records, Records) or not all(isinstance(one, Lookup) for one in records.lookups):
        raise TypeError("its records must be Records, and their lookups Lookups")
    named = [records.name, records.system, records.shown, records.type, records.parameters]
    named += [
        *_names(records.table),
        *_names(records.each),
        records.each_as,
        *records.needs,
        *records.serialized,
    ]
    for lookup in records.lookups:
        named += [
            lookup.name,
            *_names(lookup.table),
            lookup.key,
            lookup.language,
            *lookup.best,
            *_names(lookup.on),
            *lookup.columns,
        ]
    patterns = [records.system, records.each_as]
    for column, pattern in records.cut.values():
        named.append(column)
        patterns.append(pattern)
    for column, condition in records.given.values():
        named.append(column)
        _conditions((condition,), where="given")
    for name in named:
        if not isinstance(name, str):
            raise TypeError(f"{name!r} stands where a name belongs")
    for pattern in patterns:
        re.compile(pattern)


def _part(part: Values, *, where: str) -> EventPart:
    if not isinstance(part.get("part"), str):
        raise BadMapping(where, problem="each of its parts needs a name, `part`.")
    rest = {name: value for name, value in part.items() if name != "part"}
    return EventPart(str(part["part"]), _values(rest, where=where))


def _values(values: Values, *, where: str) -> dict[str, Value]:
    unknown = [name for name in values if name not in FIELDS]
    if unknown:
        raise BadMapping(where, problem=f"there is no field {unknown[0]!r}; there are {', '.join(FIELDS)}.")
    return {name: _templates(value, where=f"{where}: {name}") for name, value in values.items()}


def _templates(value: str | Sequence[str], *, where: str) -> Value:
    return tuple(Template.parse(text, where=where) for text in _names(value))


def _cases(cases: Values, *, where: str) -> tuple[When, ...]:
    return tuple(When(name, _conditions(_names(texts), where=where)) for name, texts in cases.items())


def _conditions(texts: Iterable[str], *, where: str) -> tuple[Condition, ...]:
    return tuple(Condition.parse(text, where=where) for text in texts)


def _names(value: str | Sequence[str]) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value
