"""Raw columns to the neutral record's columns, as column expressions; a reject is a row with a code."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from importers.codes import Code
from importers.dates import DateParser
from importers.errors import BadMapping
from importers.mapping import Condition, EventPart, Mapping, Template, Value

if TYPE_CHECKING:
    from importers.readers.chunks import Chunk

NULLS = ("", "NULL", "null", "\\N")
"""How database exports spell a missing value."""

NOBODY = (*NULLS, "0")
"""How they spell the system where a person would stand."""


@dataclass(frozen=True, kw_only=True)
class Shaped:
    """Neutral records in source order, one row each: `row` (in the chunk's frame), record, line, part,
    source_table, legacy_id, order, customer, author, message, kind, date (microseconds), raw_date,
    raw_author, extra; `skipped`; and code, column, value of what is wrong. Counts are of records."""

    frame: pl.DataFrame
    gaps: int
    folds: int
    assumed_utc: int
    nuls: int


class Shaper:
    """A mapping made ready for one input's columns. Raises `BadMapping` for a pattern it cannot use."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._dates = DateParser(formats=mapping.date_formats, tz=mapping.tz)
        self._skipped = ~pl.all_horizontal(True, *(_holds(condition) for condition in mapping.where))
        try:
            empty = dict.fromkeys([*mapping.columns(), "_"], pl.String)
            pl.DataFrame(schema=empty).select(self._skipped)
        except pl.exceptions.PolarsError as error:
            raise BadMapping("where", problem=str(error).splitlines()[0]) from None

    def shape(self, chunk: Chunk) -> Shaped:
        frame, nuls = _without_nuls(chunk.frame)
        missing = [name for name in self._mapping.columns() if name not in frame.columns]
        frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)
        places = [
            pl.int_range(frame.height, dtype=pl.Int64, eager=True).alias("row"),
            chunk.records.alias("record"),
            chunk.lines.alias("line"),
        ]
        parts = self._mapping.parts()
        shaped = [
            frame.select(*self._fields(part, frame.columns), *places, self._skipped.alias("skipped"))
            for part in parts
        ]
        if self._mapping.events:
            happened = pl.col("raw_date").is_not_null()
            records = pl.concat(part.filter(happened) for part in shaped).sort("row", maintain_order=True)
        else:
            records = shaped[0]
        moments = self._dates.parse(records["raw_date"])
        records = records.with_columns(moments.micros.alias("date"), moments.code.alias("date_code"))
        return Shaped(
            frame=records.with_columns(_faults()).drop("date_code"),
            gaps=moments.gaps,
            folds=moments.folds,
            assumed_utc=moments.assumed_utc,
            nuls=nuls,
        )

    def _fields(self, part: EventPart, columns: Sequence[str]) -> list[pl.Expr]:
        fields = part.fields
        author = _value(fields.get("author"))
        trimmed = author.str.strip_chars()
        nobody = trimmed.is_in(NOBODY)
        return [
            pl.lit(part.part).alias("part"),
            _name(fields.get("table")).fill_null("").alias("source_table"),
            _name(fields.get("legacy_id")).alias("legacy_id"),
            _name(fields.get("order")).alias("order"),
            _name(fields.get("customer")).alias("customer"),
            pl.when(~nobody).then(trimmed).alias("author"),
            pl.when((nobody & (author != "")) | (trimmed != author)).then(author).alias("raw_author"),
            _filled(_value(fields.get("message"))).alias("message"),
            _name(fields.get("kind")).alias("kind"),
            _filled(_value(fields.get("date"))).alias("raw_date"),
            *(
                pl.lit(_names(fields, name), pl.String).alias(f"_{name}_column")
                for name in ("date", "message")
            ),
            self._extra(part, columns).alias("extra"),
        ]

    def _extra(self, part: EventPart, columns: Sequence[str]) -> pl.Expr:
        """The columns that no field holds as they stand, as a JSON object.

        A fallback's column is there too: where another way won, nothing else holds it. So is the
        customer's, since an e-mail known in another spelling keeps that one.
        """
        dates = {_held(other.fields, "date") for other in self._mapping.parts()}
        held = dates | {_held(part.fields, name) for name in part.fields if name != "customer"}
        rest = [name for name in columns if name not in held]
        return pl.struct(rest).struct.json_encode() if rest else pl.lit(None, pl.String)


