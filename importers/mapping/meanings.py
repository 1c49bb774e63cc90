"""What messages of a shop mean whose words are not understood, by the phrases of a mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from events.errors import UnknownKindError
from events.vocabulary.kinds import Kind
from importers.errors import InvalidMappingError
from importers.identity import as_said

if TYPE_CHECKING:
    import polars as pl

Meanings = tuple[tuple[str, str], ...]
"""Phrases and the words of their kinds."""


def parse_meanings(values: Any, *, where: str) -> Meanings:
    """The table `[meanings]` of a mapping file. Raises `InvalidMappingError` for what is no kind, and for a
    phrase that is understood as another one."""
    if not isinstance(values, dict):
        raise InvalidMappingError(where, problem='is a table, with lines like "Colis déposé" = "shipped".')
    return tuple((phrase.strip(), _kind(phrase, word, where=where).value) for phrase, word in values.items())


def _kind(phrase: str, word: Any, *, where: str) -> Kind:
    from events.meaning.classify import classify_text

    try:
        kind = Kind.parse(str(word))
    except UnknownKindError as error:
        raise InvalidMappingError(where, problem=f"{phrase!r}: {error}") from None
    known = classify_text(phrase).display_kind
    if not phrase.strip() or known not in (Kind.LEGACY, kind):
        means = f"is understood as {known.word}" if phrase.strip() else "is empty"
        raise InvalidMappingError(
            where,
            problem=f"the phrase {phrase!r} {means}; only others can be given a meaning.",
        )
    return kind


def with_meanings(records: pl.DataFrame, meanings: Meanings) -> pl.DataFrame:
    """`records`, with the meaning as the kind of those whose message, or the status that it names after a
    word for one (`Payment status: …`), is one of the phrases or begins with it.

    This is no part of what makes a record the same one: `said_message` and `said_kind` are what counts there.
    """
    if not meanings:
        return records
    import polars as pl

    from events.meaning.part_states import BEFORE_STATE
    from events.meaning.status_names import STATUS_WORD, taught

    records = as_said(records)
    before = rf"^(?:(?:\w+ )?(?:{STATUS_WORD.pattern.removeprefix('^')})|(?:{BEFORE_STATE}) ?: ?)"
    message = pl.col("message").str.strip_chars().str.to_lowercase().str.replace(before, "")
    ways = [
        pl.when(_begins_with(message, phrase.lower())).then(pl.lit(taught(Kind.parse(word))))
        for phrase, word in meanings
    ]
    return records.with_columns(pl.coalesce(*ways, "kind").alias("kind"))


def _begins_with(message: pl.Expr, phrase: str) -> pl.Expr:
    """Whether the whole words of the phrase stand there first."""
    import polars as pl

    after = message.str.slice(len(phrase), 1)
    return message.str.starts_with(phrase) & ~after.str.contains(r"^\w") & pl.lit(bool(phrase))
