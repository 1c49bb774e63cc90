"""Legacy date texts to moments in UTC, a column at a time, with a named cause for each that is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from events import clock
from events.database.types import to_microseconds
from importers.errors import InvalidMappingError
from importers.mapping.dates.formats import NUMBERS, SPELLINGS, ZERO, fast_formats, ordered_formats
from importers.mapping.dates.text import read_text
from importers.reject_codes import Code

if TYPE_CHECKING:
    import polars as pl

DAY = 86_400_000_000
_FUTURE_GRACE = 2 * DAY
"""Zones and drifting clocks put an honest event up to this far ahead."""

_ZEROS = ((1, 1, 1), (1601, 1, 1), (1753, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1904, 1, 1))
"""Days that .NET, Windows, SQL Server and spreadsheets write for no date, with any time: a cell that holds
only a time has the first day of its calendar."""


_DATE_LIKE = [
    code.value
    for code in (Code.DATE_AMBIGUOUS, Code.DATE_ZONE, Code.DATE_ZERO, Code.DATE_1970, Code.DATE_FUTURE)
]


@dataclass(frozen=True, kw_only=True)
class Moments:
    """`micros` is microseconds since 1970 UTC, null where `code` gives the cause. Counts are of records."""

    micros: pl.Series
    code: pl.Series
    gaps: int
    folds: int
    assumed_utc: int


class DateParser:
    """Reads the dates of one input.

    Without `formats`, every format of the table is understood; `orders` are pairs of a mark and the order
    that the column decided (see `order.DateOrder`). With `formats` (strptime's), only these are read, the
    first that fits. An offset in the text wins over `tz`. A local time that a clock change skipped moves
    forward, a repeated one is the first of the two; both are counted. Raises `InvalidMappingError` for a
    format that reads no date back.
    """

    def __init__(
        self, *, formats: Sequence[str] = (), tz: str = "", orders: Iterable[tuple[str, str]] = ()
    ) -> None:
        self._zone = tz or "UTC"
        self._assumed = not tz
        self._given = bool(formats)
        self._orders = dict(orders)
        judged = [one for mark, order in self._orders.items() for one in ordered_formats(mark, order)]
        self._formats = [_checked(text) for text in formats] or [*fast_formats(), *judged]

    def parse(self, texts: pl.Series) -> Moments:
        """The moments of `texts`, in their order."""
        read = self._read(texts, self._formats[0])
        read = self._filled(read, texts, self._in_formats)
        if not self._given:
            read = self._filled(read, texts, self._respelled)
        code = self._codes(texts, read)
        return replace(read, micros=read.micros.set(code.is_not_null(), None), code=code)

    def _filled(self, read: Moments, texts: pl.Series, reader: Callable[[pl.Series], Moments]) -> Moments:
        """`read` with what `reader` makes of the texts that have no moment yet."""
        unread = read.micros.is_null().arg_true()
        if not len(unread):
            return read
        more = reader(texts.gather(unread))
        return _joined(
            replace(
                read,
                micros=read.micros.scatter(unread, more.micros),
                code=read.code.scatter(unread, more.code),
            ),
            more,
        )

    def _in_formats(self, texts: pl.Series) -> Moments:
        """In every columnwise format. The one that fits goes first next time: no two of the table differ in
        what they read; given ones keep their order, since two of them may."""
        moments = _nothing(len(texts))
        texts = texts.str.strip_chars()
        hopeless = texts.str.contains(ZERO) | (texts.str.len_bytes() == 0)
        for pattern in list(self._formats):
            left = (moments.micros.is_null() & ~hopeless.fill_null(True)).arg_true()
            if not len(left):
                break
            found = self._read(texts.gather(left), pattern)
            if found.micros.null_count() == len(found.micros):
                continue
            if not self._given:
                self._formats.remove(pattern)
                self._formats.insert(0, pattern)
            moments = _joined(replace(moments, micros=moments.micros.scatter(left, found.micros)), found)
        return moments

    def _respelled(self, texts: pl.Series) -> Moments:
        """In the usual spelling, as a number, or one text at a time."""
        texts = texts.str.strip_chars()
        plain = texts
        for pattern, replacement in SPELLINGS:
            plain = plain.str.replace(pattern, replacement)
        moments = replace(_nothing(len(texts)), micros=_numbers(plain))
        moments = self._filled(moments, plain.str.strip_chars(), self._in_formats)
        return self._filled(moments, texts, self._one_by_one)

    def _one_by_one(self, texts: pl.Series) -> Moments:
        """By the whole table, each different text once."""
        import polars as pl

        different = texts.drop_nulls().unique()
        tz = "" if self._assumed else self._zone
        found = {text: read_text(text, orders=self._orders, tz=tz) for text in different if text}
        isos = {text: reading.iso or None for text, reading in found.items()}
        codes = {text: reading.code and reading.code.value for text, reading in found.items()}
        if not found:
            return _nothing(len(texts))
        return replace(
            self._iso(texts.replace_strict(isos, default=None, return_dtype=pl.String)),
            code=texts.replace_strict(codes, default=None, return_dtype=pl.String),
        )

    def _iso(self, texts: pl.Series) -> Moments:
        local = self._read(texts, "%Y-%m-%d %H:%M:%S%.f")
        return self._filled(local, texts, lambda rest: self._read(rest, "%Y-%m-%d %H:%M:%S%.f%#z"))

    def _read(self, texts: pl.Series, pattern: str) -> Moments:
        nothing = _nothing(len(texts))
        if "z" in pattern:
            aware = _four_digits(
                texts.str.to_datetime(pattern, strict=False, time_unit="us", time_zone="UTC")
            )
            return replace(nothing, micros=aware.to_physical())
        naive = _four_digits(texts.str.to_datetime(pattern, strict=False, time_unit="us"))
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

    def _codes(self, texts: pl.Series, read: Moments) -> pl.Series:
        """The cause of each text that is no moment, or one that only stands for a missing date."""
        import polars as pl

        micros = read.micros
        latest = to_microseconds(clock.now()) + _FUTURE_GRACE
        strange = (micros.is_null() | (micros < DAY) | (micros > latest)).arg_true()
        codes = pl.Series("code", [None], dtype=pl.String).new_from_index(0, len(texts))
        if not len(strange):
            return codes
        frame = pl.DataFrame(
            {
                "text": texts.gather(strange).str.strip_chars(),
                "moment": micros.gather(strange),
                "code": read.code.gather(strange),
            }
        )
        return codes.scatter(strange, frame.select(_cause(latest)).to_series())


def count_dates(texts: pl.Series) -> int:
    """How many of `texts` are dates, those included that are ambiguous or stand for a missing date."""
    read = DateParser().parse(texts)
    return int((read.micros.is_not_null() | read.code.is_in(_DATE_LIKE)).sum())


def _cause(latest: int) -> pl.Expr:
    """The code of columns text, moment and code; null where nothing is wrong."""
    import polars as pl

    text, moment, code = pl.col("text"), pl.col("moment"), pl.col("code")
    unread = moment.is_null()
    return (
        pl.when(text.is_null() | (text == "")).then(pl.lit(Code.DATE_EMPTY.value))
        .when((unread & text.str.contains(ZERO)) | _is_zero(moment)).then(pl.lit(Code.DATE_ZERO.value))
        .when(unread).then(pl.coalesce(code, pl.lit(Code.DATE.value)))
        .when(moment.is_between(-DAY, DAY)).then(pl.lit(Code.DATE_1970.value))
        .when(moment > latest).then(pl.lit(Code.DATE_FUTURE.value))
        .otherwise(None)
    )  # fmt: skip


def _is_zero(moment: pl.Expr) -> pl.Expr:
    """Whether it lies in one of the `_ZEROS`, in any zone."""
    import polars as pl

    days = [to_microseconds(datetime(*day, tzinfo=UTC)) for day in _ZEROS]
    return pl.any_horizontal(moment.is_between(day - DAY // 2, day + DAY + DAY // 2) for day in days)


def _nothing(height: int) -> Moments:
    """`height` dates of which none is read yet."""
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


def _numbers(texts: pl.Series) -> pl.Series:
    """Microseconds of the texts that are a number of the table's `NUMBERS`, else null."""
    import polars as pl

    text = pl.col("text")
    whole = text.str.split_exact(".", 1).struct[0].cast(pl.Int64, strict=False)
    fraction = text.str.extract(r"\.(\d+)$").str.pad_end(6, "0").cast(pl.Int64, strict=False).fill_null(0)
    ways = [
        pl.when(text.str.contains(f"^(?:{row.pattern})$")).then(whole * row.unit + fraction)
        for row in NUMBERS
    ]
    return pl.DataFrame({"text": texts}).select(pl.coalesce(ways).alias("date")).to_series()


def _checked(text: str) -> str:
    """A strptime format in the spelling of polars, tried on a date of its own."""
    import polars as pl

    pattern = text.replace(".%f", "%.f").replace("%z", "%#z")
    sample = datetime(2001, 12, 31, 23, 58, 59, tzinfo=UTC)
    written = sample.strftime(text)
    try:
        read = pl.Series([written]).str.to_datetime(
            pattern, strict=False, time_unit="us", time_zone="UTC" if "z" in pattern else None
        )
    except pl.exceptions.PolarsError:
        read = pl.Series([None])
    if read[0] is None or read[0].year != sample.year:
        raise InvalidMappingError(
            f"date format {text!r}",
            problem="it does not read a date back. Use strptime's letters, for example '%d/%m/%Y %H:%M'.",
        )
    return pattern
