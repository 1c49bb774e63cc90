"""Full meanings of many messages, fast: each template is classified once, and its details are cut out of the
messages."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from events.amounts import exact
from events.meaning.classify import classify_text
from events.meaning.kind_codes import SHORT, masked
from events.meaning.meaning import Meaning

_DETAILS = ("money", "carrier", "tracking", "transaction", "before", "after")
_DIGIT = "1"
"""What `masked` puts in the place of every digit."""

_MAY_BE_YEAR = _DIGIT * 4

_exact = lru_cache(maxsize=16384)(exact)


class _Template(NamedTuple):
    """What a masked message means; and where its details with digits are, by their place in `_DETAILS`: None
    for one that has none, since it is the same in all messages of the template."""

    meaning: Meaning
    places: tuple[slice | None, ...]


def meaning_of_message(message: str) -> Meaning:
    """What `events.meaning.classify.classify_text` gives for a message, without a legacy word."""
    text = message.strip().replace("\xa0", " ")
    found = _template(masked(text)) if len(text) <= SHORT else None
    if found is None:
        return classify_text(message)
    template, (money, carrier, tracking, transaction, before, after) = found
    return Meaning(
        kind=template.kind,
        state=template.state,
        is_partial=template.is_partial,
        money=text[money] if money else template.money,
        amount=_exact(text[money]) if money else template.amount,
        currency=template.currency,
        is_of_row=template.is_of_row,
        carrier=text[carrier] if carrier else template.carrier,
        tracking=text[tracking] if tracking else template.tracking,
        transaction=text[transaction] if transaction else template.transaction,
        before=text[before] if before else template.before,
        after=text[after] if after else template.after,
    )


@lru_cache(maxsize=16384)
def _template(message: bytes) -> _Template | None:
    """None where a detail occurs more than once: then its place is not known; and where its digits decide
    whether a number is an amount or a year."""
    text = message.decode("utf-8", "surrogatepass")
    meaning = classify_text(text)
    if meaning.money == _MAY_BE_YEAR:
        return None
    details = [getattr(meaning, name) for name in _DETAILS]
    if any(_DIGIT in detail and _is_twice(text, detail) for detail in details):
        return None
    places = (slice(start := text.find(one), start + len(one)) if _DIGIT in one else None for one in details)
    return _Template(meaning, tuple(places))


def _is_twice(text: str, part: str) -> bool:
    return text.find(part) != text.rfind(part)
