"""Mappings as people write them: a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from events import settings
from events.vocabulary.words import nearest
from importers.errors import InvalidMappingError, NoSuchInputError
from importers.mapping.column_mapping import MAPPED, ColumnMapping, EventPart, Template, Value
from importers.mapping.conditions import Condition
from importers.mapping.meanings import parse_meanings
from importers.readers.csv.layout import CsvLayout

_TEXTS = ("source", "tz", "encoding", "delimiter", "quote", "escape", "short_rows")
_OTHER_NAMES = {
    "user": "author",
    "email": "customer",
    "number": "order",
    "created": "date",
    "note": "message",
    "text": "message",
}
"""Fields as people call them who have not read the list."""
_SWITCHES = ("html", "same_orders")
_KEYS = (
    *_TEXTS,
    *_SWITCHES,
    "no_header",
    "skip_lines",
    "date_format",
    "where",
    "fields",
    "events",
    "meanings",
)


def load(path: str) -> ColumnMapping:
    """The mapping in a TOML file. Raises `NoSuchInputError` or `InvalidMappingError`, naming the key."""
    try:
        values = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise NoSuchInputError(path, problem=(error.strerror or "unreadable").lower()) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidMappingError(path, problem=f"is not valid TOML ({error}).") from None
    return _from_toml(values, where=path)


def _from_toml(values: dict[str, Any], *, where: str) -> ColumnMapping:
    values = _with_fields(values)
    _refuse_unknown(values, _KEYS, where=where)
    texts = {name: _text(values[name], where=f"{where}: {name}") for name in _TEXTS if name in values}
    if "tz" in texts:
        settings.zone(texts["tz"])
    fields = values.get("fields", {})
    events = values.get("events", [])
    if not isinstance(fields, dict) or not isinstance(events, list):
        raise InvalidMappingError(where, problem="[fields] is a table, [[events]] a list of tables.")
    for name in _SWITCHES:
        if not isinstance(values.get(name, False), bool):
            raise InvalidMappingError(where, problem=f"{name} is true or false.")
    skipped = values.get("skip_lines")
    if "skip_lines" in values and (isinstance(skipped, bool) or not isinstance(skipped, int)):
        raise InvalidMappingError(where, problem="skip_lines is a number of lines.")
    given = ColumnMapping(
        skip_lines=skipped,
        no_header=tuple(_texts(values.get("no_header", []), where=f"{where}: no_header")),
        html=values.get("html", False),
        meanings=parse_meanings(values.get("meanings", {}), where=f"{where}: [meanings]"),
        same_orders=values.get("same_orders", False),
        date_formats=tuple(_texts(values.get("date_format", []), where=f"{where}: date_format")),
        fields=fields_of(fields, where=f"{where}: [fields]"),
        events=tuple(
            _event(event, where=f"{where}: [[events]] {n}") for n, event in enumerate(events, start=1)
        ),
        where=_conditions(values, where=where),
    )
    mapping = replace(given, **texts)  # type: ignore[arg-type]
    CsvLayout.read_from(mapping).checked()
    return mapping


def _with_fields(values: dict[str, Any]) -> dict[str, Any]:
    """A flat file as one with a table of fields: `order = "no"` at the top means the field."""
    flat = {name: value for name, value in values.items() if name in MAPPED or name in _OTHER_NAMES}
    fields = values.get("fields", {})
    if not flat or not isinstance(fields, dict):
        return values
    rest = {name: value for name, value in values.items() if name not in flat}
    return {**rest, "fields": {**flat, **fields}}


def _event(values: Any, *, where: str) -> EventPart:
    if not isinstance(values, dict) or "part" not in values:
        raise InvalidMappingError(where, problem="needs a part, a name that no other event of the line has.")
    rest = {name: value for name, value in values.items() if name not in ("part", "where")}
    name, conditions = _text(values["part"], where=f"{where}: part"), _conditions(values, where=where)
    return EventPart(name, fields_of(rest, where=where), conditions)


def _conditions(values: dict[str, Any], *, where: str) -> tuple[Condition, ...]:
    texts = _texts(values.get("where", []), where=f"{where}: where")
    return tuple(Condition.parse(text, where=f"{where}: where") for text in texts)


def fields_of(values: dict[str, Any], *, where: str) -> dict[str, Value]:
    """Parse the templates of each field; raises `InvalidMappingError` for one that is unknown."""
    values = {_OTHER_NAMES.get(name, name): value for name, value in values.items()}
    _refuse_unknown(values, MAPPED, where=where)
    return {
        name: tuple(
            Template.parse(text, where=f"{where} {name}") for text in _texts(value, where=f"{where} {name}")
        )
        for name, value in values.items()
    }


def _refuse_unknown(values: dict[str, Any], known: Sequence[str], *, where: str) -> None:
    for name in values:
        if name not in known:
            near = nearest(name, list(known))
            hint = f" Did you mean {near[0]}?" if near else ""
            raise InvalidMappingError(
                where, problem=f"there is no key {name!r}.{hint} It knows {', '.join(known)}."
            )


def _texts(value: Any, *, where: str) -> list[str]:
    return (
        [_text(item, where=where) for item in value]
        if isinstance(value, list)
        else [_text(value, where=where)]
    )


def _text(value: Any, *, where: str) -> str:
    if not isinstance(value, str):
        raise InvalidMappingError(where, problem=f"{value!r} must be text in quotation marks.")
    return value
