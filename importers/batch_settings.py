"""The settings of a batch: what is needed to read the same input in the same way again.

They are stored as JSON in `batches.settings`. Only this module knows the keys: everything else asks
`settings_of`. Keys that a newer version added are ignored here and stay in the database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from events.errors import EventsError
from importers.errors import InvalidMappingError
from importers.ledger.models import Batch
from importers.mapping.column_mapping import ColumnMapping, EventPart, Template, Value
from importers.mapping.conditions import Condition
from importers.options import Options
from importers.readers.csv.layout import Escape, ShortRows

Missing = Literal["create", "reject"]
"""What an import does about an order or a customer that the log does not have."""

StoredFields = dict[str, tuple[str | Template, ...]]
"""Templates by field: as their text where `Template.parse` gives the same again, else in their pieces."""

_PLATFORM_OPTIONS = ("platform", "table_prefix", "language", "order_type", "typed")
_NOT_IN_KEY = ("joined", "by_content", "same_orders", "keep_out")
"""Settings that follow from the others, or do not change how an input is read: an import is resumed whatever
they are."""


class UnreadableSettingsError(EventsError):
    """The stored settings of a batch do not fit the schema."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"The log holds settings of a batch that this version cannot read: {problem}. "
            "Upgrade the program, or import the file again with its options."
        )


class PartSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of the events that a wide row makes: its name, its own fields, and the conditions for it."""

    part: str
    fields: StoredFields = {}
    where: tuple[str | Condition, ...] = ()


class BatchSettings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a batch was read.

    The first group is the user's mapping; the second is the input's format, encoding, layout and table,
    as given or detected; the third is the platform, with the `tables` that were read and whether rows of
    other tables were `joined` to them. `by_content` means that records have no legacy id,
    `same_orders` that orders of other sources with the same numbers are the same orders, `keep_out` that
    people who were forgotten were taken out of the records.
    """

    source: str = "default"
    tz: str = ""
    date_formats: tuple[str, ...] = ()
    fields: StoredFields = {}
    events: tuple[PartSettings, ...] = ()
    where: tuple[str | Condition, ...] = ()
    html: bool = False
    meanings: tuple[tuple[str, str], ...] = ()
    since: int | None = None
    until: int | None = None

    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    no_header: tuple[str, ...] = ()
    skip_lines: int | None = None
    quote: str = ""
    escape: Escape = ""
    short_rows: ShortRows = ""
    input_table: str = ""

    platform: str = ""
    table_prefix: str = ""
    language: str = ""
    order_type: str = ""
    typed: bool = False
    tables: tuple[str, ...] = ()
    joined: bool = False

    missing_orders: Missing = "create"
    missing_customers: Missing = "create"
    by_content: bool = False
    same_orders: bool = False
    keep_out: bool = True

    @classmethod
    def from_import(
        cls, mapping: ColumnMapping, options: Options, read_as: Mapping[str, Any], *, platform: str
    ) -> BatchSettings:
        """The settings of an import: its mapping, its options, and what `read_as` says of the input."""
        shared = {name: getattr(mapping, name) for name in _SHARED_WITH_MAPPING}
        shared |= {
            "fields": stored_fields(mapping.fields),
            "events": tuple(_stored_part(one) for one in mapping.events),
            "where": tuple(_stored_condition(one) for one in mapping.where),
        }
        asked: dict[str, Any] = {"platform": platform, "typed": options.typed, "language": options.language}
        asked |= {"table_prefix": options.table_prefix or "", "order_type": options.order_type}
        return cls(
            **{**shared, **read_as},
            **(asked if platform else {}),
            missing_orders="create" if options.create_orders else "reject",
            missing_customers="create" if options.create_customers else "reject",
            same_orders=options.same_orders,
            keep_out=options.keep_out,
            by_content=not (platform or options.guess or "legacy_id" in mapping.fields),
        )

    @classmethod
    def from_document(cls, document: Any) -> BatchSettings:
        """The settings in a stored JSON document. Raises `UnreadableSettingsError`."""
        try:
            return msgspec.convert(document, cls, strict=True)
        except msgspec.ValidationError as error:
            raise UnreadableSettingsError(str(error)) from None

    def as_document(self) -> dict[str, Any]:
        """The JSON document that is stored; defaults are left out."""
        document: dict[str, Any] = msgspec.to_builtins(self)
        return document

    def column_mapping(self) -> ColumnMapping:
        """The mapping, with the encoding and delimiter that were found. Raises `UnreadableSettingsError`."""
        shared = {name: getattr(self, name) for name in _SHARED_WITH_MAPPING}
        shared |= {
            "fields": _templates(self.fields),
            "events": tuple(
                EventPart(one.part, _templates(one.fields), tuple(map(_condition, one.where)))
                for one in self.events
            ),
            "where": tuple(_condition(one) for one in self.where),
        }
        return ColumnMapping(**shared)

    def options(self, *, shop: str) -> Options:
        """The import's options, without its limits and output files."""
        asked = {name: value for name in _PLATFORM_OPTIONS if (value := getattr(self, name))}
        if not self.platform:
            asked = {"input_format": self.format, "table": self.input_table}
        return Options(
            **asked,
            known=True,
            source_given=True,
            same_orders=self.same_orders,
            keep_out=self.keep_out,
            shop=shop,
            create_orders=self.missing_orders == "create",
            create_customers=self.missing_customers == "create",
        )

    def resume_key(self) -> str:
        """A digest that is equal for imports that read an input in the same way: 64 hex digits.

        It is of the settings themselves, so that it stays the same when the program changes.
        """
        document = self.as_document() | {
            name: value
            for name, value in (
                ("fields", msgspec.to_builtins(_templates(self.fields))),
                ("events", [_event_document(one) for one in self.events]),
                ("where", msgspec.to_builtins([_condition(one) for one in self.where])),
            )
            if value
        }
        document = {name: value for name, value in document.items() if name not in _NOT_IN_KEY}
        return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def settings_of(batch: Batch) -> BatchSettings:
    """How the batch's input was read. Raises `UnreadableSettingsError`."""
    return BatchSettings.from_document(batch.settings)


