"""The kind of events that a word means, as people and shops write it."""

from __future__ import annotations

from events.vocabulary.kinds import Kind
from events.vocabulary.words import kind_called


def kind_named(text: str) -> Kind:
    """The kind called `text`: by its name, another one (`refunds`), or as a shop calls it (`bezahlt`).

    Raises `UnknownKindError` with the nearest.
    """
    known = kind_called(text)
    if known not in list(Kind):
        from events.meaning.classify import classify_text

        meaning = classify_text(text)
        if meaning.display_kind not in (Kind.LEGACY, Kind.STATUS) and not meaning.is_partial:
            return meaning.display_kind
    return Kind.parse(known)
