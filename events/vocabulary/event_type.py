"""What an event type is: one row with a code, a label, a tone, a kind, a parameter schema and a sentence.

Codes and API names are those of Saleor 2.11's Events page. A member's name is the GraphQL API value,
its value is the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self

from events.errors import UnknownEventTypeError
from events.vocabulary.kinds import Kind, Tone
from events.vocabulary.parameters import NoParameters, Parameters, decode, to_json
from events.vocabulary.sentences import EventContext, Sentence
from events.vocabulary.words import nearest, normalize_word


class EventType(StrEnum):
    """A vocabulary of event types; each member is one row.

    A row is: code, label (one English sentence), tone, kind, sentence, parameter schema. `sentence` is a
    function from `events.vocabulary.sentences`, or a text for types whose sentence is always the same.
    `kind` and `sentence` may be left out only in vocabularies that are not event types themselves
    (`OrderEventsEmails`); a test names any event type without them.
    """

    label: str
    tone: Tone
    kind: Kind | None
    sentence: Sentence | str | None
    parameters: type[Parameters]

    def __new__(  # noqa: PLR0917
        cls,
        code: str,
        label: str = "",
        tone: Tone = Tone.NEUTRAL,
        kind: Kind | None = None,
        sentence: Sentence | str | None = None,
        parameters: type[Parameters] = NoParameters,
    ) -> Self:
        """Build one member from its row."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.tone = tone
        member.kind = kind
        member.sentence = sentence
        member.parameters = parameters
        return member

    @classmethod
    def parse(cls, text: str) -> Self:
        """The member with this code or API name, in any case. Raises `UnknownEventTypeError`."""
        wanted = normalize_word(text)
        for member in cls:
            if wanted in (member.value, member.name.lower()):
                return member
        raise UnknownEventTypeError(text, near=nearest(wanted, cls.spellings()))

    @classmethod
    def spellings(cls) -> list[str]:
        """Every code and API name in lower case, sorted."""
        return sorted({word for member in cls for word in (member.value, member.name.lower())})


class UnknownType(str):
    """A code in the database that this vocabulary does not have.

    It can be used like a member, so an event written by a newer program does not break a timeline.
    """

    __slots__ = ()
    tone = Tone.NEUTRAL
    kind = None
    sentence = None
    parameters = NoParameters

    @property
    def value(self) -> str:
        """The code."""
        return str(self)

    @property
    def name(self) -> str:
        """The code in upper case, like a member's API name."""
        return self.upper()

    @property
    def label(self) -> str:
        """A sentence that names the code."""
        return f"An event of unknown type {self!s}"


AnyType = EventType | UnknownType


def describe_event(type: AnyType, parameters: Mapping[str, Any], context: EventContext) -> str:
    """What happened, in one sentence.

    Parameters that do not fit the type's schema are shown after its label as JSON, never interpreted.
    The result is foreign text: make it safe before printing it.
    """
    fitting = decode(type.parameters, parameters)
    if fitting is None or type.sentence is None:
        return f"{type.label} {to_json(parameters)}" if parameters else type.label
    if isinstance(type.sentence, str):
        return type.sentence
    return type.sentence(fitting, context) or type.label
