"""Legacy date texts to moments in UTC, a column at a time, with a named cause for each that is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from events import clock
from events.database.types import to_microseconds
from importers.mapping.dates.doubts import doubtful
from importers.mapping.dates.formats import (
    JSON_DATE,
    NO_DAY,
    ZERO,
    fast_formats,
    ordered_formats,
)
from importers.mapping.dates.moments import Moments, joined, no_moments
from importers.mapping.dates.numbers import read_numbers
from importers.mapping.dates.order import count_turned
from importers.mapping.dates.spellings import COMPACT, SPELLINGS
from importers.mapping.dates.strptime import checked, count_hits, fitting, read_as, with_years
from importers.mapping.dates.weekdays import other_weekdays
from importers.reject_codes import Code

if TYPE_CHECKING:
    import polars as pl

    from importers.mapping.dates.columnwise import LayoutReader

DAY = 86_400_000_000
_FUTURE_GRACE = 2 * DAY
"""Zones and drifting clocks put an honest event up to this far ahead."""

_ZEROS = ((1, 1, 1), (1601, 1, 1), (1753, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1904, 1, 1))
"""Days that .NET, Windows, SQL Server and spreadsheets write for no date, with any time: a cell that holds
only a time has the first day of its calendar."""

_EARLIEST = to_microseconds(datetime(1900, 1, 1, tzinfo=UTC))
"""No shop's history is older: an earlier year is one of another calendar, or a mistake."""

_SAMPLE = 100
_ISO = [
    f"%Y-%m-%d {clock}" for clock in ("%H:%M:%S%.f", "%H:%M:%S%.f%#z", "%I:%M:%S%.f %p", "%I:%M:%S%.f %p%#z")
]

_DATE_LIKE = [
    code.value
    for code in (
        Code.DATE_AMBIGUOUS,
        Code.DATE_ZONE,
        Code.DATE_ZERO,
        Code.DATE_1970,
        Code.DATE_EARLY,
        Code.DATE_FUTURE,
    )
]


