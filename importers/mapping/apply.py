"""Raw columns to the neutral record's columns, as column expressions; a reject is a row with a code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from importers.errors import InvalidMappingError
from importers.mapping import event_types
from importers.mapping.altered_texts import with_texts
from importers.mapping.column_mapping import FURTHER_LINE, SHOWN, STATUS, ColumnMapping, EventPart, Value
from importers.mapping.dates.parser import DateParser
from importers.mapping.derived_columns import with_derived
from importers.mapping.expressions import (
    NAMELESS,
    NOBODY,
    NULLS,
    customer_of,
    date_of,
    email_of,
    filled,
    first_of,
    holds,
    name_of,
    skip_reason,
    subject_of,
    text_of,
)
from importers.mapping.faults import FIELDS_NAMED, with_faults
from importers.mapping.order_numbers import are_whole
from importers.mapping.row_meanings import with_row_meanings
from importers.mapping.total_rows import without_totals
from importers.mapping.unusual_cells import with_whole_orders, without_blanks, without_lists, without_nuls
from importers.mapping.wide_rows import meets, together
from importers.whole_columns import same_in_all, with_whole

if TYPE_CHECKING:
    from importers.readers.chunks import Chunk

_TYPED = ("type", "parameters", "untyped")
_NUMBERED = ("legacy_id", "order")
"""Fields whose columns mostly hold whole numbers."""

SUBJECT = ("part", "source_table", "legacy_id", "order", "customer", "customer_order", "shop")
"""The columns of a neutral record that identify it by its id, and say whom and what it is about."""


@dataclass(frozen=True, kw_only=True)
class MappedChunk:
    """Neutral records in source order, one row each: `row` (in the chunk's frame), record, line, part,
    source_table, legacy_id, order, customer, customer_order, shop, author, message, kind, date
    (microseconds), raw_date, raw_author, raw_message, extra, type and parameters (null for OTHER);
    `skipped`, with the `reason` why it is no history; `untyped`, the type of those that no type here is
    like; what `with_amounts` says of amounts; and code, column, value of what is wrong. Counts are of
    records."""

    frame: pl.DataFrame
    gaps: int
    folds: int
    weekdays: int
    turned: int
    assumed_utc: int
    nuls: int
    decimals: int
    names_orders: bool
    """Whether a record that names no order may be one of which the order was not found."""


class MappingApplier:
    """A mapping made ready for one input's columns. Raises `InvalidMappingError` for a pattern it cannot
    use."""

    def __init__(self, mapping: ColumnMapping) -> None:
        self._mapping = mapping
        self._dates = DateParser(formats=mapping.date_formats, tz=mapping.tz, orders=mapping.date_orders)
        self._keeps_orders = mapping.exact or mapping.decimal_orders
        named = [part.fields[name] for part in mapping.parts() for name in _NUMBERED if name in part.fields]
        self._numbered = sorted({way.column for value in named for way in value if way.column is not None})
        self._names_orders = not mapping.exact and any(
            "order" in part.fields and "customer_order" not in part.fields for part in mapping.parts()
        )
        self._keeps_lists = mapping.exact or mapping.zero_is_none
        self._skipped = skip_reason(mapping)
        has_status = any(STATUS in part.fields for part in mapping.parts())
        is_replaced = bool(mapping.meanings) or (mapping.own_kinds and has_status)
        self._also_extra = ("customer", *SHOWN, *(["kind"] if is_replaced else []))
        self._made: tuple[object, list[tuple[EventPart, list[pl.Expr]]]] = None, []
        try:
            empty = dict.fromkeys([*mapping.columns(), "_"], pl.String)
            pl.DataFrame(schema=empty).select(self._skipped)
        except pl.exceptions.PolarsError as error:
            raise InvalidMappingError("where", problem=str(error).splitlines()[0]) from None

    @property
    def is_decided(self) -> bool:
        """Whether the mapping holds what more than a record's own cells decided."""
        decided = self._mapping
        return bool(decided.date_orders or decided.decimal_mark) or decided.decimal_orders

    def shape(self, chunk: Chunk) -> MappedChunk:
        """Map the raw records of `chunk` to neutral ones, each marked with what is wrong with it."""
        read, nuls = without_nuls(chunk.frame) if chunk.may_have_nuls else (chunk.frame, 0)
        columns = [name for name in read.columns if name != FURTHER_LINE]
        frame = self._completed(read)
        places = [
            pl.int_range(frame.height, dtype=pl.Int64, eager=True).alias("row"),
            chunk.records.alias("record"),
            chunk.lines.alias("line"),
        ]
        skips = [self._skipped.alias("reason"), self._skipped.is_not_null().alias("skipped")]
        shaped = [
            with_texts(
                self._selected(frame, [*fields, *places, *skips, meets(part)]),
                frame,
                part,
                html=self._mapping.html,
            )
            for part, fields in self._parts(columns, frame)
        ]
        shaped = with_row_meanings(shaped, self._mapping, frame)
        records = together(shaped, self._mapping)
        moments = self._dates.parse(records["raw_date"])
        records = with_whole(records, moments.micros.alias("date"), moments.code.alias("date_code"))
        records, decimals = (records, 0) if self._keeps_orders else with_whole_orders(records)
        records = without_totals(without_blanks(records, chunk.frame), chunk.frame)
        records = _within(records, since=self._mapping.since, until=self._mapping.until)
        return MappedChunk(
            frame=self._typed(with_faults(records, self._mapping), frame),
            gaps=moments.gaps,
            folds=moments.folds,
            weekdays=moments.weekdays,
            turned=moments.turned,
            assumed_utc=moments.assumed_utc,
            nuls=nuls,
            decimals=decimals,
            names_orders=self._names_orders,
        )

    def subjects(self, chunk: Chunk) -> pl.DataFrame:
        """The columns `SUBJECT` of the records that are not skipped, without their dates and messages.

        Wide rows have one row for each part, whether it has a date or not.
        """
        found = self.subjects_as_read(chunk)
        return found if self._keeps_orders else with_whole_orders(found)[0]

    def subjects_as_read(self, chunk: Chunk) -> pl.DataFrame:
        """The same, with orders like `1001.0` as they stand there."""
        read, _ = without_nuls(chunk.frame)
        frame = self._completed(read)
        # A column: where nothing is skipped, the reason is one null, and Polars splits it among its threads.
        frame = frame.filter(frame.with_columns(self._skipped.is_null().alias("_"))["_"])
        return pl.concat(
            self._selected(frame, [one for one in fields if one.meta.output_name() in SUBJECT])
            for _, fields in self._parts(read.columns, frame)
        )

    def _selected(self, frame: pl.DataFrame, fields: Sequence[pl.Expr | pl.Series]) -> pl.DataFrame:
        records = frame.select(fields)
        return records if self._keeps_lists else without_lists(records)

    def _completed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` with every column that the mapping names: packed, made of another one, or empty."""
        frame = with_derived(frame, self._mapping.columns())
        missing = [name for name in self._mapping.columns() if name not in frame.columns]
        return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)

    def _parts(self, columns: list[str], frame: pl.DataFrame) -> list[tuple[EventPart, list[pl.Expr]]]:
        """Each part with its fields. They are made again only for other columns, which few chunks have."""
        whole = [name for name in self._numbered if are_whole(frame[name])]
        made_for, parts = self._made
        if made_for != (columns, whole):
            parts = [(part, self._fields(part, columns, whole)) for part in self._mapping.parts()]
            self._made = (columns, whole), parts
        return parts

    def _fields(self, part: EventPart, columns: Sequence[str], whole: Sequence[str]) -> list[pl.Expr]:
        fields = part.fields
        trimmed = text_of(fields.get("author")).str.strip_chars()
        nobody = trimmed.is_in((*NULLS, "0") if self._mapping.exact else NOBODY)
        if self._mapping.system:
            nobody |= trimmed.str.contains(self._mapping.system)
        return [
            pl.lit(part.part).alias("part"),
            name_of(fields.get("table")).fill_null("").alias("source_table"),
            name_of(fields.get("legacy_id"), absent=NAMELESS, whole=whole).alias("legacy_id"),
            subject_of(fields.get("order"), self._mapping, whole=whole).alias("order"),
            customer_of(fields.get("customer"), self._mapping).alias("customer"),
            subject_of(fields.get("customer_order"), self._mapping).alias("customer_order"),
            name_of(fields.get("shop"), absent=NULLS).alias("shop"),
            pl.when(~nobody).then(trimmed if self._mapping.exact else email_of(trimmed)).alias("author"),
            name_of(fields.get("kind")).alias("kind"),
            filled(date_of(fields.get("date"))).alias("raw_date"),
            *(pl.lit(_names(fields, name), pl.String).alias(f"_{name}_column") for name in FIELDS_NAMED),
            self._extra(part, columns).alias("extra"),
        ]

    def _extra(self, part: EventPart, columns: Sequence[str]) -> pl.Expr:
        """The columns that no field holds as they stand, as a JSON object.

        A fallback's column is there too: where another way won, nothing else holds it. So is the
        customer's, since an e-mail known in another spelling keeps that one, the status and the amount.
        """
        dates = {_held(other.fields, "date") for other in self._mapping.parts()}
        held = dates | {_held(part.fields, name) for name in part.fields if name not in self._also_extra}
        rest: list[pl.Expr] = [pl.col(name) for name in columns if name not in held]
        is_known = all(condition.column in columns for condition in self._mapping.shown)
        if self._mapping.shown and is_known and "visibility" not in columns:
            seen = pl.all_horizontal(*map(holds, self._mapping.shown))
            shown = pl.when(seen).then(pl.lit("customer")).otherwise(pl.lit("internal"))
            rest.append(shown.alias("visibility"))
        return pl.struct(rest).struct.json_encode() if rest else pl.lit(None, pl.String)

    def _typed(self, records: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
        """With a type and its parameters where a platform knows them."""
        mapping = self._mapping
        if not mapping.type and not mapping.typed:
            nothing = (same_in_all(name, None, pl.String(), height=records.height) for name in _TYPED)
            return with_whole(records, *nothing)
        packed = pl.col(mapping.parameters) if mapping.parameters else pl.lit(None, pl.String)
        own = pl.col(mapping.type) if mapping.type else first_of(mapping.typed)
        cells = frame.with_columns(own.alias("type"), packed.alias("parameters")).select("type", "parameters")
        cells = cells[records["row"].to_list()].with_columns(records["order"], records["message"])
        names = dict(mapping.types)
        found = [
            event_types.exact(code, values, of_order=order is not None)
            if mapping.exact
            else event_types.stored(code, values, of_order=order is not None, names=names)
            if mapping.type
            else event_types.declared(code or "", of_order=order is not None, message=message or "")
            for code, values, order, message in cells.iter_rows()
        ]
        had = cells["type"].str.strip_chars().str.to_lowercase() if mapping.type else [None] * len(found)
        return event_types.columns(records, found, had=list(had))


def _within(records: pl.DataFrame, *, since: int | None, until: int | None) -> pl.DataFrame:
    """The records, with those of other dates marked as skipped; one without a date is judged as usual."""
    if since is None and until is None:
        return records
    early = pl.lit(False) if since is None else (pl.col("date") < since).fill_null(value=False)
    late = pl.lit(False) if until is None else (pl.col("date") >= until).fill_null(value=False)
    reason = pl.when(early).then(pl.lit("before --since")).when(late).then(pl.lit("after --until"))
    return records.with_columns(
        pl.coalesce("reason", reason).alias("reason"), (pl.col("skipped") | early | late).alias("skipped")
    )


def _held(fields: Mapping[str, Value], name: str) -> str | None:
    """The column that this field holds as it stands."""
    return fields[name][0].column if name in fields else None


def _names(fields: Mapping[str, Value], name: str) -> str:
    value = fields.get(name, ())
    return ", ".join(dict.fromkeys(column for template in value for column in template.columns))
