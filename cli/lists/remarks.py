"""What people wrote that has no known meaning, beside the number of notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cli.render.people import counted
from events.next_commands import joined
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from events.classified_events import LegacyKind
    from events.filters import Filters, Subject
    from events.kind_store import StoredKinds


def remarks_note(
    reader: Connection,
    filters: Filters,
    kinds: frozenset[Kind],
    legacy: LegacyKind | None,
    stored: StoredKinds | None,
    *,
    subject: Subject | None = None,
) -> str:
    """A sentence on messages of people that have no known meaning, where notes are asked for: they may be
    some. With a `subject`, its events are shown, else those of the log are counted.

    Empty where there are none, or where `kinds`, which are asked for, have them.
    """
    if Kind.NOTE not in kinds or Kind.LEGACY in kinds:
        return ""
    from events import kind_filter
    from events.filters import EVERYTHING, by_system
    from events.timeline import count

    theirs, unknown = by_system(filters, is_by_system=False), frozenset({Kind.LEGACY})
    chosen = kind_filter.restrict_to_kinds(reader, theirs, unknown, legacy, stored)
    number = count(reader, subject or EVERYTHING, replace(chosen, limit=None))
    if not number:
        return ""
    have, they = ("has", "it is") if number == 1 else ("have", "they are")
    may_be = f"{counted(number, 'message')} of people {have} no known meaning and may be notes; {they} not"
    if subject is not None:
        return f"{may_be} shown. To show them, too, add: --kind legacy --no-system"
    shows = joined(["events", "stats", "note", "legacy", "--no-system", "--by", "author"])
    return f"{may_be} counted. To count them, too: {shows}"


def few_placed_note(reader: Connection, events: int) -> str:
    """A sentence where most orders have no event of being placed: their sources write none."""
    from sqlalchemy import func, select

    from events.tables import orders

    total = reader.scalar(select(func.count()).select_from(orders)) or 0
    if 2 * events >= total:
        return ""
    most = f"Most of the {total:,} orders have no event of being placed."
    return f"{most} To count orders: events orders --by month"
