"""Whom a piece of text may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from events.tables import users

if TYPE_CHECKING:
    from events.tables import Reader

MOST = 500
"""How many people a word may mean; one that means more of them is sought in texts alone."""


def people(reader: Reader, piece: str) -> list[int]:
    """Ids of those whose e-mail or name holds the piece; none where that is too many, or says too little."""
    if len(piece) < 3:
        return []
    alike = users.c.email.icontains(piece, autoescape=True) | users.c.name.icontains(piece, autoescape=True)
    found = list(reader.scalars(select(users.c.id).where(alike).limit(MOST + 1)))
    return found if len(found) <= MOST else []
