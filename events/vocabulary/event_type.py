"""What an event type is: a code with a label, a tone and a parameter schema.

The codes and API names are those of Saleor 2.11's Events page. A member's name is the
GraphQL API value, its value is the code.
"""

from __future__ import annotations

import difflib
from enum import StrEnum
from typing import Self

from events.errors import UnknownEventTypeError
from events.vocabulary.parameters import NoParameters, Parameters


class Tone(StrEnum):
    """How an event feels to somebody reading a timeline; colours and icons follow from it."""

    GOOD = "good"
    BAD = "bad"
    INFO = "info"
    NOTE = "note"
    NEUTRAL = "neutral"
    LEGACY = "legacy"


class EventType(StrEnum):
    """A vocabulary of event types. Members carry `label`, `tone` and `parameters`."""

    label: str
    tone: Tone
    parameters: type[Parameters]

    def __new__(
        cls,
        code: str,
        label: str = "",
        tone: Tone = Tone.NEUTRAL,
        parameters: type[Parameters] = NoParameters,
    ) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.tone = tone
        member.parameters = parameters
        return member

    @classmethod
    def parse(cls, text: str) -> Self:
        """The member with this code or API name, in any case; raises `UnknownEventTypeError`."""
        wanted = bare(text)
        for member in cls:
            if wanted in (member.value, member.name.lower()):
                return member
        raise UnknownEventTypeError(text, near=nearest(wanted, cls.spellings()))

    @classmethod
    def spellings(cls) -> list[str]:
        """Every code and API name in lower case, sorted."""
        return sorted({word for member in cls for word in (member.value, member.name.lower())})


class UnknownType(str):
    """A code found in the database that this vocabulary does not know.

    It reads like a member, so that an event written by a newer program does not end a timeline.
    """

    __slots__ = ()
    tone = Tone.NEUTRAL

    @property
    def value(self) -> str:
        return str(self)

    @property
    def name(self) -> str:
        return self.upper()

    @property
    def label(self) -> str:
        return f"An event of unknown type {self!s}"


AnyType = EventType | UnknownType


def bare(text: str) -> str:
    """A type as typed, without what does not tell types apart."""
    return text.strip().lower().replace("-", "_")


def nearest(word: str, words: list[str]) -> list[str]:
    """Up to three of `words` that look like `word`, best first."""
    return difflib.get_close_matches(word, words, n=3, cutoff=0.6)
