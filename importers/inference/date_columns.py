"""Columns that complete each other to a date: of several each row fills one, or time and zone stand apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from events.next_commands import quoted
from importers.column_words import simple
from importers.inference.name_score import named
from importers.inference.value_profile import ValueProfile
from importers.mapping.column_mapping import Template, Value
from importers.mapping.dates.zones import IN_COLUMN, is_zone

if TYPE_CHECKING:
    import polars as pl

_DATES = 0.8
"""The share of a column's values that are dates, from which on it is a column of dates."""

_MOST = 0.8

_WHEN = frozenset("of the at day local entry event de do da del".split())
"""Words that say nothing of what a time is the time of, or that it is the record's."""

_ZONES = frozenset(
    "tz timezone time_zone zone tz_name tz_offset timezone_offset utc_offset gmt_offset offset utc gmt "
    "zeitzone zeitverschiebung utc_abweichung fuseau fuseau_horaire decalage_horaire zona_horaria "
    "huso_horario fuso fuso_orario fuso_horario tijdzone strefa strefa_czasowa tidszon tidssone tidszone "
    "casove_pasmo casova_zona idozona fus_orar saat_dilimi aikavyohyke часовой_пояс タイムゾーン 时区".split()
)
"""Names of columns that hold the zone of the dates beside them, or its offset from UTC."""


def in_full(date: Value, looks: Sequence[ValueProfile], frame: pl.DataFrame) -> Value:
    """The date, with the columns that hold its time of day and its zone."""
    return _with_zone(_with_time(date, looks), looks, frame)


def unread_zone(used: Sequence[str], frame: pl.DataFrame) -> str:
    """A sentence on a column that seems to hold the zone of the dates in the columns `used`, and is not among
    these; empty if there is none, or the dates say their zone."""
    names = [name for name in frame.columns if simple(name) in _ZONES and name not in used]
    texts = {name: _texts(frame[name]) for name in names}
    name = next((name for name in names if texts[name]), "")
    own = [name for name in used if name in frame.columns]
    if not name or any(offsets(frame[date]) for date in own) or any(_says_zone(frame[date]) for date in own):
        return ""
    found = f"{name} seems to hold the zone of the dates ({texts[name][0]})"
    if any(map(is_zone, texts[name])) and own:
        parts = " ".join(f"{{{column}}}" for column in (*own[:2], name))
        return f"{found} and is not read: --set {quoted(f'date={parts}')} reads it."
    return f"{found}, in words that are not understood here: --tz gives it, such as --tz Europe/Berlin."


def _with_time(date: Value, looks: Sequence[ValueProfile]) -> Value:
    """Dates without a time of day, completed by the one column that is called time and holds some: not when
    a parcel is wanted, nor how long a call took."""
    days = [look for look in looks if look.name == date[0].column and look.hours < 0.1]
    times = [look for look in looks if look.clock > 0.8 and _is_of(look.name, date[0].column)]
    if not days or len(times) != 1:
        return date
    return (Template(("", " ", ""), (days[0].name, times[0].name)), *date)


def _with_zone(date: Value, looks: Sequence[ValueProfile], frame: pl.DataFrame) -> Value:
    """Dates with a time of day that say no zone, completed by the one column that is called zone
    and mostly holds some. A record whose zone is none is rejected then: it decides nothing about the others.
    """
    first, used = date[0], [name for way in date for name in way.columns]
    zones = [name for name in frame.columns if simple(name) in _ZONES and name not in used]
    has_time = len(first.columns) > 1 or any(
        look.hours > _MOST for look in looks if look.name == first.column
    )
    if len(zones) != 1 or not has_time or any(offsets(frame[name]) > 1 - _MOST for name in used):
        return date
    if not _are_mostly_zones(frame[zones[0]]):
        return date
    return (Template((*first.texts[:-1], " ", ""), (*first.columns, zones[0])), *date)


def _are_mostly_zones(cells: pl.Series) -> bool:
    """Whether more than half of the cells that are no blanks are zones: not those of a warehouse, A to Z."""
    filled = cells.drop_nulls().str.strip_chars()
    filled = filled.filter(filled != "")
    zones = [text for text in _texts(cells) if is_zone(text)]
    return 2 * int(filled.is_in(zones).sum()) > len(filled)


def _is_of(time: str, date: str | None) -> bool:
    """Whether a column is called time, and what else it is called the date is called, too."""
    words = {word for word in simple(time).split("_") if not named("time", word)}
    return bool(named("time", time)) and words <= {*simple(date or "").split("_"), *_WHEN}


def _texts(cells: pl.Series) -> list[str]:
    """The different texts of a column that are no blanks."""
    found: list[str] = cells.drop_nulls().str.strip_chars().unique(maintain_order=True).to_list()
    return [text for text in found if text]


def _says_zone(dates: pl.Series) -> bool:
    """Whether these are zones, and no dates."""
    texts = _texts(dates)
    return bool(texts) and all(map(is_zone, texts))


def completing(columns: Sequence[str], frame: pl.DataFrame) -> list[str]:
    """The first of `columns`, and those of the others that hold the date where it has none.

    Empty unless exactly one of them is filled in every row: where two are, they are dates of two things.
    """
    if not columns or not frame.height:
        return []
    found, covered = [columns[0]], _is_filled(frame, columns[0])
    for name in columns[1:]:
        filled = _is_filled(frame, name)
        if filled.any() and not (filled & covered).any():
            found, covered = [*found, name], filled | covered
    return found if len(found) > 1 and covered.all() else []


def gap_note(
    columns: Sequence[str], used: Sequence[str], frame: pl.DataFrame, *, given: Sequence[str]
) -> str:
    """A sentence that names a column of dates outside `used` that is filled where the date `columns` are
    empty; empty if there is none. `given` are the date's values in the mapping."""
    own = [name for name in columns if name in frame.columns]
    if not own or len(own) < len(columns):
        return ""
    empty = frame
    for name in own:
        empty = empty.filter(~_is_filled(empty, name))
    for name in (name for name in frame.columns if name not in used and empty.height):
        filled = int(_is_filled(empty, name).sum())
        if filled and ValueProfile.at(empty[name]).dates > _DATES:
            sets = " ".join(f"--set {quoted(f'date={value}')}" for value in (*given, name))
            where = f"{empty.height:,} of the first {frame.height:,} records"
            return f"No date in {' or '.join(own)} in {where}; {name} has one in {filled:,} of them: {sets}."
    return ""


def _is_filled(frame: pl.DataFrame, name: str) -> pl.Series:
    import polars as pl

    from importers.mapping.expressions import filled

    return frame.select(filled(pl.col(name)).is_not_null()).to_series()


def offsets(dates: pl.Series) -> float:
    """The share of dates that state their zone or offset from UTC."""
    filled = dates.drop_nulls()
    filled = filled.filter(filled.str.strip_chars() != "")
    return float(filled.str.contains(IN_COLUMN).mean() or 0.0) if len(filled) else 0.0  # type: ignore[arg-type]
