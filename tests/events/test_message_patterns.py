"""Every pattern of messages is found by words that are derived from it."""

from __future__ import annotations

import json
import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.index_words import NoIndexWordsError, index_words
from events.meaning import patterns as message_patterns
from events.meaning.patterns import PATTERNS, MessagePattern, by_word, derive_words, pattern, words_of

WORD = re.compile(r"[^\W_]+")


@pytest.mark.parametrize("row", PATTERNS, ids=lambda row: f"{row.kind}-{row.pattern[:40]}")
def test_the_words_of_every_pattern_can_be_derived(row: MessagePattern) -> None:
    try:
        assert words_of(row.pattern)
    except NoIndexWordsError as error:
        pytest.fail(f"The pattern for {row.kind} would never be tried. {error}")


def test_the_words_that_are_kept_for_a_fast_start_are_those_that_are_derived() -> None:
    kept = json.loads(message_patterns.WORDS_FILE.read_text(encoding="utf-8"))
    assert kept == derive_words(), (
        "events/pattern_words.json is not up to date with PATTERNS (all works, but starts slower): run "
        "python -m events.meaning.patterns"
    )


@given(st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_text_that_matches_a_pattern_contains_one_of_its_words(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(PATTERNS) - 1))
    text = data.draw(st.from_regex(pattern(number), alphabet=st.characters(codec="utf-8")))
    words = set(WORD.findall(text.casefold()))
    assert any(number in by_word().get(word, ()) for word in words), (
        text,
        words_of(PATTERNS[number].pattern),
    )


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (r"^paid\b", {"paid"}),
        (r"^(?:was |has been )?shipped(?=[.,]|$)", {"shipped"}),
        (r"^(?:bestel(?:lings)?)status\b", {"bestelstatus", "bestellingsstatus"}),
        (r"^cancell?ed\b", {"canceled", "cancelled"}),
        (r"^(?:order|parcel) (?:\d+ )?sent\b", {"sent"}),
        (r"\be-?mail sent\b", {"sent"}),
        (r"^enviad[oa] ", {"enviado", "enviada"}),
        (r"^STRASSE\b", {"strasse"}),
    ],
)
def test_words_are_complete_and_one_is_in_every_match(expression: str, words: set[str]) -> None:
    assert index_words(expression) == words


@pytest.mark.parametrize("expression", [r"paid", r"^paid", r"^\w+\b", r"^(?:paid )?x*", r"^pa.d\b", ""])
def test_an_expression_without_a_complete_word_is_refused_with_advice(expression: str) -> None:
    with pytest.raises(NoIndexWordsError, match=r"Begin it with \^"):
        index_words(expression)


def test_a_field_may_occur_twice_in_a_pattern() -> None:
    from events.meaning.classify import classify_text

    assert classify_text("Bank transfer received: £86.50").money == "£86.50"
    assert classify_text("Bank transfer of £86.50 received").money == "£86.50"
    assert classify_text("86,50 € wurden erstattet").money == "86,50 €"
    assert classify_text("Numéro de suivi : 6A12345678901").tracking == "6A12345678901"


def test_a_new_row_is_found_without_a_list_of_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    from events.meaning.classify import classify_text
    from events.vocabulary.kinds import Kind

    row = MessagePattern(Kind.SHIPPED, r"^lähetetty (?:kuljetusliikkeen )?{carrier} kautta\b")
    monkeypatch.setattr(message_patterns, "PATTERNS", (*PATTERNS, row))
    for cached in (by_word, pattern, classify_text):
        cached.cache_clear()
    try:
        assert classify_text("Lähetetty DHL kautta").kind is Kind.SHIPPED
    finally:
        monkeypatch.undo()
        for cached in (by_word, pattern, classify_text):
            cached.cache_clear()


SPACES = " " * 50_000


@pytest.mark.parametrize("beginning", ["Tracking", "Rechnung", "Facture", "Captured $20.00, payment"])
@pytest.mark.parametrize(
    "filling", [SPACES, f" {'1' * len(SPACES)}", "-payment" * 8_000], ids=["spaces", "digits", "words"]
)
def test_a_long_message_is_classified_in_linear_time(beginning: str, filling: str) -> None:
    """Of quadratic patterns, this length takes minutes."""
    from events.meaning.classify import classify_text

    start = time.process_time()
    classify_text(f"{beginning}{filling}\x01")
    assert time.process_time() - start < 5
