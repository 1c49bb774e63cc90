"""Which columns mean what: from `--set`, from a TOML file, or from columns that bear the neutral names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from events.vocabulary.words import nearest
from importers.errors import IncompleteMappingError, InvalidMappingError, UnknownColumnError
from importers.mapping.conditions import Condition, When
from importers.mapping.derived_columns import base_of, checked_name, has_counts, is_made_of
from importers.mapping.further_states import FurtherState, further_states
from importers.readers.csv.layout import CsvLayout, Escape, ShortRows
from importers.readers.factory import InputOptions

FIELDS = ("legacy_id", "table", "order", "customer", "date", "author", "message", "kind")
"""The neutral record's fields that a mapping fills; `part` comes from its events, `extra` is the rest."""

STATUS = "status"
"""A state, or what happened, that stands in a column beside the message: it is shown before the message, and
is no part of what makes a record the same one."""

AMOUNT, CURRENCY = "amount", "currency"
"""What the row's payment, refund or order amounts to: it is shown behind a message that says paid or refunded
and names no amount, and is no part of what makes a record the same one."""

ADDED, UNSEEN, UNREAD = "amount_added", "amount_unseen", "amount_unread"
"""Columns of records: whether an amount or a currency was added to the message, the kind of the message
beside which an amount stands that was not, and an amount that is not certain (`1.000`)."""

MEANT = "meant_by"
"""A column of records: the phrase of `[meanings]` that says what the record means."""

SHOWN = (STATUS, AMOUNT, CURRENCY)
"""The fields whose columns are shown with the message."""

MAPPED = (*FIELDS, *SHOWN)
"""The fields that a user can map."""

PLATFORM_FIELDS = (*FIELDS, "shop", "customer_order", *SHOWN)
"""The fields that a platform fills: also the order's shop where the data has several, the order that an
event of a customer is about, the name of the status and the amount of what was paid."""

FURTHER_LINE = "(further line item)"
"""A column of no input: it is filled in rows that only add an item to the order of the row before."""

_TEMPLATE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


@dataclass(frozen=True)
class Template:
    """Text pieces and the columns between them: `texts` is one longer than `columns`."""

    texts: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def column(self) -> str | None:
        """The one column this stands for, if it is nothing else."""
        return self.columns[0] if self.texts == ("", "") else None

    def shown(self) -> str:
        """As a mapping file spells it."""
        if self.column is not None:
            return self.column
        if not self.columns:
            return f"'{self.texts[0]}'"
        texts = [text.replace("{", "{{").replace("}", "}}") for text in self.texts]
        named = [f"{{{column}}}{text}" for column, text in zip(self.columns, texts[1:], strict=True)]
        return texts[0] + "".join(named)

    @classmethod
    def parse(cls, text: str, *, where: str) -> Template:
        """`'quoted'` is a constant, `{...}` a template, anything else a column, which may be made of another
        one (see `derived_columns`). Raises `InvalidMappingError`."""
        if len(text) > 1 and text[0] == text[-1] == "'":
            return cls((text[1:-1],), ())
        if has_counts(text) or ("{" not in text and "}" not in text):
            if not text.strip():
                raise InvalidMappingError(where, problem="names no column.")
            return cls(("", ""), (checked_name(text, where=where),))
        texts, columns, at, piece = [], [], 0, ""
        for found in _TEMPLATE.finditer(text):
            piece += text[at : found.start()]
            at = found.end()
            if found.group(1) is None:
                piece += found.group()[0]
            else:
                texts.append(piece)
                columns.append(checked_name(found.group(1), where=where))
                piece = ""
        texts.append(piece + text[at:])
        if any("{" in part or "}" in part for part in re.split(_TEMPLATE, text)[::2]):
            raise InvalidMappingError(
                where, problem=f"{text!r} has a brace without its partner; double it to mean a brace."
            )
        return cls(tuple(texts), tuple(columns))


Value = tuple[Template, ...]
"""Ways to make a field; the first whose columns are all filled is taken."""


def of_column(name: str) -> Value:
    """The value that a column holds, as it is."""
    return (Template(("", ""), (name,)),)


@dataclass(frozen=True)
class EventPart:
    """One of the events that a wide row makes, with its own fields over the common ones. A row that does not
    meet all of the conditions `where` has no such event, nor one with none of the columns `behind`."""

    part: str
    fields: Mapping[str, Value]
    where: tuple[Condition, ...] = ()
    behind: tuple[str, ...] = ()

    def without(self, names: Collection[str]) -> EventPart:
        """The part with the common fields of these names."""
        return replace(self, fields={name: one for name, one in self.fields.items() if name not in names})


