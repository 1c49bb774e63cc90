# ruff: noqa: RUF001
"""Text comparison without case: Python, SQLite and PostgreSQL agree."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Text, case, cast, func, literal, select, union_all
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB

from events.database.text_match import (
    FOLDED_TO_ASCII,
    contains,
    contains_unaccented,
    equals,
    equals_email,
    fold,
    letters_folded_to,
)
from events.database.value_match import contains_value, may_contain_value

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


DOCUMENTS = (
    '{"message": "Stra\u00dfe K\u212aI\u0130 50% off_season"}', '{"n": 1e5}', '{"n":[0.30000000000000004]}',
    '{"message":"\\u00dcber \\"quoted\\" a/b \\\\ 1\\n2"}',
    '{"ok":true,"deep":{"amount":10.50}}', '{"key":"x"}',
)  # fmt: skip
TYPED = {
    "strasse": 1, "STRASSE kki": 1, "kkii": 1, "50%": 1, "off_s": 1, "offxs": 0, "100000": 1, "0.3": 1,
    "10.5": 1, "über": 1, "\"QUOTED": 1, "a/b": 1, "\\": 1, "1\n2": 1,
    "message": 0, "key": 0, "true": 0, "x": 1, "0": 4,
}  # fmt: skip


def test_a_text_is_found_in_the_values_of_documents(reader: Connection) -> None:
    """The same in both databases, though SQLite looks at most documents as they are written."""
    rows = union_all(*(select(literal(one, Text).label("written")) for one in DOCUMENTS)).subquery()
    document = cast(rows.c.written, JSONB) if reader.dialect.name == "postgresql" else rows.c.written
    wanted = [func.sum(case((contains_value(document, typed), 1), else_=0)) for typed in TYPED]
    found = reader.execute(select(*wanted)).one()
    assert dict(zip(TYPED, found, strict=True)) == TYPED
    may = [func.sum(case((may_contain_value(document, typed), 1), else_=0)) for typed in TYPED]
    assert all(
        one >= TYPED[typed] for typed, one in zip(TYPED, reader.execute(select(*may)).one(), strict=True)
    )


@pytest.mark.parametrize(
    ("typed", "way"), [("parcel", "strpos(lower("), ("missing", " ~ "), ("4711", "strpos(CAST(")]
)
def test_a_server_looks_through_documents_once_and_without_ilike(typed: str, way: str) -> None:
    """ILIKE takes three times as long: it makes small letters of the pattern, too, for each document."""
    sought = contains_value(literal("{}", JSONB), typed)
    query = str(sought.compile(dialect=postgresql.dialect())).partition("THEN")[0]
    assert way in query and "LIKE" not in query and query.count("AS TEXT") == 1


def test_all_letters_that_fold_to_plain_ones_are_known() -> None:
    others = [chr(one) for one in range(128, 0x3000) if any(map(str.isascii, fold(chr(one))))]
    assert set(others) == {*"".join(FOLDED_TO_ASCII.values())}


def test_a_server_is_given_all_letters_that_fold_to_one() -> None:
    for letter in map(chr, range(128, 0x1F000)):
        folded = fold(letter)
        if letter.isalpha() and folded not in (letter, "ss"):
            others, become = letters_folded_to(folded)
            assert dict(zip(others, become, strict=True))[letter] == folded


@pytest.mark.parametrize("typed", ["muller", "MÜLLER", "Müll", "ller"])
def test_accents_do_not_matter_where_they_are_ignored(reader: Connection, typed: str) -> None:
    assert reader.scalar(select(contains_unaccented(literal("Jörg Müller", Text), typed)))
    assert not reader.scalar(select(contains_unaccented(literal("Jörg Möller", Text), "muller")))


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        *(
            ("Małgorzata Wiśniewska", typed)
            for typed in ("malgorzata", "MAŁGORZATA", "wisniewska", "Malgorzata")
        ),
        *(("Łukasz", "lukasz"), ("ŁUKASZ", "łukasz"), ("lukasz", "Łukasz"), ("Søren Ærø", "soren aero")),
        *(("Đorđe", "dorde"), ("Işık", "isik"), ("Straße", "strasse"), ("Œuvre", "oeuvre"), ("Þór", "thor")),
    ],
)
def test_names_are_found_in_plain_letters_too(reader: Connection, stored: str, typed: str) -> None:
    assert reader.scalar(select(contains_unaccented(literal(stored, Text), typed)))


@pytest.mark.parametrize(
    ("stored", "typed", "is_same"),
    [
        *(("Änne@a.example", typed, True) for typed in ("änne@a.example", "ÄNNE@A.EXAMPLE")),
        *(("straße@a.example", typed, True) for typed in ("STRAßE@a.example", "STRAẞE@a.example")),
        ("strasse@a.example", "straße@a.example", False),
        ("straße@a.example", "strasse@a.example", False),
    ],
)
def test_e_mails_are_the_same_in_another_case_alone(
    reader: Connection, stored: str, typed: str, is_same: bool
) -> None:
    assert bool(reader.scalar(select(equals_email(literal(stored, Text), typed)))) is is_same
