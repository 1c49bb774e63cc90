"""Which columns mean what: from `--set`, from a TOML file, or from columns that bear the neutral names."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from events import settings
from events.vocabulary import nearest
from importers.errors import BadMapping, IncompleteMapping, NoSuchInput, UnknownColumn

FIELDS = ("legacy_id", "table", "order", "customer", "date", "author", "message", "kind")
"""The neutral record's fields that a mapping fills; `part` comes from its events, `extra` is the rest."""

_TEMPLATE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
_CONDITION = re.compile(
    r"^\s*(?P<column>.+?)\s*(?P<op>!=|!~|=|~|\bis not empty\b|\bis empty\b)\s*(?P<value>.*?)\s*$"
)


@dataclass(frozen=True)
class Template:
    """Text pieces and the columns between them: `texts` is one longer than `columns`."""

    texts: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def column(self) -> str | None:
        """The one column this stands for, if it is nothing else."""
        return self.columns[0] if self.texts == ("", "") else None

    @classmethod
    def parse(cls, text: str, *, where: str) -> Template:
        """`'quoted'` is a constant, `{...}` a template, anything else a column. Raises `BadMapping`."""
        if len(text) > 1 and text[0] == text[-1] == "'":
            return cls((text[1:-1],), ())
        if "{" not in text and "}" not in text:
            if not text.strip():
                raise BadMapping(where, problem="names no column.")
            return cls(("", ""), (text,))
        texts, columns, at, piece = [], [], 0, ""
        for found in _TEMPLATE.finditer(text):
            piece += text[at : found.start()]
            at = found.end()
            if found.group(1) is None:
                piece += found.group()[0]
            else:
                texts.append(piece)
                columns.append(found.group(1))
                piece = ""
        texts.append(piece + text[at:])
        if any("{" in part or "}" in part for part in re.split(_TEMPLATE, text)[::2]):
            raise BadMapping(
                where, problem=f"{text!r} has a brace without its partner; double it to mean a brace."
            )
        return cls(tuple(texts), tuple(columns))


Value = tuple[Template, ...]
"""Ways to make a field; the first whose columns are all filled is taken."""


@dataclass(frozen=True)
class Condition:
    """A `where` filter: records it is not true of are skipped."""

    column: str
    op: str
    value: str