def readable_settings(document: Any) -> BatchSettings:
    """How a batch was read, as far as this version understands its stored settings."""
    try:
        return BatchSettings.from_document(document)
    except UnreadableSettingsError:
        return BatchSettings()


def named_zones(reader: Connection | Session) -> set[str]:
    """The time zones that imports named which brought events; UTC where one named none."""
    rows = select(Batch.settings).where(Batch.imported > 0, Batch.status == "done")
    return {readable_settings(settings).tz or "UTC" for settings in reader.scalars(rows)}


# Not "typed": there, a platform's rules; here, whether they were asked for. "same_orders" is an option, too.
_OF_COLUMN_MAPPING = set(ColumnMapping.__dataclass_fields__) - {"typed", "same_orders"}
_SHARED_WITH_MAPPING = [name for name in BatchSettings.__struct_fields__ if name in _OF_COLUMN_MAPPING]


def _event_document(event: PartSettings) -> dict[str, Any]:
    own = {"where": msgspec.to_builtins(list(map(_condition, event.where)))} if event.where else {}
    return {"part": event.part, "fields": msgspec.to_builtins(_templates(event.fields)), **own}


def _stored_part(part: EventPart) -> PartSettings:
    return PartSettings(part.part, stored_fields(part.fields), tuple(map(_stored_condition, part.where)))


def stored_fields(fields: Mapping[str, Value]) -> StoredFields:
    """The fields of a mapping as settings hold them."""
    return {name: tuple(_stored_template(one) for one in value) for name, value in fields.items()}


def _stored_template(template: Template) -> str | Template:
    text = template.shown()
    try:
        return text if Template.parse(text, where="settings") == template else template
    except InvalidMappingError:
        return template


def _stored_condition(condition: Condition) -> str | Condition:
    text = f"{condition.column} {condition.op} {condition.value}".strip()
    try:
        return text if Condition.parse(text, where="settings") == condition else condition
    except InvalidMappingError:
        return condition


def _templates(fields: StoredFields) -> dict[str, Value]:
    return {name: tuple(_template(one) for one in value) for name, value in fields.items()}


def _template(stored: str | Template) -> Template:
    try:
        return Template.parse(stored, where="settings") if isinstance(stored, str) else stored
    except InvalidMappingError as error:
        raise UnreadableSettingsError(str(error)) from None


def _condition(stored: str | Condition) -> Condition:
    try:
        return Condition.parse(stored, where="settings") if isinstance(stored, str) else stored
    except InvalidMappingError as error:
        raise UnreadableSettingsError(str(error)) from None
