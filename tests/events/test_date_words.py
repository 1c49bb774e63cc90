"""Days and periods in other languages are those in English."""

from __future__ import annotations

from datetime import UTC

import pytest

from events import moments
from events.errors import InvalidDateError


@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ("heute", "today"),
        ("Gestern", "yesterday"),
        ("gestern um 10:00", "yesterday 10:00"),
        ("vorgestern", "day before yesterday"),
        ("letzte Woche", "last week"),
        ("diesen Monat", "this month"),
        ("letztes Jahr", "last year"),
        ("aujourd’hui", "today"),  # noqa: RUF001 - as a keyboard types it
        ("hier 9:30", "yesterday 9:30"),
        ("la semaine dernière", "last week"),
        ("l'année dernière", "last year"),
        ("ayer a las 10:00", "yesterday 10:00"),
        ("el año pasado", "last year"),
        ("ieri", "yesterday"),
        ("il mese scorso", "last month"),
        ("gisteren", "yesterday"),
        ("wczoraj o 10:00", "yesterday 10:00"),
        ("Dziś", "today"),
        ("w zeszłym tygodniu", "last week"),
        ("ontem", "yesterday"),
        ("i går", "yesterday"),
        ("förra året", "last year"),
        ("včera", "yesterday"),
        ("geçen yıl", "last year"),  # noqa: RUF001 - Turkish
    ],
)
def test_dates_are_read_in_other_languages(typed: str, english: str) -> None:
    assert moments.since(typed, UTC) == moments.since(english, UTC)
    assert moments.until(typed, UTC) == moments.until(english, UTC)


@pytest.mark.parametrize(
    "typed", ["gesternabend", "heute ist kein Tag", "hierher", "machen", "ma è vero", "ma", "ma 10:00"]
)
def test_words_that_only_begin_so_are_no_dates(typed: str) -> None:
    assert not moments.is_day_or_moment(typed)
    with pytest.raises(InvalidDateError):
        moments.since(typed, UTC)
