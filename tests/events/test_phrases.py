"""What the staff of shops write is understood in twelve languages, and nothing that only looks like it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from events.meaning import patterns as message_patterns
from events.meaning import phrase_words
from events.meaning.classify import classify_text
from events.meaning.message_meanings import meaning_of_message
from events.meaning.phrases import expanded, phrases
from events.vocabulary.kinds import Kind

DATA = Path(__file__).parent / "data"


def _lines(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_what_staff_say_happened_is_understood() -> None:
    given = [line.split("\t") for line in _lines("said.txt")]
    assert len(given) > 440
    assert [
        (kind, text, found)
        for kind, text in given
        if (found := classify_text(text).display_kind.word) != kind
    ] == []


def test_what_is_asked_denied_planned_or_of_something_else_stays_legacy() -> None:
    given = _lines("not_said.txt")
    assert len(given) > 340
    found = {text: classify_text(text).kind for text in given}
    assert {text: kind for text, kind in found.items() if kind is not Kind.LEGACY} == {}


@pytest.mark.parametrize(
    ("text", "money", "carrier", "tracking"),
    [
        ("Payment taken £12", "£12", "", ""),
        ("Kunde hat bezahlt", "", "", ""),
        ("Betrag von 19,90 € erstattet", "19,90 €", "", ""),
        ("Sent with DHL", "", "DHL", ""),
        ("Mit DHL versendet, Sendungsnummer 00340434161094042557", "", "DHL", "00340434161094042557"),
        ("Mit DHL versendet (DHL 00340434161094040001)", "", "DHL", "00340434161094040001"),
        ("Posted Royal Mail Tracked 48.", "", "Royal Mail Tracked 48", ""),
        ("佐川急便で発送しました", "", "佐川急便", ""),
    ],
)
def test_amount_carrier_and_tracking_number_are_taken_from_a_sentence(
    text: str, money: str, carrier: str, tracking: str
) -> None:
    for found in (classify_text(text), meaning_of_message(text)):
        assert (found.money, found.carrier, found.tracking) == (money, carrier, tracking)


@pytest.mark.parametrize(
    "text",
    [
        "Customer paid 12.00 EUR too little",
        "Paid by card. Not ours?",
        "Paid by card, as she says",
        "Posted 2nd class, the wrong one",
        "Paid by card " + "x " * 100,
    ],
)
def test_a_sentence_that_says_more_is_not_understood(text: str) -> None:
    assert classify_text(text).kind is Kind.LEGACY


def test_a_comment_beside_a_status_is_understood_in_the_same_way() -> None:
    found = classify_text("processing: Paid by card", "processing")
    assert found.display_kind is Kind.PAID


def test_the_longest_word_of_every_sentence_stands_in_its_phrase() -> None:
    for kind, phrase in phrases():
        for sentence in expanded(phrase):
            key = max(sentence.split(), key=len)
            assert key in phrase, (kind, phrase, sentence)
            words = set(re.findall(r"[^\W\d_]+", sentence))
            assert words <= {*"PMCHD"} or not message_patterns.phrase_keys().isdisjoint(words), sentence


def test_a_sentence_has_one_kind() -> None:
    kinds: dict[str, set[Kind]] = {}
    for kind, phrase in phrases():
        for sentence in expanded(phrase):
            kinds.setdefault(sentence, set()).add(kind)
    assert {sentence: found for sentence, found in kinds.items() if len(found) > 1} == {}


def test_no_digit_decides() -> None:
    lists = (phrase_words.MEANS, phrase_words.CARRIER, phrase_words.HANDED, *phrase_words.PHRASES.values())
    assert not [text for text in lists if any(digit in text.replace("{1,2}", "") for digit in "3567890")]