@dataclass(frozen=True, kw_only=True)
class ColumnMapping:
    """How raw records become neutral ones. Empty `tz` means that nobody said which zone.

    `html` says that messages are HTML, `same_orders` that orders of other sources with the same numbers are
    the same orders. The rest is a platform's knowledge: which records are no history
    and why (`skips`), which authors are nobody (`system`, a pattern), when the customer
    saw it (`shown`), which types records have (`typed`; or the columns `type` and `parameters`, with the
    codes of `types`; taken as they are where `exact`), and whether 0 is no order and no customer
    (`zero_is_none`). `date_orders` are pairs of a mark and the order that a column decided for dates like
    3/4/2019 (see `dates.order`), `decimal_mark` what it decided to stand before the decimals of amounts.
    With `decimal_orders`, 1001.0 is not the order 1001; with `own_kinds`, the kinds are the platform's own
    words, of which none says what happened.
    `meanings` are phrases, and the kinds of messages that begin with them. Records dated before
    `since`, or from `until` on (microseconds since 1970, UTC), are skipped. The layout of a delimited text
    is that of `CsvLayout`.
    """

    source: str = "default"
    tz: str = ""
    date_formats: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    no_header: tuple[str, ...] = ()
    skip_lines: int | None = None
    quote: str = ""
    escape: Escape = ""
    short_rows: ShortRows = ""
    fields: Mapping[str, Value] = field(default_factory=dict)
    events: tuple[EventPart, ...] = ()
    where: tuple[Condition, ...] = ()
    html: bool = False
    same_orders: bool = False
    skips: tuple[When, ...] = ()
    system: str = ""
    shown: tuple[Condition, ...] = ()
    type: str = ""
    parameters: str = ""
    types: tuple[tuple[str, str], ...] = ()
    typed: tuple[When, ...] = ()
    zero_is_none: bool = False
    exact: bool = False
    date_orders: tuple[tuple[str, str], ...] = ()
    decimal_orders: bool = False
    decimal_mark: str = ""
    own_kinds: bool = False
    meanings: tuple[tuple[str, str], ...] = ()
    since: int | None = None
    until: int | None = None

    def input_options(self, *, input_format: str = "") -> InputOptions:
        """How to read the input, as far as the mapping says it."""
        return InputOptions(
            format=input_format,
            encoding=self.encoding,
            delimiter=self.delimiter,
            layout=CsvLayout.read_from(self),
            columns=tuple(self.columns()),
        )

    def columns(self) -> dict[str, str]:
        """Every column it names, with the field that names it first."""
        named: dict[str, str] = {}
        for fields in (self.fields, *(part.fields for part in self.events)):
            for name, value in fields.items():
                for column in (column for template in value for column in template.columns):
                    named.setdefault(column, name)
        groups = {"skip": self.skips, "typed": self.typed}
        own = tuple(condition for part in self.events for condition in part.where)
        conditions = {"where": (*self.where, *own), "shown": self.shown}
        for name, cases in groups.items():
            conditions[name] = tuple(condition for case in cases for condition in case.conditions)
        for name, found in conditions.items():
            for column in (column for condition in found for column in condition.columns):
                named.setdefault(column, name)
        for column in filter(None, (self.type, self.parameters)):
            named.setdefault(column, "type")
        return named

    def without_skips_by(self, columns: Collection[str]) -> ColumnMapping:
        """The same mapping without the reasons to skip rows that depend on one of `columns`, which are not
        there to be asked."""
        kept = (one for one in self.skips if one.columns.isdisjoint(columns))
        return replace(self, skips=tuple(kept)) if columns else self

    def date_columns(self) -> list[str]:
        """The columns that dates are read from."""
        values = [part.fields.get("date", ()) for part in self.parts()]
        return list(
            dict.fromkeys(name for value in values for template in value for name in template.columns)
        )

    def parts(self) -> list[EventPart]:
        """What each raw record makes: an event per entry of `events`, else one, and one per further state."""
        if not self.events:
            return [EventPart("", self.fields), *map(self._part_of_state, self.further_states())]
        return [replace(part, fields={**self.fields, **part.fields}) for part in self.events]

    def further_states(self) -> list[FurtherState]:
        """The columns of states each of which makes an event of its own, beside that of the row."""
        columns = [way.column for way in self.fields.get(STATUS, ())]
        is_platform = self.own_kinds or bool(self.events)  # there, each is a fallback of the one before
        return [] if is_platform or None in columns else further_states([*filter(None, columns)])

    def _part_of_state(self, state: FurtherState) -> EventPart:
        fields = {name: value for name, value in self.fields.items() if name != STATUS}
        fields["message"] = (Template((state.label, ""), (state.column,)),)
        fields["kind"] = of_column(state.column)
        filled = Condition(state.column, "is not empty", "")
        return EventPart(state.part, fields, (filled,), state.before)

    def fitted(self, columns: Sequence[str]) -> ColumnMapping:
        """This mapping on an input with `columns`; a column that bears a field's name fills it.

        Raises `UnknownColumnError` or `IncompleteMappingError`.
        """
        fields = dict(self.fields)
        for name in FIELDS if fields else (*FIELDS, AMOUNT, CURRENCY):
            if name in columns and name not in fields:
                fields[name] = of_column(name)
        fitted = replace(self, fields=fields)
        for column, used_for in fitted.columns().items():
            if column not in columns and not is_made_of(column, columns):
                base = base_of(column, columns)
                near = nearest(base, list(columns))
                raise UnknownColumnError(base, used_for=used_for, columns=list(columns), near=near)
        for part in fitted.parts():
            missing = [] if {"order", "customer"} & part.fields.keys() else ["order or customer"]
            missing += [name for name in ("date", "message") if name not in part.fields]
            if missing:
                raise IncompleteMappingError(missing=missing, columns=list(columns))
        return fitted


def lost(fields: Collection[str]) -> list[str]:
    """What is required and not among `fields`."""
    missing = [role for role in ("date", "message") if role not in fields]
    return missing if {"order", "customer"} & set(fields) else [*missing, "order"]
