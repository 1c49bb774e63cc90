"""Dates that each row has twice, in the shop's time and in UTC: `post_date` and `post_date_gmt`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from importers.column_words import simple
from importers.inference.date_columns import offsets
from importers.mapping.column_mapping import Template, Value, of_column

if TYPE_CHECKING:
    import polars as pl

    from importers.inference.value_profile import ValueProfile

_UTC = frozenset("utc gmt".split())
_WEAK = frozenset("at on in as the local".split())
"""Words that only one of the two names may have."""

_MOST = 0.8
"""The share of dates with a time of day from which a column is one of these."""


def utc_columns(looks: Sequence[ValueProfile]) -> Mapping[str, str]:
    """The names of columns of local times, each with that of the column with the same times in UTC."""
    timed = [look.name for look in looks if look.dates > _MOST and look.hours > _MOST]
    local = {_subject(name): name for name in reversed(timed) if not _words(name) & _UTC}
    utc = {_subject(name): name for name in timed if _words(name) & _UTC}
    return {name: utc[of] for of, name in local.items() if of and of in utc}


def in_utc(date: Value, pairs: Mapping[str, str], frame: pl.DataFrame) -> Value:
    """The date in UTC, or in local time where that is missing. It stays as it was if no column has it in UTC,
    or if only some dates of that column say a zone: how to read the others is not known."""
    column = date[0].column or ""
    if column not in pairs:
        return date
    utc = pairs[column]
    says_zone = offsets(frame[utc])
    if 0 < says_zone < 1:
        return date
    return (*(of_column(utc) if says_zone else (Template(("", " UTC"), (utc,)),)), *date)


def _words(name: str) -> set[str]:
    return {*simple(name).split("_")}


def _subject(name: str) -> frozenset[str]:
    """What a column is the time of, by its name."""
    return frozenset(_words(name) - _UTC - _WEAK)
