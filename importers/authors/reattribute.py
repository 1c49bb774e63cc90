"""Moving events from a legacy name's placeholder to a person, and back to exactly where they were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from events.models import User
from importers.authors.actors import TABLES
from importers.ledger.models import LedgerRecord, LegacyName

_IDS_AT_ONCE = 5_000


def give(session: Session, known: LegacyName, placeholder: User, user: User) -> int:
    """Re-attribute the placeholder's events; gives how many."""
    moved = 0
    for model, link in TABLES:
        theirs = select(model.id).where(model.user_id == placeholder.id)
        _run(
            session,
            update(LedgerRecord).where(link.in_(theirs), LedgerRecord.raw_author.is_(None)),
            raw_author=known.name,
        )
        moved += _run(session, update(model).where(model.user_id == placeholder.id), user_id=user.id)
    return moved


def give_back(
    session: Session, known: LegacyName, user: User, placeholder: User, by_hand: dict[str, list[int]]
) -> int:
    """Give the events that bear the name back to its placeholder; gives how many."""
    moved = 0
    for model, link in TABLES:
        spelled = _spellings(session, known, model, link, user)
        theirs = select(link).where(
            LedgerRecord.source_id == known.source_id, LedgerRecord.raw_author.in_(spelled), link.is_not(None)
        )
        back = update(model).where(model.user_id == user.id)
        moved += _run(session, back.where(model.id.in_(theirs)), user_id=placeholder.id)
        ids = by_hand.get(model.__tablename__, [])
        for start in range(0, len(ids), _IDS_AT_ONCE):
            some = ids[start : start + _IDS_AT_ONCE]
            moved += _run(session, back.where(model.id.in_(some)), user_id=placeholder.id)
        ours = select(model.id).where(model.user_id == placeholder.id)
        marked = update(LedgerRecord).where(link.in_(ours), LedgerRecord.raw_author == known.name)
        _run(session, marked, raw_author=None)
    return moved


def _spellings(session: Session, known: LegacyName, model: Any, link: Any, user: User) -> Sequence[str]:
    """How the name is written in the user's records of its source: spaces around it were cut off."""
    written = session.scalars(
        select(LedgerRecord.raw_author)
        .join(model, model.id == link)
        .where(
            model.user_id == user.id,
            LedgerRecord.source_id == known.source_id,
            LedgerRecord.raw_author.is_not(None),
        )
        .distinct()
    )
    return [spelled for spelled in written if spelled and spelled.strip() == known.name]


def events_by_hand(session: Session, placeholder: User) -> dict[str, list[int]]:
    """Ids of the placeholder's events that no import made, by table."""
    found = {}
    for model, link in TABLES:
        imported = select(LedgerRecord.id).where(link == model.id).exists()
        ids = session.scalars(select(model.id).where(model.user_id == placeholder.id, ~imported))
        found[model.__tablename__] = list(ids)
    return found


def _run(session: Session, statement: Any, **values: Any) -> int:
    result: Any = session.execute(statement.values(**values).execution_options(synchronize_session=False))
    return int(result.rowcount)
