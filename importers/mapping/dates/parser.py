"""Legacy date texts to moments in UTC, columns at a time, with a named cause for each that cannot be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from events import clock
from events.database.types import to_microseconds
from importers.errors import InvalidMappingError
from importers.mapping.dates.normalise import usual
from importers.mapping.dates.order import shapes
from importers.mapping.dates.words import in_figures
from importers.reject_codes import Code

if TYPE_CHECKING:
    import polars as pl

DAY = 86_400_000_000
_FUTURE_GRACE = 2 * DAY
"""Zones and drifting clocks put an honest event up to this far ahead."""

# Shapes that say what they are, likeliest first; day and month can only be told apart where the year
# comes first, the month is a word, or dots separate (which is day first wherever it is used).
_SHAPES = (
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M%#z",
    "%Y-%m-%d",
    "%Y/%m/%d %H:%M:%S%.f",
    "%Y/%m/%d %H:%M:%S%.f%#z",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%a, %d %b %Y %H:%M:%S %#z",
    "%d %b %Y %H:%M:%S %#z",
    "%b %d, %Y %I:%M:%S %p",
)
_ZERO = r"^0{1,4}[-/.]0{1,2}[-/.]0{1,4}|^0001-01-01|^-0001-11-30"
"""With what other programs make of a zero."""

_EITHER_WAY = r"^\d{1,2}[-/]\d{1,2}[-/]\d{2,4}"
_WORDS = r"\d.*[^\W\d_]{3}|[^\W\d_]{3}.*\d|^\d{5}(\.\d+)?$"
"""What may be a date in words, or a spreadsheet's number of days."""
_UNIX = r"^\d{10}(\.\d{1,6})?$"
_UNIX_MILLIS = r"^\d{13}$"
_UNIX_MICROS = r"^\d{16}$"


@dataclass(frozen=True, kw_only=True)
class Moments:
    """`micros` is microseconds since 1970 UTC, null where `code` says why not. Counts are of records."""

    micros: pl.Series
    code: pl.Series
    gaps: int
    folds: int
    assumed_utc: int


class DateParser:
    """Reads one input's dates; it tries the shape that fitted last first.

    An offset in the text wins over `tz`. A local time that a clock change skipped moves forward, one
    that it repeated is the first of the two; both are counted. Raises `InvalidMappingError` for a bad format.
    """

    def __init__(self, *, formats: tuple[str, ...], tz: str, slashed: str = "") -> None:
        self._zone = tz or "UTC"
        self._assumed = not tz
        self._given = bool(formats)
        self._shapes = [_checked(text) for text in formats] or [*_SHAPES, *shapes(slashed)]
        self._judged = bool(slashed)

    def parse(self, texts: pl.Series) -> Moments:
        read = self._read(texts, self._shapes[0])
        unread = read.micros.is_null().arg_true()
        if len(unread):  # most inputs have one shape, and most of their dates want no second look
            rest = self._look_again(texts.gather(unread))
            read = _joined(replace(read, micros=read.micros.scatter(unread, rest.micros)), rest)
        code = self._codes(texts, read.micros)
        return replace(read, micros=read.micros.set(code.is_not_null(), None), code=code)

    def _look_again(self, texts: pl.Series) -> Moments:
        """In the usual spelling, in all shapes, as a number of seconds, or in words."""
        moments = _nothing(len(texts))
        if self._given:
            moments = self._in_shapes(texts.str.strip_chars(), moments)
        texts = usual(texts)
        moments = self._in_shapes(texts, moments)
        if self._given:
            return moments
        moments = replace(moments, micros=moments.micros.fill_null(_unix(texts)))
        left = moments.micros.is_null() & texts.str.contains(_WORDS)
        if not left.any():
            return moments
        found = self._worded(texts.filter(left))
        return _joined(replace(moments, micros=moments.micros.scatter(left.arg_true(), found.micros)), found)

    def _in_shapes(self, texts: pl.Series, moments: Moments) -> Moments:
        """`moments` with those that any of the shapes reads."""
        hopeless = texts.str.contains(_ZERO) | (texts.str.len_bytes() == 0)
        for shape in list(self._shapes):
            left = moments.micros.is_null() & ~hopeless
            if not left.any():
                break
            found = self._read(texts.filter(left), shape)
            if found.micros.null_count() == len(found.micros):
                continue
            self._shapes.remove(shape)
            self._shapes.insert(0, shape)
            micros = moments.micros.scatter(left.arg_true(), found.micros)
            moments = _joined(replace(moments, micros=micros), found)
        return moments

    def _worded(self, texts: pl.Series) -> Moments:
        """Dates with a month's name, in many languages, and spreadsheets' numbers."""
        told = {text: in_figures(text) for text in texts.unique()}
        inner = DateParser(formats=(), tz="" if self._assumed else self._zone)
        return inner.parse(texts.replace_strict(list(told), list(told.values()), return_dtype=texts.dtype))

    def _read(self, texts: pl.Series, shape: str) -> Moments:
        nothing = _nothing(len(texts))
        if "z" in shape:
            aware = _four_digits(texts.str.to_datetime(shape, strict=False, time_unit="us", time_zone="UTC"))
            return replace(nothing, micros=aware.to_physical())
        naive = _four_digits(texts.str.to_datetime(shape, strict=False, time_unit="us"))
        read = len(naive) - naive.null_count()
        if self._zone == "UTC":
            assumed = read if self._assumed else 0
            return replace(nothing, micros=naive.to_physical(), assumed_utc=assumed)
        first = naive.dt.replace_time_zone(self._zone, ambiguous="earliest", non_existent="null")
        last = naive.dt.replace_time_zone(self._zone, ambiguous="latest", non_existent="null")
        micros = first.dt.convert_time_zone("UTC").to_physical()
        skipped = (naive.is_not_null() & micros.is_null()).arg_true()
        if len(skipped):
            micros = micros.scatter(skipped, [self._forward(value) for value in naive.gather(skipped)])
        folds = int((first != last).sum())
        return replace(nothing, micros=micros, gaps=len(skipped), folds=folds)

    def _forward(self, skipped: datetime) -> int:
        """A time that never was, moved forward: read with the offset that held before the change."""
        return to_microseconds(skipped.replace(tzinfo=ZoneInfo(self._zone), fold=0).astimezone(UTC))

    def _codes(self, texts: pl.Series, micros: pl.Series) -> pl.Series:
        import polars as pl

        latest = to_microseconds(clock.now()) + _FUTURE_GRACE
        strange = (micros.is_null() | micros.is_between(-DAY, DAY) | (micros > latest)).arg_true()
        codes = pl.Series("code", [None], dtype=pl.String).new_from_index(0, len(texts))
        if not len(strange):
            return codes
        text, moment = pl.col("text"), pl.col("moment")
        unread = moment.is_null()
        cause = (
            pl.when(text.is_null() | (text == "")).then(pl.lit(Code.DATE_EMPTY.value))
            .when(text.str.contains(_ZERO)).then(pl.lit(Code.DATE_ZERO.value))
            .when(unread & text.str.contains(_EITHER_WAY)).then(
                pl.lit((Code.DATE if self._given or self._judged else Code.DATE_AMBIGUOUS).value)
            )
            .when(unread).then(pl.lit(Code.DATE.value))
            .when(moment.is_between(-DAY, DAY)).then(pl.lit(Code.DATE_1970.value))
            .when(moment > latest).then(pl.lit(Code.DATE_FUTURE.value))
            .otherwise(None)
        )  # fmt: skip
        judged = pl.DataFrame(
            {"text": texts.gather(strange).str.strip_chars(), "moment": micros.gather(strange)}
        )
        return codes.scatter(strange, judged.select(cause).to_series())