def _held(fields: Dict[str, Value], name: str) -> str | None:
    """The column that this field holds as it stands."""
    return fields[name][0].column if name in fields else None


def _faults() -> list[pl.Expr]:
    """code, column and value of the first thing that is wrong with a record."""
    nobody = pl.col("order").is_null() & pl.col("customer").is_null()
    undated = pl.col("date_code").is_not_null()
    mute = pl.col("message").is_null()
    date_column, message_column = pl.col("_date_column"), pl.col("_message_column")
    return [
        pl.when(pl.col("skipped")).then(None)
        .when(nobody).then(pl.lit(Code.SUBJECT.value))
        .when(undated).then(pl.col("date_code"))
        .when(mute).then(pl.lit(Code.MESSAGE.value))
        .alias("code"),
        pl.when(nobody).then(pl.lit("")).when(undated).then(date_column).otherwise(message_column)
        .alias("column"),
        pl.when(~nobody & undated).then(pl.col("raw_date")).fill_null("").alias("value"),
    ]  # fmt: skip


def _names(fields: Dict[str, Value], name: str) -> str:
    value = fields.get(name, ())
    return ", ".join(dict.fromkeys(column for template in value for column in template.columns))


def _name(value: Value | None) -> pl.Expr:
    """A name, number or id: without the space around it, null where it is missing."""
    text = _value(value).str.strip_chars()
    return pl.when(~text.is_in(NULLS)).then(text)


def _filled(text: pl.Expr) -> pl.Expr:
    return pl.when(~text.str.strip_chars().is_in(NULLS)).then(text)


def _value(value: Value | None) -> pl.Expr:
    """The first alternative whose columns are all filled; else what the last one makes of those that are."""
    if not value:
        return pl.lit(None, pl.String)
    if len(value) == 1 and value[0].column is not None:
        return pl.col(value[0].column)
    ways = [
        pl.when(pl.all_horizontal(True, *(_filled(pl.col(name)).is_not_null() for name in way.columns)))
        .then(_rendered(way))
        for way in value
    ]  # fmt: skip
    last = value[-1]
    some = pl.any_horizontal(False, *(_filled(pl.col(name)).is_not_null() for name in last.columns))
    # What a template puts between its columns makes no sense at an end that stayed empty.
    ways.append(pl.when(some).then(_rendered(last).str.strip_chars(" :,;|-\u2013\t")))
    return pl.coalesce(ways)


def _rendered(way: Template) -> pl.Expr:
    pieces: list[pl.Expr] = [pl.lit(way.texts[0])]
    for column, text in zip(way.columns, way.texts[1:], strict=True):
        pieces += [_filled(pl.col(column)).fill_null(""), pl.lit(text)]
    return pl.concat_str(pieces)


def _holds(condition: Condition) -> pl.Expr:
    cell = pl.col(condition.column).fill_null("")
    empty = cell.str.strip_chars().is_in(NULLS)
    tests = {
        "=": cell == condition.value,
        "!=": cell != condition.value,
        "~": cell.str.contains(condition.value),
        "!~": ~cell.str.contains(condition.value),
        "is empty": empty,
        "is not empty": ~empty,
    }
    return tests[condition.op]


def _without_nuls(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Text columns hold no U+0000 on every database: it is shown as U+2400 instead, and counted."""
    has = frame.select(pl.any_horizontal(False, pl.all().str.contains("\x00", literal=True)).sum()).item()
    if not has:
        return frame, 0
    return frame.with_columns(pl.all().str.replace_all("\x00", "\u2400", literal=True)), int(has)
