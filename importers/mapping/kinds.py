"""What a row's own kind says happened, where its message does not: `paid`, `refund`, or a constant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from events.meaning.message_meanings import meaning_of_message
from events.meaning.row_amounts import entry_kind
from events.meaning.status_names import STATES, TAUGHT, TOPICS, bare, taught
from events.vocabulary.kinds import Kind
from events.vocabulary.words import OTHER_NAMES
from importers.column_words import is_name_of_state
from importers.identity import as_said
from importers.mapping.column_mapping import AMOUNT, EventPart, Value
from importers.mapping.expressions import name_of

_SORTS_OF_RECORDS = frozenset(
    {Kind.NOTE, Kind.CUSTOMER_NOTE, Kind.MAIL, Kind.ACCOUNT, Kind.STOCK, Kind.STATUS}
)
"""Kinds whose words may say what sort of record it is, and not what happened."""


def kind_of_word(word: str) -> Kind | None:
    """The kind that a word means which stands alone: `paid`, `Refund`, `bezahlt`; None for any other."""
    name = bare(word)
    called = name.replace(" ", "_").replace("-", "_")
    if called in _BY_WORD:
        return _BY_WORD[called]
    return STATES.get(name)


_BY_WORD: Mapping[str, Kind] = {kind.value: kind for kind in TAUGHT.values()} | {
    name: Kind.parse(kind) for name, kind in OTHER_NAMES.items()
}


def with_kinds(
    shaped: list[pl.DataFrame], parts: Sequence[EventPart], cells: pl.DataFrame, *, constants: bool
) -> list[pl.DataFrame]:
    """The records of each part, whose rows are those of `cells`, with the meaning of their kinds.

    A constant that is a word for a kind decides; only these do where `constants`. A column's word does where
    nobody understands the message, unless the column is called as one of states is, which may be that of the
    order at the time; and a noun (`refund`) where the row has an amount. This is no part of what makes a
    record the same one: `said_message` and `said_kind` are what counts there.
    """
    each = zip(shaped, parts, strict=True)
    return [_with_kind(records, part.fields, cells, constants=constants) for records, part in each]


def _with_kind(
    records: pl.DataFrame, fields: Mapping[str, Value], cells: pl.DataFrame, *, constants: bool
) -> pl.DataFrame:
    ways = fields.get("kind", ())
    if not ways:
        return records
    if not any(way.columns for way in ways):
        kind = kind_of_word(ways[0].texts[0])
        return as_said(records).with_columns(pl.lit(taught(kind)).alias("kind")) if kind else records
    if constants or any(is_name_of_state(name) for way in ways for name in way.columns):
        return records
    words = cells.select(
        pl.int_range(pl.len()).alias("_"),
        name_of(ways).alias("kind"),
        name_of(fields.get(AMOUNT)).alias("amount"),
    )
    known = {word: kind for word in words["kind"].unique().drop_nulls() if (kind := _in_column(word))}
    if not known:
        return records
    rows = zip(records["message"], records["kind"], words["kind"], words["amount"], strict=True)
    kinds = [
        taught(known[word])
        if word in known and message and _decides(word, amount) and _is_unknown(message)
        else kind
        for message, kind, word, amount in rows
    ]
    return as_said(records).with_columns(pl.Series("kind", kinds, dtype=pl.String))


def _in_column(word: str) -> Kind | None:
    kind = kind_of_word(word)
    return None if kind in _SORTS_OF_RECORDS else kind


def _decides(word: str, amount: str | None) -> bool:
    return bare(word) not in TOPICS or amount is not None


def _is_unknown(message: str) -> bool:
    if entry_kind(message, is_negative=True) is not None:
        return False  # its amount is one of its own
    return meaning_of_message(message).display_kind is Kind.LEGACY
