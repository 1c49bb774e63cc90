"""Text comparison that ignores case, or case and accents, with the same result on both databases.

SQLite's own `lower` and `LIKE` know only the letters of ASCII, and what a server's know depends on the
language of its database. They are used for ASCII alone. For other letters, SQLite calls `fold`; a server is
given the letters that fold to those of the text to find.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import Boolean, ColumnElement, SQLColumnExpression, Text, and_, func, literal, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from events.database.spellings import with_umlauts
from events.vocabulary.parameters import storable

_BEFORE_LOWER = str.maketrans({"İ": "i"})
_AFTER_LOWER = str.maketrans({"ς": "σ", "ß": "ss"})  # noqa: RUF001 - Greek
_ACCENT = "[\u0300-\u036f]"
_ACCENTS = dict.fromkeys(range(0x300, 0x370))
FOLDED = """replace(lower(translate({}, {}, {}) COLLATE "C"), 'ß', 'ss')"""
_LOWER = 'lower({} COLLATE "C")'
FOLDED_TO_ASCII = {"i": "\u0130", "k": "\u212a", "s": "\u00df\u1e9e"}
"""Other letters that `fold` turns into these."""
_SEVERAL_CAPITALS = {"å": "\u212b", "θ": "\u03f4", "ω": "\u2126", "\u03c3": "\u03c2"}
"""Further letters that `fold` turns into these."""


def fold(text: str) -> str:
    """`text` without case, as `folded` gives it in both databases: "STRASSE" and "Straße" are the same."""
    if text.isascii():
        return text.lower()
    return text.translate(_BEFORE_LOWER).lower().translate(_AFTER_LOWER)


def fold_stored(value: Any) -> str:
    """A stored value, folded: the function `folded` of SQLite.

    Texts come as bytes, because the driver cannot decode lone surrogates.
    """
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return "" if text is None else fold(str(text))


def letters_folded_to(text: str) -> tuple[str, str]:
    """The letters beyond ASCII that `fold` turns into those of `text`, and beside each what it becomes, as a
    server's `translate` takes them. The capital sharp s becomes a small one, which is folded later."""
    pairs = {"\u1e9e": "ß"} if "s" in text else {}
    for letter in sorted(set(text)):
        forms = (letter.upper(), letter.title(), *_SEVERAL_CAPITALS.get(letter, ""))
        forms = (*forms, *(FOLDED_TO_ASCII[letter] if letter in "ik" else ""))
        pairs |= {one: letter for one in forms if len(one) == 1 and not one.isascii() and one != letter}
    return "".join(pairs), "".join(pairs.values())


def contains(column: SQLColumnExpression[Any], text: str) -> ColumnElement[bool]:
    """Whether a text column contains `text`."""
    text = storable(text)
    if not text.isascii():
        return _Folded(column, *folding(fold(text))).contains(fold(text), autoescape=True)
    as_it_is = column.contains(text, autoescape=True)
    if text.lower() == text.upper():
        return as_it_is
    return _ContainsAscii(as_it_is, _Lower(column).contains(text.lower(), autoescape=True))


def equals(column: SQLColumnExpression[Any], text: str) -> ColumnElement[bool]:
    """Whether a text column is `text`."""
    text = storable(text)
    return folded(column, to_compare_with=text) == fold(text)


def equals_email(column: SQLColumnExpression[Any], text: str) -> ColumnElement[bool]:
    """Whether a column of e-mails is `text` in any case: `straße@` and `strasse@` are two people's.

    Its index is of the database's own `lower`, which may not know letters beyond ASCII: those are compared
    with all e-mails, too.
    """
    by_index = func.lower(column) == func.lower(text)
    if text.isascii():
        return by_index
    return or_(by_index, and_(equals(column, text), func.length(column) == len(text)))


def folded(column: SQLColumnExpression[Any], *, to_compare_with: str) -> ColumnElement[str]:
    """A text column, folded as `fold` does, as far as a comparison with this text needs it."""
    if to_compare_with.isascii():
        return _Lower(column)
    return _Folded(column, *folding(fold(to_compare_with)))


def folding(wanted: str) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """What `FOLDED` needs to find the folded text `wanted`."""
    others, become = letters_folded_to(wanted)
    return literal(others, Text), literal(become, Text)


def unaccent(text: str) -> str:
    """`text` without accents."""
    return text if text.isascii() else unicodedata.normalize("NFD", text).translate(_ACCENTS)


def unaccented(expression: str) -> str:
    """SQL for PostgreSQL that takes the accents from a text as `unaccent` does; allowed in an index."""
    return f"regexp_replace(normalize({expression}, NFD), '{_ACCENT}', '', 'g')"


