"""Codes of an import's messages: those that classifying gives, as far as that takes no time."""

from __future__ import annotations

from events.meaning.kind_codes import UNKNOWN, stored_code
from importers.kind_codes import SKIPPED, TemplateCodes

SAID = (
    ("Captured amount of £5.00 online.", None),
    ("Zażółć gęślą jaźń 17", "paid"),
    ("Zażółć gęślą jaźń 17", "note"),
    ("paid: 17", "paid"),
    ("", None),
    ("Shipped " + "with care and 17 stamps " * 20, None),
    ("Refunded £7.00", "status 2"),
    ("Refunded £7.00", "status 3"),
)


def code(text: str, word: str | None) -> int:
    return stored_code("other", text, word)


def test_codes_are_those_that_classifying_gives_whatever_the_digits() -> None:
    codes = TemplateCodes()
    for digit in "789":
        said = [(text.replace("7", digit), word) for text, word in (*SAID, *SAID)]
        messages, words = zip(*said, strict=True)
        found = codes.of([text.encode() for text in messages], words)
        assert found == [code(text, word) for text, word in said]


def test_an_import_classifies_only_so_many_new_templates_of_a_chunk() -> None:
    codes, shipped = TemplateCodes(1), code("Shipped 1", None)
    messages = [b"Shipped 17", b"Order placed", b"Shipped 18"]
    assert codes.of(messages, [None] * 3) == [shipped, UNKNOWN, shipped]
    assert codes.of(messages, [None] * 3) == [shipped, code("Order placed", None), shipped]


def test_an_import_of_free_text_looks_only_now_and_then_for_what_it_knows() -> None:
    codes = TemplateCodes(1)
    shipped, letters = code("Shipped 1", None), "abcdefghi"
    assert codes.of([b"Shipped 17", *(b"word " + one.encode() for one in letters)], [None] * 10) == [
        shipped,
        *[UNKNOWN] * 9,
    ]
    assert [codes.of([b"Shipped 18"], [None]) for _ in range(SKIPPED + 1)] == [*[None] * SKIPPED, [shipped]]
