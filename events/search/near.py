"""The hits of a common word among the newest events of a large log on a server.

The text index gives all hits at once: a million of them, to show fifty. If the newest events say a word often
enough, older hits are neither counted nor searched for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Select, func, select, text

from events.filters import CUSTOMER, ORDER, TABLES
from events.search.vectors import rank_of, sought, vector

if TYPE_CHECKING:
    from events.search.query import Query
    from events.tables import Reader

LARGE = 1_000_000
"""In a log without higher ids, the index counts all hits in a moment."""
NEAR, NEARER = 4_000, 1_000
"""If a tenth of the `NEARER` newest events say the words, the `NEAR` newest are searched. Parsing a text
takes 50 µs."""
_A_TENTH = 10
_SET_UP = "SET LOCAL jit = off"


@dataclass(frozen=True, kw_only=True)
class NearHits:
    """Letters and ids of the hits to show, and the number of hits among the newest events."""

    hits: list[tuple[str, int]]
    number: int


def find_near(reader: Reader, query: Query, limit: int, *, by_rank: bool) -> NearHits | None:
    """`limit` hits among the newest order events of a large log, best or newest first; None if too few of
    these say all words, or if customers have events, too."""
    own = TABLES[ORDER].c.id
    if (reader.scalar(select(func.max(own))) or 0) <= LARGE:
        return None
    if reader.scalar(select(TABLES[CUSTOMER].c.id).limit(1)) is not None:
        return None
    reader.execute(text(_SET_UP))
    some = _near(query, NEARER).subquery("some")
    if (reader.scalar(select(func.count()).select_from(some)) or 0) < NEARER // _A_TENTH:
        return None
    near = _near(query, NEAR).subquery("near").c
    order = (near.rank, near.id.desc()) if by_rank else (near.date.desc(), near.id.desc())
    found = reader.execute(select(near.id, func.count().over()).order_by(*order).limit(limit)).all()
    if len(found) < limit:
        return None
    return NearHits(hits=[(ORDER, number) for number, _ in found], number=found[0][1])


def _near(query: Query, reach: int) -> Select[Any]:
    """The hits among the newest order events, with their dates and ranks."""
    own = TABLES[ORDER].c
    newest = select(own.id, own.date, own.parameters).order_by(own.date.desc(), own.id.desc()).limit(reach)
    texts = newest.subquery("texts")
    # OFFSET: otherwise each condition and weight would parse the text anew.
    taken = select(texts.c.id, texts.c.date, vector(texts.name).label("said")).offset(0).subquery("taken").c
    says = (taken.said.op("@@", return_type=Boolean())(sought(piece)) for piece in query.pieces)
    return select(taken.id, taken.date, rank_of(taken.said, query.pieces).label("rank")).where(*says)
