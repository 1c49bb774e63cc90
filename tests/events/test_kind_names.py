"""The word of a kind, in English or as a shop writes it."""

from __future__ import annotations

import pytest

from events.errors import UnknownKindError
from events.meaning.kind_names import kind_named
from events.vocabulary.kinds import Kind


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("paid", Kind.PAID),
        ("refunds", Kind.REFUNDED),
        ("legacy", Kind.LEGACY),
        ("bezahlt", Kind.PAID),
        ("Versandt", Kind.SHIPPED),
        ("remboursé", Kind.REFUNDED),
        ("anulowane", Kind.CANCELLED),
    ],
)
def test_a_kind_is_named_in_english_or_in_the_words_of_a_shop(word: str, kind: Kind) -> None:
    assert kind_named(word) is kind


@pytest.mark.parametrize("word", ["payed", "nothing", "Teilweise bezahlt"])
def test_what_names_no_kind_or_only_a_part_of_one_is_refused(word: str) -> None:
    with pytest.raises(UnknownKindError):
        kind_named(word)
