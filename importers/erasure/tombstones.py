"""What erasures took out of the log, so that a comparison does not take it for an alteration."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from events.models import User
from importers.erasure.scrub import FORGOTTEN
from importers.ledger import operations, record_tables
from importers.ledger.models import Operation

NOBODY = -1
"""Stands for the id of a person whom the log does not know."""

UNTIL = "until"
"""What the operation calls its marks."""


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """One erasure of a person: the first and last of the ledger's records, and the last user, that there
    were then."""

    first_record: int
    last_record: int
    user: int

    def had(self, record: pl.Expr) -> pl.Expr:
        """Whether there was this record then."""
        return record.is_between(self.first_record, self.last_record)


def marks(session: Session) -> dict[str, int]:
    """What an erasure that happens now is to remember."""
    first, last = record_tables.marks(session)
    return {
        "first_record": first,
        "last_record": last,
        "user": session.scalar(select(func.coalesce(func.max(User.id), 0))) or 0,
    }


def erasures(session: Session) -> list[Erasure]:
    """Return every recorded erasure that left its marks."""
    found = session.scalars(select(Operation.details).where(Operation.kind == operations.FORGET))
    return [Erasure(**details[UNTIL]) for details in found if UNTIL in details]


def person_erased(erased: Sequence[Erasure], *, held: str, named: str) -> pl.Expr:
    """Whether an event that has nobody in `held` lost whom the source names, known to the log as the user
    `named`: not at all, or only as somebody who came again later."""
    lost = [
        one.had(pl.col("held")) & ((pl.col(named) == NOBODY) | (pl.col(named) > one.user)) for one in erased
    ]
    return pl.col(held).is_null() & pl.any_horizontal(*lost, pl.lit(False))


def texts_erased(found: pl.DataFrame, erased: Sequence[Erasure]) -> pl.DataFrame:
    """`found` with `text_erased`: whether the event differs from its source (`off_message`) by nothing
    but what an erasure put there."""
    if not erased:
        return found.with_columns(text_erased=False)
    marked = pl.col("held_parameters").str.contains(FORGOTTEN, literal=True)
    was_there = pl.any_horizontal(*(one.had(pl.col("held")) for one in erased))
    may_be = (pl.col("off_message") & marked & was_there).fill_null(False)
    rows = found.select(may_be.alias("may_be"), "parameters", "held_parameters").iter_rows()
    values = [may_be and _is_erased(source, held) for may_be, source, held in rows]
    return found.with_columns(pl.Series("text_erased", values, pl.Boolean))


def is_same_document(one: str, other: str) -> bool:
    """Whether two JSON documents are the same, however they are written."""
    return _plain(one) == _plain(other)


def _is_erased(source: str, held: str) -> bool:
    """Whether `held` is `source` with a person taken out, both of them JSON."""
    full, kept = _plain(source), _plain(held)
    first, *pieces = [re.escape(piece) for piece in kept.split(FORGOTTEN)]
    # Each piece is found at its first place, and not tried at all others when a later one is missing.
    found = [f"(?>.+?{piece})" for piece in pieces[:-1]] + [f".+?{piece}" for piece in pieces[-1:]]
    return re.fullmatch("".join([first, *found]), full, re.DOTALL) is not None


def _plain(document: str) -> str:
    try:
        value: Any = json.loads(document, strict=False)
    except ValueError:
        return document
    return json.dumps(value, sort_keys=True)
