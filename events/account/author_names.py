"""Whom somebody means who names the author of something new by a part of the name or e-mail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, or_, select

from events.account import CustomerEvents
from events.account.people import Person, columns, from_columns, is_email
from events.database.text_match import contains, equals, fold
from events.errors import NotFoundError
from events.tables import Condition, customer_events, order_events, orders, users
from events.vocabulary.parameters import storable

if TYPE_CHECKING:
    from events.tables import Reader

_MOST = 500
"""The largest number of people who are looked at for a part of a name; staff comes first."""

_BEGINNING = 3
"""The fewest letters that stand for a word that begins with them."""

_NAMED = 5
"""How many people a message names."""


class AmbiguousAuthorError(NotFoundError):
    """Several people may be meant as the author."""

    def __init__(self, text: str, *, found: list[Person]) -> None:
        labels = list(dict.fromkeys(who.label for who in found))
        if len(labels) == 1:
            super().__init__(
                f"The log has {len(found):,} authors called {labels[0]!r}, of different sources. Nothing was "
                "changed; name yourself by your e-mail: --user EMAIL, or one of them with the source, as in "
                f"{f'{labels[0]} (SOURCE)'!r}. `events actors` lists them."
            )
            return
        names = ", ".join(labels[:_NAMED])
        more = f" and {len(labels) - _NAMED:,} more" if len(labels) > _NAMED else ""
        super().__init__(
            f"Several people can be meant by {text!r}: {names}{more}. Nothing was changed; name one of "
            "them in full, or yourself by your whole name or e-mail."
        )


def find_author(reader: Reader, text: str) -> Person | None:
    """The one person who writes here and is called `text`: by the whole name, else by words of the name or
    e-mail, else by the beginning of a word. None if there is none.

    An e-mail is never a part of another. Customers are not taken for authors by a part of their name.
    Raises `AmbiguousAuthorError`.
    """
    text = storable(text.strip())
    if not text or is_email(text):
        return None
    is_known, own = _namesake(reader, text)
    if is_known:
        return own
    parts = _words(text)
    has = (or_(contains(users.c.name, part), contains(users.c.email, part)) for part in parts)
    found = _people(reader, or_(equals(users.c.name, text), and_(*has))) if parts else []
    can_begin = len(parts) == 1 and len(text) >= _BEGINNING
    for group in (
        [who for who in found if fold(who.name) == fold(text)],
        [who for who in found if _has_words(who, text)],
        [who for who in found if can_begin and _has_words(who, text, end="")],
    ):
        writing = [who for who in group if not who.is_machine and _writes(reader, who)]
        if len(writing) > 1:
            raise AmbiguousAuthorError(text, found=writing)
        if writing:
            return writing[0]
    return None


def find_namesake(reader: Reader, text: str) -> Person | None:
    """The one author without an e-mail who is called exactly `text`, such as one of an imported history. None
    if there is none. Raises `AmbiguousAuthorError`: two sources may each have a sue."""
    return _namesake(reader, storable(text.strip()))[1]


def _namesake(reader: Reader, text: str) -> tuple[bool, Person | None]:
    """Whether anybody without an e-mail is called `text`, and which author is."""
    found = _people(reader, and_(users.c.email.is_(None), users.c.name == text, users.c.is_placeholder))
    authors = [who for who in found if who.is_staff]
    if len(authors) > 1:
        writing = [who for who in authors if has_written_note(reader, who)]
        if len(writing) != 1:
            raise AmbiguousAuthorError(text, found=authors)
        authors = writing
    return bool(found), authors[0] if authors else None


def has_written_note(reader: Reader, who: Person) -> bool:
    """Whether somebody has written a note here, rather than only in an imported history."""
    note = CustomerEvents.NOTE_ADDED  # the code of notes on orders, too
    notes = (
        exists().where(table.c.user_id == who.id, table.c.type == note)
        for table in (order_events, customer_events)
    )
    return any(reader.scalar(select(one)) for one in notes)


def _people(reader: Reader, condition: Condition) -> list[Person]:
    rows = select(*columns(users)).where(condition).order_by(users.c.is_staff.desc(), users.c.id).limit(_MOST)
    return [who for row in reader.execute(rows) if (who := from_columns(tuple(row))) is not None]


def _has_words(who: Person, text: str, *, end: str = r"(?![^\W_])") -> bool:
    email = who.email or ""
    of_email = email if "@" in text else email.partition("@")[0]
    words = re.compile(r"(?<![^\W_])" + r"[\W_]+".join(map(re.escape, _words(text))) + end)
    return any(words.search(fold(one)) for one in (who.name, of_email))


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", fold(text)) if word]


def _writes(reader: Reader, who: Person) -> bool:
    """Whether somebody is staff: marked so, or the author of events without an order or a history of their
    own."""
    if who.is_staff:
        return True
    wrote = [exists().where(table.c.user_id == who.id) for table in (order_events, customer_events)]
    own = [
        exists().where(orders.c.user_id == who.id),
        exists().where(customer_events.c.customer_id == who.id),
    ]
    return bool(reader.scalar(select(or_(*wrote) & ~or_(*own))))