@dataclass(frozen=True)
class EventPart:
    """One of the events that a wide row makes, with its own fields over the common ones."""

    part: str
    fields: Dict[str, Value]


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """How raw records become neutral ones. Empty `tz` means that nobody said which zone."""

    source: str = "default"
    tz: str = ""
    date_formats: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    fields: Dict[str, Value] = field(default_factory=dict)
    events: tuple[EventPart, ...] = ()
    where: tuple[Condition, ...] = ()

    def columns(self) -> dict[str, str]:
        """Every column it names, with the field that names it first."""
        named: dict[str, str] = {}
        for fields in (self.fields, *(part.fields for part in self.events)):
            for name, value in fields.items():
                for column in (column for template in value for column in template.columns):
                    named.setdefault(column, name)
        for condition in self.where:
            named.setdefault(condition.column, "where")
        return named

    def parts(self) -> list[EventPart]:
        """What each raw record makes: one event, or one per entry of `events`."""
        if not self.events:
            return [EventPart("", self.fields)]
        return [EventPart(part.part, {**self.fields, **part.fields}) for part in self.events]

    def digest(self) -> str:
        """Stable: equal for mappings that do the same."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    def fitted(self, columns: Sequence[str]) -> Mapping:
        """This mapping on an input with `columns`; a column that bears a field's name fills it.

        Raises `UnknownColumn` or `IncompleteMapping`.
        """
        fields = dict(self.fields)
        for name in FIELDS:
            if name in columns and name not in fields:
                fields[name] = (Template(("", ""), (name,)),)
        fitted = replace(self, fields=fields)
        for column, used_for in fitted.columns().items():
            if column not in columns:
                near = nearest(column, list(columns))
                raise UnknownColumn(column, used_for=used_for, columns=list(columns), near=near)
        for part in fitted.parts():
            missing = [] if {"order", "customer"} & part.fields.keys() else ["order or customer"]
            missing += [name for name in ("date", "message") if name not in part.fields]
            if missing:
                raise IncompleteMapping(missing=missing, columns=list(columns))
        return fitted


def load(path: str) -> Mapping:
    """The mapping in a TOML file. Raises `NoSuchInput` or `BadMapping`, naming the key."""
    try:
        values = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise NoSuchInput(path, problem=(error.strerror or "unreadable").lower()) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMapping(path, problem=f"is not valid TOML ({error}).") from None
    return _from_toml(values, where=path)


def with_sets(mapping: Mapping, sets: Iterable[str]) -> Mapping:
    """`mapping` with `field=value` pairs over it; the same field again is a fallback. Raises `BadMapping`."""
    given: dict[str, Value] = {}
    for text in sets:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or name not in FIELDS:
            raise BadMapping(
                f"--set {text!r}", problem=f"write it as field=column, the field one of {', '.join(FIELDS)}."
            )
        given[name] = (*given.get(name, ()), Template.parse(value, where=f"--set {text!r}"))
    return replace(mapping, fields={**mapping.fields, **given})


def _from_toml(values: dict[str, Any], *, where: str) -> Mapping:
    known = ("source", "tz", "encoding", "delimiter", "date_format", "where", "fields", "events")
    _refuse_unknown(values, known, where=where)
    texts = {name: _text(values[name], where=f"{where}: {name}") for name in known[:4] if name in values}
    if "tz" in texts:
        settings.zone(texts["tz"])
    fields = values.get("fields", {})
    events = values.get("events", [])
    if not isinstance(fields, dict) or not isinstance(events, list):
        raise BadMapping(where, problem="[fields] is a table, [[events]] a list of tables.")
    return Mapping(
        **texts,
        date_formats=tuple(_texts(values.get("date_format", []), where=f"{where}: date_format")),
        fields=_fields(fields, where=f"{where}: [fields]"),
        events=tuple(
            _event(event, where=f"{where}: [[events]] {n}") for n, event in enumerate(events, start=1)
        ),
        where=tuple(
            _condition(text, where=f"{where}: where") for text in _texts(values.get("where", []), where=where)
        ),
    )


def _event(values: Any, *, where: str) -> EventPart:
    if not isinstance(values, dict) or "part" not in values:
        raise BadMapping(
            where, problem="needs a part, the name that tells this event from the line's others."
        )
    rest = {name: value for name, value in values.items() if name != "part"}
    return EventPart(_text(values["part"], where=f"{where}: part"), _fields(rest, where=where))


def _fields(values: dict[str, Any], *, where: str) -> dict[str, Value]:
    _refuse_unknown(values, FIELDS, where=where)
    return {
        name: tuple(
            Template.parse(text, where=f"{where} {name}") for text in _texts(value, where=f"{where} {name}")
        )
        for name, value in values.items()
    }


def _condition(text: str, *, where: str) -> Condition:
    found = _CONDITION.match(text)
    if not found:
        raise BadMapping(
            where,
            problem=f"{text!r} is no condition. Write 'column = value', with =, !=, ~ (pattern), !~, "
            "or 'column is empty', 'column is not empty'.",
        )
    if found["op"] in ("~", "!~"):
        try:
            re.compile(found["value"])
        except re.error as error:
            raise BadMapping(
                where, problem=f"{found['value']!r} is no regular expression ({error})."
            ) from None
    return Condition(found["column"], found["op"], found["value"])


def _refuse_unknown(values: dict[str, Any], known: Sequence[str], *, where: str) -> None:
    for name in values:
        if name not in known:
            near = nearest(name, list(known))
            hint = f" Did you mean {near[0]}?" if near else ""
            raise BadMapping(where, problem=f"there is no key {name!r}.{hint} It knows {', '.join(known)}.")


def _texts(value: Any, *, where: str) -> list[str]:
    return (
        [_text(item, where=where) for item in value]
        if isinstance(value, list)
        else [_text(value, where=where)]
    )


def _text(value: Any, *, where: str) -> str:
    if not isinstance(value, str):
        raise BadMapping(where, problem=f"{value!r} must be text in quotation marks.")
    return value