class DateParser:
    """Reads the dates of one input.

    Without `formats`, every format of the table is understood; `orders` are pairs of a mark and the order
    that the column decided, or of a kind of dates that it makes doubtful and nothing (see
    `order.DateOrder`). With `formats` (strptime's), only these are read, the first that fits, and what
    `with_years` adds to them. An offset in the text wins over `tz`. A local time that a clock change skipped
    moves forward, a repeated one is the first of the two; both are counted. Raises `InvalidMappingError` for
    a format that reads no date back.
    """

    def __init__(
        self, *, formats: Sequence[str] = (), tz: str = "", orders: Sequence[tuple[str, str]] = ()
    ) -> None:
        self._zone = tz or "UTC"
        self._assumed = not tz
        self._given = bool(formats)
        self._orders = {mark: order for mark, order in orders if order}
        self._doubts = [kind for kind, order in orders if not order]
        judged = [one for mark, order in self._orders.items() for one in ordered_formats(mark, order)]
        self._formats = with_years([checked(text) for text in formats]) or [*fast_formats(), *judged]

    def parse(self, texts: pl.Series) -> Moments:
        """The moments of `texts`, in their order."""
        read = self._read(texts, self._formats[0])
        if read.micros.null_count() > texts.null_count():
            left = _without_zeros(texts, read)
            for reader in [self._in_formats] if self._given else self._readers:
                if read.micros.null_count() == left.null_count():
                    break
                read = self._filled(read, left, reader)
        code = self._codes(texts, read)
        for kind in self._doubts:
            code = code.set(doubtful(texts, kind) & code.is_null(), Code.DATE_AMBIGUOUS.value)
        left = texts.clear() if self._given else texts.filter(code == Code.DATE.value)
        turned = count_turned(left, orders=self._orders, doubts=self._doubts)
        return replace(read, micros=read.micros.set(code.is_not_null(), None), code=code, turned=turned)

    @cached_property
    def _layouts(self) -> LayoutReader:
        """Made only for dates that no format reads, since it loads what reads single texts."""
        from importers.mapping.dates.columnwise import LayoutReader

        return LayoutReader(orders=self._orders, tz="" if self._assumed else self._zone)

    @property
    def _readers(self) -> list[Callable[[pl.Series], Moments]]:
        """From the fastest to the slowest; the last one is exact and reads what the others do."""
        return [
            self._in_likely_formats,
            self._as_numbers,
            self._by_layout,
            self._respelled,
            self._one_by_one,
        ]

    def _filled(self, read: Moments, texts: pl.Series, reader: Callable[[pl.Series], Moments]) -> Moments:
        """`read` with what `reader` makes of the texts that have no moment yet."""
        unread = (read.micros.is_null() & texts.is_not_null()).arg_true()
        if not len(unread):
            return read
        more = reader(texts.gather(unread))
        return joined(
            replace(
                read,
                micros=read.micros.scatter(unread, more.micros),
                code=read.code.scatter(unread, more.code),
            ),
            more,
        )

    def _in_likely_formats(self, texts: pl.Series) -> Moments:
        """In the columnwise formats that read any of a sample, the most frequent first.

        They stay first for the next texts: no two formats of the table differ in what they read.
        """
        sample = texts.gather_every(max(1, len(texts) // _SAMPLE)).str.strip_chars()
        hits = count_hits(sample, self._formats)
        # Replaced, not sorted in place: another thread may be reading the next chunk's dates.
        self._formats = likely = sorted(hits, key=lambda pattern: -hits[pattern])
        return self._in(texts, [pattern for pattern in likely if hits[pattern]])

    def _in_formats(self, texts: pl.Series) -> Moments:
        """In every columnwise format; given ones keep their order, since two of them may fit."""
        return self._in(texts, self._formats)

    def _in(self, texts: pl.Series, patterns: Sequence[str]) -> Moments:
        moments = no_moments(len(texts))
        if not patterns:
            return moments
        texts = texts.str.strip_chars()
        texts = texts.set(texts.str.contains(ZERO) | (texts.str.len_bytes() == 0), None)
        for pattern in fitting(texts, patterns):
            left = (moments.micros.is_null() & texts.is_not_null()).arg_true()
            if not len(left):
                break
            found = self._read(texts.gather(left), pattern)
            moments = joined(replace(moments, micros=moments.micros.scatter(left, found.micros)), found)
        return moments

    def _as_numbers(self, texts: pl.Series) -> Moments:
        """As a count of seconds, or as digits that no separator divides."""
        texts = texts.str.strip_chars().str.replace(JSON_DATE, "${1}")
        read = replace(no_moments(len(texts)), micros=read_numbers(texts))
        compact = texts.set(~texts.str.contains(r"^\d{8}"), None)
        return self._filled(read, compact, self._compact) if compact.count() else read

    def _compact(self, texts: pl.Series) -> Moments:
        return self._in_likely_formats(_spelled(texts, COMPACT))

    def _by_layout(self, texts: pl.Series) -> Moments:
        """By the place of each part, which texts have in common that differ only in their digits."""
        texts = texts.str.strip_chars()
        return self._iso(self._layouts.iso_texts(texts), texts)

    def _respelled(self, texts: pl.Series) -> Moments:
        """In every columnwise format, in the usual spelling."""
        return self._in_formats(_spelled(texts.str.strip_chars(), SPELLINGS))

    def _one_by_one(self, texts: pl.Series) -> Moments:
        """By the whole table, each different text once."""
        import polars as pl

        from importers.mapping.dates.text import read_text

        texts = texts.str.strip_chars()
        different = texts.drop_nulls().unique()
        tz = "" if self._assumed else self._zone
        found = {text: read_text(text, orders=self._orders, tz=tz) for text in different if text}
        isos = {text: reading.iso or None for text, reading in found.items()}
        codes = {text: reading.code and reading.code.value for text, reading in found.items()}
        if not found:
            return no_moments(len(texts))
        return replace(
            self._iso(texts.replace_strict(isos, default=None, return_dtype=pl.String), texts),
            code=texts.replace_strict(codes, default=None, return_dtype=pl.String),
        )

    def _iso(self, isos: pl.Series, texts: pl.Series) -> Moments:
        """Dates in ISO 8601, in 24 or 12 hours, with an offset or without; `texts` are what they were."""
        read = no_moments(len(isos))
        if not isos.count():
            return read
        for pattern in _ISO:
            read = self._filled(read, isos, partial(self._read, pattern=pattern))
        return replace(read, weekdays=other_weekdays(texts, isos))

    def _read(self, texts: pl.Series, pattern: str) -> Moments:
        nothing = no_moments(len(texts))
        naive = read_as(texts, pattern)
        if "z" in pattern:
            return replace(nothing, micros=naive.to_physical())
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
        codes = pl.Series("code", [None], dtype=pl.String).new_from_index(0, len(texts))
        has_all = len(micros) > 0 == micros.null_count()
        if has_all and cast(int, micros.min()) >= DAY and cast(int, micros.max()) <= latest:
            return codes
        strange = (micros.is_null() | (micros < DAY) | (micros > latest)).arg_true()
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


def are_dates(texts: pl.Series) -> pl.Series:
    """Which of `texts` are dates, those included that are ambiguous or stand for a missing date."""
    read = DateParser().parse(texts)
    return read.micros.is_not_null() | read.code.is_in(_DATE_LIKE)


def _cause(latest: int) -> pl.Expr:
    """The code of columns text, moment and code; null where nothing is wrong."""
    import polars as pl

    text, moment, code = pl.col("text"), pl.col("moment"), pl.col("code")
    unread = moment.is_null()
    return (
        pl.when(text.is_null() | (text == "")).then(pl.lit(Code.DATE_EMPTY.value))
        .when((unread & text.str.contains(ZERO)) | _is_zero()).then(pl.lit(Code.DATE_ZERO.value))
        .when(unread).then(pl.coalesce(code, pl.lit(Code.DATE.value)))
        .when(moment.is_between(-DAY, DAY)).then(pl.lit(Code.DATE_1970.value))
        .when(moment < _EARLIEST).then(pl.lit(Code.DATE_EARLY.value))
        .when(moment > latest).then(pl.lit(Code.DATE_FUTURE.value))
        .otherwise(None)
    )  # fmt: skip


def _without_zeros(texts: pl.Series, read: Moments) -> pl.Series:
    """The texts, null for each `0000-00-00` that has no moment: old MySQL tables hold many of these, and no
    reader reads them."""
    unread = read.micros.is_null().arg_true()
    zeros = unread.filter(texts.gather(unread).str.contains(NO_DAY).fill_null(value=False))
    return texts.clone().scatter(zeros, None) if len(zeros) else texts


@lru_cache(maxsize=1)
def _is_zero() -> pl.Expr:
    """Whether the moment lies in one of the `_ZEROS`, in any zone."""
    import polars as pl

    moment = pl.col("moment")
    days = [to_microseconds(datetime(*day, tzinfo=UTC)) for day in _ZEROS]
    return pl.any_horizontal(moment.is_between(day - DAY // 2, day + DAY + DAY // 2) for day in days)


def _spelled(texts: pl.Series, spellings: Sequence[tuple[str, str]]) -> pl.Series:
    for pattern, replacement in spellings:
        texts = texts.str.replace(pattern, replacement)
    return texts
