"""Records of a batch, spread evenly over it: what can be compared of an import of any size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

_SPANS = text("SELECT first_id, last_id FROM record_spans WHERE batch_id = :batch ORDER BY first_id")
_TOTAL = text("SELECT coalesce(sum(last_id - first_id + 1), 0) FROM record_spans WHERE batch_id = :batch")

_FIRST = """
    SELECT min(CASE WHEN first_id > 0 THEN first_id END), min(CASE WHEN first_id < 0 THEN -last_id END)
    FROM {others}record_spans WHERE batch_id = :batch
"""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The `ids` of some records of a batch, or of all, out of the `total`."""

    ids: list[int]
    total: int

    @property
    def is_part(self) -> bool:
        """Whether the batch has more."""
        return self.total > len(self.ids)


def sample_of(session: Session, batch: int, *, most: int) -> Sample:
    """At most `most` records of a batch."""
    total = int(session.scalar(_TOTAL, {"batch": batch}) or 0)
    if not total:
        return Sample(ids=[], total=0)
    with session.execute(_SPANS, {"batch": batch}, execution_options={"yield_per": 1_000}) as spans:
        return Sample(ids=_spread(spans, total, most), total=total)


def first_events(session: Session, batch: int, *, others: str) -> dict[str, int | None]:
    """The first event of an "order" and of a "customer", by id, that a batch has in the tables with `others`
    before their names; None where it has none there."""
    firsts = session.execute(text(_FIRST.format(others=others)), {"batch": batch}).one()
    return dict(zip(("order", "customer"), firsts, strict=True))


def _spread(spans: Iterable[Any], total: int, most: int) -> list[int]:
    """Ids of records, spread evenly over the spans, of which there may be very many."""
    ids: list[int] = []
    step, wanted, passed = max(1.0, total / most), 0.0, 0
    for span in spans:
        size = span.last_id - span.first_id + 1
        while wanted < passed + size:
            ids.append(span.first_id + int(wanted) - passed)
            wanted += step
        passed += size
    return ids
