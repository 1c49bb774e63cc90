"""What the words of a legacy message say, whatever its record says beside it."""

from __future__ import annotations

import re

from events.amounts import exact
from events.meaning import patterns as message_patterns
from events.meaning import status_names
from events.meaning.kind_groups import CERTAIN, COUNTED, MAY_BE_PARTIAL
from events.meaning.meaning import Meaning
from events.meaning.parts import PART
from events.meaning.phrases import said
from events.meaning.slots import add_behind, add_number, said_by_slots
from events.meaning.taken_back import is_taken_back
from events.meaning.worded_amounts import without_part, worded_amount
from events.vocabulary.kinds import Kind

_WORDS = re.compile(r"[^\W_]+")
_LOOKED_AT = 400
"""How many characters of a message are searched for index words."""

_QUOTES = " .\"'„“”«»"


def by_words(text: str) -> Meaning | None:
    """The meaning of a comment beside a status."""
    found = by_pattern(text) or by_amount(text) or by_slots(text) or by_phrase(text)
    return found or by_last_part(text)


def by_pattern(text: str) -> Meaning | None:
    """The meaning by the first pattern of the table that fits."""
    places = message_patterns.by_word()
    words = set(_WORDS.findall(text[:_LOOKED_AT].casefold())) & places.keys()
    for number in sorted({number for word in words for number in places[word]}):
        if found := message_patterns.pattern(number).search(text):
            kind = message_patterns.PATTERNS[number].kind
            end = found.end("rest") if "rest" in found.re.groupindex else found.end()
            if kind in CERTAIN and is_taken_back(text, end, kind):
                return None
            is_partial = kind in MAY_BE_PARTIAL and PART.search(text, found.start(), end) is not None
            details = message_patterns.captured(found)
            if kind is Kind.SHIPPED:
                add_number(details, text)
            if kind is Kind.SHIPPED or (kind in COUNTED and "money" not in details):
                add_behind(details, text, kind)
            details = without_part(details, text, found.end())
            return meaning_of(kind, details, is_partial=is_partial)
    return None


def by_amount(text: str) -> Meaning | None:
    """The meaning of a message that begins with an amount and a word for what became of it."""
    found = worded_amount(text)
    return _said_first(text, found[0], {"money": found[1]}, found[2]) if found else None


def by_slots(text: str) -> Meaning | None:
    """The meaning of a message that is a word for what happened beside an amount or a parcel's number."""
    found = said_by_slots(text)
    return _said_first(text, found.kind, found.details, found.end) if found else None


def by_phrase(text: str) -> Meaning | None:
    """The meaning of a message whose first sentence is one in which people say what happened."""
    found = said(text, message_patterns.phrase_keys())
    return _said_first(text, found.kind, found.details, found.end) if found else None


def by_last_part(text: str) -> Meaning | None:
    """The meaning of what follows a remark: `Scratch on lid; refunded 20.00 EUR`."""
    before, stop, rest = text.partition("; ")
    if not stop or "?" in text or "\n" in text or message_patterns.DOUBT.search(before):
        return None
    found = by_words(rest)
    return found if found and found.kind in CERTAIN and (found.money or found.tracking) else None


def _said_first(text: str, kind: Kind, details: dict[str, str], end: int) -> Meaning | None:
    """The meaning of what a message says up to `end`, unless the rest contradicts it."""
    if is_taken_back(text, end, kind):
        return None
    is_partial = kind in MAY_BE_PARTIAL and PART.search(text, 0, end) is not None
    if kind is Kind.SHIPPED:
        add_number(details, text)
    return meaning_of(kind, without_part(details, text, end), is_partial=is_partial)


def meaning_of(kind: Kind, given: dict[str, str], *, is_partial: bool = False) -> Meaning:
    money = given.get("money", "")
    after = given.get("after", "").strip(_QUOTES)
    state = status_names.STATES.get(status_names.bare(after)) if kind is Kind.STATUS else None
    return Meaning(
        kind=kind,
        state=state,
        is_partial=is_partial or (state is not None and new_status(state, after).is_partial),
        money=money,
        amount=exact(money) if money else None,
        currency=message_patterns.currency_in(money),
        carrier=given.get("carrier", "").strip(" ,"),
        tracking=given.get("tracking", ""),
        transaction=given.get("transaction", ""),
        before=given.get("before", "").strip(_QUOTES),
        after=after,
    )


def new_status(state: Kind | None, label: str) -> Meaning:
    partial = state in MAY_BE_PARTIAL and PART.search(label) is not None
    return Meaning(kind=Kind.STATUS, state=state, is_partial=partial, after=label)