def _nothing(height: int) -> Moments:
    """So many dates, none of which is read yet."""
    import polars as pl

    micros = pl.Series("date", [None], dtype=pl.Int64).new_from_index(0, height)
    return Moments(micros=micros, code=micros.cast(pl.String), gaps=0, folds=0, assumed_utc=0)


def _joined(moments: Moments, more: Moments) -> Moments:
    """`moments` with the counts of `more` added."""
    return replace(
        moments,
        gaps=moments.gaps + more.gaps,
        folds=moments.folds + more.folds,
        assumed_utc=moments.assumed_utc + more.assumed_utc,
    )


def _four_digits(moments: pl.Series) -> pl.Series:
    """Without those in years before 1000: the parser takes the 3 of 3-4-19 for a year."""
    return moments.set(moments.dt.year() < 1000, None)


def _unix(texts: pl.Series) -> pl.Series:
    """Ten digits of seconds since 1970, thirteen of milliseconds, sixteen of microseconds."""
    import polars as pl

    text = pl.col("text")
    seconds = (text.str.split_exact(".", 1).struct[0].cast(pl.Int64, strict=False)) * 1_000_000
    fraction = text.str.extract(r"\.(\d+)$").str.pad_end(6, "0").cast(pl.Int64, strict=False).fill_null(0)
    number = (
        pl.when(text.str.contains(_UNIX)).then(seconds + fraction)
        .when(text.str.contains(_UNIX_MILLIS)).then(text.cast(pl.Int64, strict=False) * 1000)
        .when(text.str.contains(_UNIX_MICROS)).then(text.cast(pl.Int64, strict=False))
    )  # fmt: skip
    return pl.DataFrame({"text": texts}).select(number.alias("date")).to_series()


def _checked(text: str) -> str:
    """A strptime format in the parser's spelling, tried on a date of its own."""
    import polars as pl

    shape = text.replace(".%f", "%.f").replace("%z", "%#z")
    sample = datetime(2001, 12, 31, 23, 58, 59, tzinfo=UTC)
    written = sample.strftime(text)
    try:
        read = pl.Series([written]).str.to_datetime(
            shape, strict=False, time_unit="us", time_zone="UTC" if "z" in shape else None
        )
    except pl.exceptions.PolarsError:
        read = pl.Series([None])
    if read[0] is None or read[0].year != sample.year:
        raise InvalidMappingError(
            f"date format {text!r}",
            problem="it does not read a date back. Use strptime's letters, for example '%d/%m/%Y %H:%M'.",
        )
    return shape
