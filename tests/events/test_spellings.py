"""Words are found in whatever way an umlaut or a foreign letter was typed, and no others are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Text, literal, select
from sqlalchemy.orm import Session

from events import search
from events.database.spellings import spellings
from events.database.text_match import contains_unaccented
from events.filters import Filters
from events.models import Order
from events.order import events as order_events

FOUND = (
    ("Ware beschädigt", "beschaedigt"),
    ("Ware beschaedigt", "beschädigt"),
    ("Übergabe in München", "muenchen"),
    ("Übergabe in München", "uebergabe"),
    ("Lange Straße 5", "Strasse"),
    ("Lange Strasse 5", "Straße"),
    ("Magazyn w Łodzi", "lodzi"),
    ("Hej Jørgensen", "jorgensen"),
    ("Hej Jorgensen", "Jørgensen"),
    ("Fra Bækgaard", "baekgaard"),
)
OTHERS = (
    *(("The queue", "quue"), ("Dosis", "does"), ("Blume", "blue"), ("neu", "neue"), ("valet", "value")),
    *(("Status changed", "statues"), ("Michal called", "Michael"), ("Janusz from Venus", "venues")),
)


def test_a_search_finds_other_spellings_and_marks_them(
    reader: Connection, session: Session, order: Order
) -> None:
    for message in dict.fromkeys(text for text, _ in (*FOUND, *OTHERS)):
        order_events.other_event(
            order=order, user=None, message=message, date=datetime(2020, 1, 1, tzinfo=UTC)
        )
    session.commit()
    list(search.prepare(reader))
    for text, typed in (*FOUND, *OTHERS):
        query = search.parse(typed)
        found = search.find(reader, query, Filters(), limit=50, by_rank=True)
        is_found = text in [entry.message for entry in found.entries]
        assert is_found is ((text, typed) in FOUND), (text, typed)
        assert bool(query.spans(text)) is is_found, (text, typed)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Jörg Müller", "mueller"),
        ("Joerg Mueller", "müller"),
        ("München", "muenchen"),
        ("Oettl", "öttl"),
        ("Frau Ärger", "frau aerger"),
    ],
)
def test_people_are_found_with_umlauts_typed_otherwise(reader: Connection, stored: str, typed: str) -> None:
    assert reader.scalar(select(contains_unaccented(literal(stored, Text), typed)))


@pytest.mark.parametrize(
    "piece", ["jane.doe@shop.example", "209.13", "AU-20234", "neue", "parcel left", 61 * "o"]
)
def test_what_is_no_word_of_its_own_has_one_spelling(piece: str) -> None:
    assert spellings(piece) == [piece]
