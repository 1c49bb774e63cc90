"""What an erasure leaves: words of a person's name and e-mail in the texts of events, which by themselves may
mean somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Text, cast, or_, select
from sqlalchemy.orm import Session

from events.account.people import by_email
from events.database.text_match import contains
from events.models import CustomerEvent, OrderEvent
from importers.erasure.rows import each_row
from importers.erasure.spellings import may_hold_escapes
from importers.ledger.models import LegacyName

MOST = 6
"""Words that are looked for: each event is compared with all of them."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_SHORTEST_BEGINNING = 5
_ROLES = frozenset(
    ("contact", "hello", "info", "mail", "office", "orders", "sales", "service", "shop", "support")
)
"""Words of addresses that are nobody's name."""


def name_words(session: Session, email: str) -> tuple[str, ...]:
    """The words of the person's names, then those of the e-mail's local part; look before the erasure."""
    user = by_email(session, email.strip())
    names = [] if user is None else [user.name]
    if user is not None:
        names += session.scalars(select(LegacyName.name).where(LegacyName.user_id == user.id))
    words = [word for text in (*names, email.partition("@")[0]) for word in _WORD.findall(text)]
    found = {word.casefold(): word for word in reversed(words) if word.casefold() not in _ROLES}
    return tuple(reversed(found.values()))[:MOST]


def count_mentions(session: Session, words: Sequence[str]) -> dict[str, int]:
    """How many events have each of the words, or, from five letters on, a word that begins with it; those
    that none has are left out.

    Call it after `forget`, which sets the session up for it.
    """
    if not words:
        return {}
    patterns = {word: _pattern(word) for word in words}
    found = dict.fromkeys(words, 0)
    for model in (OrderEvent, CustomerEvent):
        text = cast(model.parameters, Text)
        wanted = select(model.parameters).where(
            or_(may_hold_escapes(text), *(contains(text, word) for word in words))
        )
        for (parameters,) in each_row(session, wanted):
            for word in _said(parameters, patterns):
                found[word] += 1
    return {word: number for word, number in found.items() if number}


def _pattern(word: str) -> re.Pattern[str]:
    end = r"(?!\w)" if len(word) < _SHORTEST_BEGINNING else ""  # doe: not does
    return re.compile(rf"(?<!\w){re.escape(word)}{end}", re.IGNORECASE)


def _said(parameters: object, patterns: dict[str, re.Pattern[str]]) -> Iterable[str]:
    texts = list(_texts(parameters))
    return [word for word, pattern in patterns.items() if any(map(pattern.search, texts))]


def _texts(value: object) -> Iterator[str]:
    """The texts among the values, however deep: names of members say nothing of a person."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