_LETTERS = dict(zip("łŁøØđĐðÐħĦ\u0131", "lloodddd" + "hhi", strict=True))
_PAIRS = {"æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th"}
_PLAIN_LETTERS = str.maketrans(_LETTERS | _PAIRS)
"""Letters that are no plain ones with an accent, and what people type for them."""


def plain(text: str) -> str:
    """`text` without case and accents, in plain letters: "Małgorzata" and "malgorzata" are the same."""
    return unaccent(fold(text)).translate(_PLAIN_LETTERS)


def unaccent_stored(value: bytes) -> str:
    """A stored text in plain letters: the function `unaccented` of SQLite."""
    return plain(fold_stored(value))


def _plain_letters(expression: str) -> str:
    """SQL for PostgreSQL that puts plain letters for others."""
    for letter, pair in _PAIRS.items():
        expression = f"replace({expression}, '{letter}', '{pair}')"
    return f"translate({expression}, '{''.join(_LETTERS)}', '{''.join(_LETTERS.values())}')"


def contains_unaccented(column: SQLColumnExpression[Any], text: str) -> ColumnElement[bool]:
    """Whether a text column contains `text`, in plain letters: see `plain`; or another spelling of it."""
    found = []
    for wanted in dict.fromkeys(map(plain, with_umlauts(storable(text)))):
        found.append(column.contains(wanted, autoescape=True))  # all that texts in ASCII need in SQLite
        found.append(_Unaccented(column, *folding(wanted)).contains(wanted, autoescape=True))
    return or_(*found)


class _Lower(FunctionElement[str]):
    """A text whose letters of ASCII are small."""

    inherit_cache = True
    type = Text()


@compiles(_Lower)
def _lower(element: _Lower, compiler: Any, **given: Any) -> str:
    (column,) = (compiler.process(clause, **given) for clause in element.clauses)
    return f"lower({column})"


@compiles(_Lower, "postgresql")
def _lower_in_postgresql(element: _Lower, compiler: Any, **given: Any) -> str:
    (column,) = (compiler.process(clause, **given) for clause in element.clauses)
    return _LOWER.format(column)


class _Folded(FunctionElement[str]):
    """The clauses are the text, and what `folding` gives for the one it is compared with."""

    inherit_cache = True
    type = Text()


@compiles(_Folded)
def _folded(element: _Folded, compiler: Any, **given: Any) -> str:
    column = compiler.process(next(iter(element.clauses)), **given)
    return f"folded(CAST({column} AS BLOB))"


@compiles(_Folded, "postgresql")
def _folded_in_postgresql(element: _Folded, compiler: Any, **given: Any) -> str:
    return FOLDED.format(*(compiler.process(clause, **given) for clause in element.clauses))


class _ContainsAscii(FunctionElement[bool]):
    """Two comparisons, of which SQLite takes the first: its LIKE ignores the case of ASCII letters as it is,
    in half the time."""

    inherit_cache = True
    type = Boolean()


@compiles(_ContainsAscii)
def _contains_ascii(element: _ContainsAscii, compiler: Any, **given: Any) -> str:
    as_it_is, _ = element.clauses
    return f"({compiler.process(as_it_is, **given)})"


@compiles(_ContainsAscii, "postgresql")
def _contains_ascii_in_postgresql(element: _ContainsAscii, compiler: Any, **given: Any) -> str:
    _, without_case = element.clauses
    return f"({compiler.process(without_case, **given)})"


class _Unaccented(FunctionElement[str]):
    """Its clauses are those of `_Folded`."""

    inherit_cache = True
    type = Text()


@compiles(_Unaccented)
def _unaccented(element: _Unaccented, compiler: Any, **given: Any) -> str:
    column = compiler.process(next(iter(element.clauses)), **given)
    is_ascii = f"length({column}) = length(CAST({column} AS BLOB))"  # five times as fast as GLOB
    return f"CASE WHEN NOT {is_ascii} THEN unaccented(CAST({column} AS BLOB)) END"


@compiles(_Unaccented, "postgresql")
def _unaccented_in_postgresql(element: _Unaccented, compiler: Any, **given: Any) -> str:
    column, *folding = (compiler.process(clause, **given) for clause in element.clauses)
    is_ascii = f"octet_length({column}) = length({column})"
    folded = FOLDED.format(_plain_letters(unaccented(column)), *folding)
    return f"CASE WHEN {is_ascii} THEN {_LOWER.format(column)} ELSE {folded} END"
