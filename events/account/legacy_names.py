"""Authors by the names that a legacy system gave them, and that `events actors assign` gave to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, column, func, or_, select, table

from events.account.people import find_authors
from events.database.text_match import contains_unaccented, equals
from events.database.types import Id
from events.errors import UnknownAuthorError
from events.tables import Condition, users
from events.vocabulary.parameters import storable

if TYPE_CHECKING:
    from events.tables import Reader

_names = table("legacy_names", column("user_id", Id), column("role", Text), column("name", Text))


def find_authors_by_any_name(reader: Reader, text: str) -> frozenset[int | None]:
    """The ids of the people whom `find_authors` finds and of those who were given the legacy name `text`; if
    there are none, of those whose legacy name contains it.

    Raises `UnknownAuthorError` with the nearest name.
    """
    name = storable(text.strip())
    given = _given(reader, equals(_names.c.name, name))
    try:
        return given | find_authors(reader, text)
    except UnknownAuthorError:
        given = given or (_given(reader, contains_unaccented(_names.c.name, name)) if name else given)
        if not given:
            raise
        return given


def _given(reader: Reader, condition: Condition) -> frozenset[int | None]:
    """The people who were given such author names. A name's own placeholder has no e-mail and the same
    name."""
    is_person = or_(users.c.email.is_not(None), users.c.name != _names.c.name)
    found = (
        select(users.c.id)
        .join(_names, _names.c.user_id == users.c.id)
        .where(func.lower(_names.c.role) == "author", condition, is_person)
        .distinct()
    )
    return frozenset(reader.scalars(found))
