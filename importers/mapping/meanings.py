"""What messages of a shop mean whose words are not understood, by the phrases of a mapping."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from events.errors import UnknownKindError
from events.vocabulary.kinds import Kind
from importers.errors import InvalidMappingError
from importers.identity import as_said
from importers.mapping.column_mapping import MEANT

if TYPE_CHECKING:
    import polars as pl

Meanings = tuple[tuple[str, str], ...]
"""Phrases and the words of their kinds."""


def parse_meanings(values: Any, *, where: str) -> Meanings:
    """The table `[meanings]` of a mapping file. Raises `InvalidMappingError` for an empty phrase, and for
    what is no kind."""
    if not isinstance(values, dict):
        raise InvalidMappingError(where, problem='is a table, with lines like "Colis déposé" = "shipped".')
    return tuple((phrase.strip(), _kind(phrase, word, where=where).value) for phrase, word in values.items())


def _kind(phrase: str, word: Any, *, where: str) -> Kind:
    if not phrase.strip():
        raise InvalidMappingError(where, problem="a phrase is empty; write the message's first words.")
    try:
        return Kind.parse(str(word))
    except UnknownKindError as error:
        raise InvalidMappingError(where, problem=f"{phrase!r}: {error}") from None


def with_meanings(records: pl.DataFrame, meanings: Meanings) -> pl.DataFrame:
    """`records`, with a meaning as their kind if the message begins with its phrase, directly or after a
    word for a status (`Payment status: …`) or the record's own status; and with that phrase as `MEANT`.

    This is no part of what makes a record the same one: `said_message` and `said_kind` are what counts there.
    """
    if not meanings:
        return records
    import polars as pl

    from events.meaning.status_names import taught

    records = as_said(records)
    said = pl.col("message").str.strip_chars().str.to_lowercase()
    label = pl.col("kind").replace("", None).str.to_lowercase() + ": "
    behind = said.str.slice(label.str.len_chars())
    ways_to_say = (
        said.str.replace(_before().pattern, ""),
        pl.when(said.str.starts_with(label)).then(behind).otherwise(pl.lit("")),
    )
    begins = {
        phrase: pl.any_horizontal(*(_begins_with(one, phrase.lower()) for one in ways_to_say))
        for phrase, _ in meanings
    }
    ways = [pl.when(begins[phrase]).then(pl.lit(taught(Kind.parse(word)))) for phrase, word in meanings]
    meant = [pl.when(is_said).then(pl.lit(phrase)) for phrase, is_said in begins.items()]
    return records.with_columns(
        pl.coalesce(*ways, "kind").alias("kind"), pl.coalesce(*meant, pl.lit(None, pl.String)).alias(MEANT)
    )


def begins_with(message: str, phrase: str, word: str | None = None) -> bool:
    """Whether `with_meanings` would find the phrase in one message, whose record has the word `word` for what
    happened. If that word is a meaning, the status is no longer known: any is passed over."""
    from events.meaning.status_names import TAUGHT

    said, phrase, status = message.strip().lower(), phrase.lower(), (word or "").lower()
    if status in TAUGHT:
        status = said.partition(": ")[0]
    label = f"{status}: "
    behind = said.removeprefix(label) if status and said.startswith(label) else ""
    return any(_stands_first(one, phrase) for one in (_before().sub("", said, count=1), behind))


def _stands_first(said: str, phrase: str) -> bool:
    return bool(phrase) and said.startswith(phrase) and re.match(r"\w", said[len(phrase) :]) is None


@cache
def _before() -> re.Pattern[str]:
    """A word for a status at the beginning of a text in lower case."""
    from events.meaning.part_states import BEFORE_STATE
    from events.meaning.status_names import STATUS_WORD

    return re.compile(rf"^(?:(?:\w+ )?(?:{STATUS_WORD.pattern.removeprefix('^')})|(?:{BEFORE_STATE}) ?: ?)")


def _begins_with(message: pl.Expr, phrase: str) -> pl.Expr:
    """Whether the whole words of the phrase stand there first."""
    import polars as pl

    after = message.str.slice(len(phrase), 1)
    return message.str.starts_with(phrase) & ~after.str.contains(r"^\w") & pl.lit(bool(phrase))
