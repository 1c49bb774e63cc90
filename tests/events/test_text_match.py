"""Text comparison without case: Python, SQLite and PostgreSQL agree."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Text, literal, select

from events.database.text_match import contains, contains_unaccented, equals, fold

PAIRS = [
    ("Straße", "STRASSE"),
    ("STRAẞE", "strasse"),
    ("İstanbul", "istanbul"),
    ("ΟΔΟΣ", "οδος"),
    ("Zoë", "ZOË"),
    ("ÄRGER", "ärger"),
    ("Żółw", "żÓŁW"),
]


@pytest.mark.parametrize(("stored", "typed"), PAIRS)
def test_a_text_equals_itself_in_another_case(reader: Connection, stored: str, typed: str) -> None:
    assert fold(stored) == fold(typed)
    for a, b in ((stored, typed), (typed, stored)):
        if not b.isascii():
            assert reader.scalar(select(equals(literal(a, Text), b)))
            assert reader.scalar(select(contains(literal(f"<{a}>", Text), b)))


@pytest.mark.parametrize("typed", ["muller", "MÜLLER", "Müll", "ller"])
def test_accents_do_not_matter_where_they_are_ignored(reader: Connection, typed: str) -> None:
    assert reader.scalar(select(contains_unaccented(literal("Jörg Müller", Text), typed)))
    assert not reader.scalar(select(contains_unaccented(literal("Jörg Möller", Text), "muller")))
