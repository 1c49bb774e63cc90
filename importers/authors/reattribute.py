"""Moves events from a legacy name's placeholder to a person, and back to exactly where they were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from events.models import OrderEvent, User
from importers.authors.actors import TABLES
from importers.ledger.models import LegacyName
from importers.ledger.record_tables import batch_of, details, event_id, is_of_source, record_id, span_of

_IDS_AT_ONCE = 5_000

_KEEP_NAME = """
    INSERT INTO record_details (id, raw_author)
    SELECT {record}, :name FROM {table} AS e JOIN {span}
    WHERE e.user_id = :placeholder
    ON CONFLICT (id) DO UPDATE SET raw_author = excluded.raw_author WHERE record_details.raw_author IS NULL
"""
_DROP_EMPTY = """
    DELETE FROM record_details
    WHERE coalesce(kind, raw_date, raw_author, raw_message, extra) IS NULL
"""


def give(session: Session, known: LegacyName, placeholder: User, user: User | None) -> int:
    """Re-attribute the placeholder's events; returns how many. The system (None) gets those that were
    imported: what was written here, somebody wrote."""
    moved = 0
    for model in TABLES:
        record = "e.id" if model is OrderEvent else "-e.id"
        events = {"table": model.__tablename__, "record": record, "span": span_of(record)}
        marked = text(_KEEP_NAME.format(**events))
        session.execute(marked, {"name": known.name, "placeholder": placeholder.id})
        theirs = update(model).where(model.user_id == placeholder.id)
        if user is None:
            theirs = theirs.where(batch_of(record_id(model)).is_not(None))
        moved += _run(session, theirs, user_id=user.id if user else None)
    return moved


def give_back(
    session: Session, known: LegacyName, user: User | None, placeholder: User, by_hand: dict[str, list[int]]
) -> int:
    """Give the events that bear the name back to its placeholder; returns how many."""
    moved = 0
    for model in TABLES:
        spelled = _spellings(session, known, model, user)
        event = event_id(model, details.c.id)
        theirs = select(event).where(
            is_of_source(details.c.id, known.source_id),
            details.c.raw_author.in_(spelled),
            event.is_not(None),
        )  # fmt: skip
        back = update(model).where(_is_users(model, user))
        moved += _run(session, back.where(model.id.in_(theirs)), user_id=placeholder.id)
        ids = by_hand.get(model.__tablename__, [])
        for start in range(0, len(ids), _IDS_AT_ONCE):
            some = ids[start : start + _IDS_AT_ONCE]
            moved += _run(session, back.where(model.id.in_(some)), user_id=placeholder.id)
        ours = select(record_id(model)).where(model.user_id == placeholder.id)
        marked = update(details).where(details.c.id.in_(ours), details.c.raw_author == known.name)
        _run(session, marked, raw_author=None)
    session.execute(text(_DROP_EMPTY))
    return moved


def _is_users(model: Any, user: User | None) -> Any:
    return model.user_id.is_(None) if user is None else model.user_id == user.id


def _spellings(session: Session, known: LegacyName, model: Any, user: User | None) -> Sequence[str]:
    """How the name is written in the user's records of its source: spaces around it were cut off."""
    written = session.scalars(
        select(details.c.raw_author)
        .join(model, details.c.id == record_id(model))
        .where(
            _is_users(model, user),
            is_of_source(details.c.id, known.source_id),
            details.c.raw_author.is_not(None),
        )
        .distinct()
    )
    return [spelled for spelled in written if spelled and spelled.strip() == known.name]


def events_by_hand(session: Session, placeholder: User) -> dict[str, list[int]]:
    """Ids of the placeholder's events that no import made, by table."""
    found = {}
    for model in TABLES:
        by_hand = batch_of(record_id(model)).is_(None)
        ids = session.scalars(select(model.id).where(model.user_id == placeholder.id, by_hand))
        found[model.__tablename__] = list(ids)
    return found


def _run(session: Session, statement: Any, **values: Any) -> int:
    result: Any = session.execute(statement.values(**values).execution_options(synchronize_session=False))
    return int(result.rowcount)
