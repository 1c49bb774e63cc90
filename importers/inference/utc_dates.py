"""Dates that stand twice in a row, by a shop's clock and as UTC: `post_date` and `post_date_gmt`."""

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
"""Words that the name of one of both may lack."""

_MOST = 0.8
"""The share of a column's values that are dates with a time of day, from which on it is a column of these."""


def utc_columns(looks: Sequence[ValueProfile]) -> Mapping[str, str]:
    """By the name of a column of local times, that of the column with the same times as UTC."""
    timed = [look.name for look in looks if look.dates > _MOST and look.hours > _MOST]
    local = {_subject(name): name for name in reversed(timed) if not _words(name) & _UTC}
    utc = {_subject(name): name for name in timed if _words(name) & _UTC}
    return {name: utc[of] for of, name in local.items() if of and of in utc}


def in_utc(date: Value, pairs: Mapping[str, str], frame: pl.DataFrame) -> Value:
    """The date as it is in UTC, and by the clock where that is missing; as it was if no column has it, or one
    whose dates say a zone now and then: how to read the others is not known."""
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
