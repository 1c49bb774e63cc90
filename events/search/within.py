"""Finds events by a text within their words, such as the end of a tracking number.

The text index only knows the beginnings of words, so all events are read, if the log is small enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from events.database.squeezed import squeeze, squeezed
from events.database.text_match import contains, fold
from events.filters import EVERYTHING, TABLES, Filters
from events.search.query import texts
from events.timeline import TimelineEntry, entries
from events.vocabulary.parameters import storable

if TYPE_CHECKING:
    from events.tables import Reader

READ_AT_MOST = 300_000
"""Events that are read in about a second."""
LEAST, LEAST_SQUEEZED = 3, 5
"""Shorter texts are within too many words; shorter numbers occur by chance where two others meet."""
LOOKED_AT = 20
"""How many times `limit` candidates are read, since names of parameters or columns match, too."""


def can_look(reader: Reader, text: str) -> bool:
    """Whether the text is long enough, and the log small enough, to read all events for it."""
    most = (reader.scalar(select(func.max(table.c.id))) or 0 for table in TABLES.values())
    return len(text.strip()) >= LEAST and sum(most) <= READ_AT_MOST


def find(reader: Reader, text: str, *, limit: int) -> list[TimelineEntry]:
    """The newest events, up to `limit`, with this text within their words; if there are none and it is a
    number, those that have it apart from blanks, hyphens, slashes, dots and brackets."""
    text = storable(text.strip())
    found = list(entries(reader, EVERYTHING, Filters(text=text, limit=limit), newest_first=True))
    return found or _squeezed(reader, text, limit)


def is_number(text: str) -> bool:
    """Whether it may be a number that is written with or without separators."""
    short = squeeze(text)
    return len(short) >= LEAST_SQUEEZED and any(sign.isdecimal() for sign in short)


def _squeezed(reader: Reader, text: str, limit: int) -> list[TimelineEntry]:
    if not is_number(text):
        return []
    wanted = squeeze(text)
    filters = Filters(
        extra_condition=lambda table: contains(squeezed(table.c.parameters), wanted),
        limit=limit * LOOKED_AT,
    )
    found = entries(reader, EVERYTHING, filters, newest_first=True)
    return [one for one in found if any(_says(said, wanted) for said in texts(one.parameters))][:limit]


def _says(text: str, wanted: str) -> bool:
    return fold(wanted) in fold(squeeze(text))
