"""Whether what a batch has brought was in the log already, under other identities.

Ids and dates that another program wrote in another way, an own export in another format or another mapping
make new records of old ones. Their events give that away: they are of the same orders and moments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from events.database.types import UtcDateTime
from importers.ledger.samples import Sample, first_events, sample_of

_LOOKED_AT = 1_000
"""Events of a batch that are compared, spread evenly over it."""

_CANDIDATES = 100
"""Earlier events of one order and moment that one event is compared with."""

_MOST = 0.9
"""The share of events at moments of earlier ones from which on it is no chance."""

# `{about}` is the column with the order or customer; `{end}` the last moment that may be the event's.
_EARLIER = """
    SELECT e2.type, e2.parameters FROM {others}{table} AS e2
    WHERE e2.{about} = e.{about} AND e2.date BETWEEN e.date AND {end} {before}
"""
_TWINS = """
    SELECT e.date AS date, EXISTS ({exact}) AS is_exact, EXISTS (
        SELECT 1 FROM ({earlier} LIMIT :candidates) AS t
        WHERE t.type = e.type AND CAST(t.parameters AS TEXT) = CAST(e.parameters AS TEXT)
    ) AS is_same
    FROM {table} AS e WHERE e.id IN :ids AND EXISTS ({earlier})
"""
_MINUTE = {
    "sqlite": "e.date + CASE WHEN e.date % 60000000 = 0 THEN 59999999 ELSE 0 END",
    "postgresql": """
        CASE WHEN extract(second FROM e.date) = 0 THEN e.date + interval '59.999999 seconds' ELSE e.date END
    """,
}
"""Where a date has no seconds, a spreadsheet may have cut them off: it is any moment of its minute."""


@dataclass(frozen=True, kw_only=True)
class Twins:
    """Of the events `looked_at`, how many say the `same` as an earlier one of their order or customer and
    moment, and how many are at the `moments` of earlier ones, days and hours aside; `is_sample` is whether
    the batch has more events."""

    looked_at: int
    same: int
    moments: int
    is_sample: bool

    def sentences(self, *, batch: int, dry_run: bool) -> list[str]:
        """A sentence on what is probably in the log twice, and how to take it back; nothing else."""
        of, are = self._of(dry_run=dry_run), "would be" if dry_run else "are"
        if self.same:
            found = f"{self.same:,} of {of} say what earlier events say"
            found += " (the same order or customer, moment or minute, type and text)"
        elif self.moments >= max(2, _MOST * self.looked_at):
            found = f"{self.moments:,} of {of} have the order or customer and the moment of an earlier"
            found += " event, with another text"
        else:
            return []
        undo = "" if dry_run else f" To take this import back: events undo {batch}"
        return [
            f"{found}: if the file is one that was imported before, or an export of this log, in another "
            f"form, they {are} in the log twice.{undo}"
        ]

    def _of(self, *, dry_run: bool) -> str:
        events = "events to be imported" if dry_run else "imported events"
        return f"{self.looked_at:,} {events}{' that were compared' if self.is_sample else ''}"


def twins_of(session: Session, batch: int, *, others: str = "") -> Twins:
    """Compare events of a batch with those that were in the log before; `others` is put before the names of
    the tables with these, where they are not those with the batch's."""
    first = first_events(session, batch, others=others)
    wanted = [about for about in first if _has_earlier(session, about, first[about], others)]
    sample = sample_of(session, batch, most=_LOOKED_AT) if wanted else Sample(ids=[], total=0)
    found = [row for about in wanted for row in _twins(session, about, first[about], sample.ids, others)]
    return Twins(
        looked_at=len(sample.ids),
        same=sum(bool(row.is_same) for row in found),
        moments=sum(bool(row.is_exact) and _has_minutes(row.date) for row in found),
        is_sample=sample.is_part,
    )


def _has_earlier(session: Session, about: str, first: int | None, others: str) -> bool:
    """Whether there are events before `first`, the first that the batch has there, or any at all."""
    before = "" if first is None else "WHERE id < :first"
    query = f"SELECT EXISTS (SELECT 1 FROM {others}{about}_events {before})"  # noqa: S608 # known names
    return bool(session.scalar(text(query), {} if first is None else {"first": first}))


def _twins(session: Session, about: str, first: int | None, sample: list[int], others: str) -> Sequence[Any]:
    """The sampled events of orders or customers at whose moment, or minute, there was an earlier event."""
    ids = [abs(one) for one in sample if (one > 0) is (about == "order")]
    if not ids:
        return []
    table, before = f"{about}_events", "" if first is None else "AND e2.id < :first"
    words = {"others": others, "table": table, "about": f"{about}_id", "before": before}
    exact = _EARLIER.format(end="e.date", **words)
    earlier = _EARLIER.format(end=_MINUTE[session.get_bind().dialect.name], **words)
    query = text(_TWINS.format(table=table, exact=exact, earlier=earlier))
    typed = query.bindparams(bindparam("ids", expanding=True)).columns(date=UtcDateTime())
    values = {"ids": ids, "candidates": _CANDIDATES} | ({} if first is None else {"first": first})
    return session.execute(typed, values).all()


def _has_minutes(moment: datetime) -> bool:
    """Whether it is more than a day or an hour, which many events may share."""
    return bool(moment.minute or moment.second or moment.microsecond)
