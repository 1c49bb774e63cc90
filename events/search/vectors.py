"""The text index of a server: the expression that it holds, queries of it, and how hits are ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, String, cast, func, literal, literal_column

from events.database.spellings import spellings
from events.database.text_match import unaccent, unaccented

if TYPE_CHECKING:
    from collections.abc import Sequence

_TEXT = unaccented("{table}.parameters::text")
VECTOR = f"""jsonb_to_tsvector('simple', {_TEXT}::jsonb, '["string", "numeric"]')"""
"""The expression of the index of a table."""


def vector(table: str) -> ColumnElement[Any]:
    """That expression, as an element of a query."""
    return literal_column(VECTOR.format(table=table))


def sought(piece: str) -> ColumnElement[Any]:
    """A phrase whose last word matches by prefix, in any of its spellings; NULL if it has no word."""
    first, *others = (_by_prefix(form) for form in spellings(piece))
    for other in others:
        first = first.op("||")(other)
    return first


def _by_prefix(form: str) -> ColumnElement[Any]:
    phrase = func.nullif(cast(_sought_whole(form), String), "")
    return func.to_tsquery(literal_column("'simple'"), phrase.op("||")(literal_column("':*'")))


def _sought_whole(piece: str) -> ColumnElement[Any]:
    """The phrase with its last word as it is."""
    return func.phraseto_tsquery(literal_column("'simple'"), literal(unaccent(piece)))


def rank_of(said: ColumnElement[Any], pieces: Sequence[str]) -> Any:
    """How well a text, as the index holds it, says these pieces: the best has the lowest rank. A whole word
    counts twice."""
    weights = [func.ts_rank(said, one(piece)) for piece in pieces for one in (sought, _sought_whole)]
    return -sum(weights[1:], start=weights[0])
