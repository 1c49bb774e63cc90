"""The people that a search text may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from events.database.text_match import contains_unaccented
from events.tables import users

if TYPE_CHECKING:
    from events.tables import Reader

MOST = 500
"""A text that more people match is searched for in events only."""


def people(reader: Reader, piece: str) -> list[int]:
    """Ids of the users whose e-mail or name contains `piece`; none if they are more than `MOST`, or if
    `piece` has fewer than three characters."""
    if len(piece) < 3:
        return []
    alike = (contains_unaccented(column, piece) for column in (users.c.email, users.c.name))
    found = list(reader.scalars(select(users.c.id).where(or_(*alike)).limit(MOST + 1)))
    return found if len(found) <= MOST else []
