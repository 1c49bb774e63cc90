"""Finds records by the text of columns that were kept with them, but not used for their events."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from events.database.squeezed import squeeze, squeezed
from events.database.text_match import contains, fold
from events.search.query import texts
from events.search.within import LOOKED_AT
from importers.ledger.record_tables import details

if TYPE_CHECKING:
    from events.tables import Reader


def records_with(reader: Reader, text: str, *, is_number: bool, limit: int) -> list[int]:
    """The ids of the newest records, up to `limit`, with this text in such a column, even within a word; a
    number may have other separators. Ids of customers' events are negative."""
    short, extra = squeeze(text), details.c.extra
    says = contains(extra, text)
    if is_number:
        says = or_(says, contains(squeezed(extra), short))
    rows = select(details.c.id, extra).where(extra.is_not(None), says).order_by(details.c.id.desc())
    found = []
    for number, kept in reader.execute(rows.limit(limit * LOOKED_AT)):
        said = [fold(one) for one in texts(json.loads(kept))]
        if any(fold(text) in one or (is_number and fold(short) in squeeze(one)) for one in said):
            found.append(number)
    return found[:limit]
