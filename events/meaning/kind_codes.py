"""Classifies many events fast, and the codes by which kinds are stored.

Messages that differ in nothing but their digits are of one kind, so each such template is classified once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import repeat
from zlib import crc32

from events.meaning import patterns as message_patterns
from events.meaning import phrase_words, status_names
from events.meaning.classify import OTHER, classify
from events.meaning.meaning import Meaning
from events.meaning.parts import PART
from events.vocabulary.catalogue import kinds_by_code
from events.vocabulary.kinds import Kind

REVISION = 26
"""To be raised when `events.meaning.classify` changes what it makes of the same patterns and names."""

UNKNOWN = 0
"""The code of an event that was not classified."""

NOTE_CODE = "note_added"
"""The type of a note. Whether the customer wrote it is no property of the event: customers change."""

NOTE = 255
"""The stored code of a note."""

_PARTIAL, _STATE = 50, 100
"""What is added to the code of a kind where only a part is meant, and where a status means it."""

_KINDS = tuple(Kind)
_PLACES = {kind: place for place, kind in enumerate(_KINDS, start=1)}

MEANT: Mapping[int, tuple[Kind, Kind]] = {
    **{place + part: (kind, kind) for kind, place in _PLACES.items() for part in (0, _PARTIAL)},
    **{
        _STATE + place + part: (Kind.STATUS, kind)
        for kind, place in _PLACES.items()
        for part in (0, _PARTIAL)
    },
    NOTE: (Kind.NOTE, Kind.NOTE),
}
"""Kind and displayed kind by code."""

PARTIAL = frozenset(code for code in MEANT if code != NOTE and code % _STATE > _PARTIAL)
"""The codes of events that say that only a part was meant."""


def code_of(meaning: Meaning) -> int:
    """The code of what an event means."""
    of_kind = _STATE + _PLACES[meaning.state] if meaning.state else _PLACES[meaning.kind]
    return of_kind + _PARTIAL * meaning.is_partial


def codes_of(kinds: frozenset[Kind]) -> frozenset[int]:
    """The codes that a filter for these kinds lets pass."""
    return frozenset(code for code, both in MEANT.items() if not kinds.isdisjoint(both))


@cache
def classifier() -> int:
    """The version of the classifier: another one may understand the same messages differently."""
    rows = [(row.kind.value, message_patterns.key_of(row.pattern)) for row in message_patterns.PATTERNS]
    names = sorted(f"{name}={kind}" for name, kind in status_names.STATES.items())
    words = [
        sorted(status_names.CODES.items()),
        sorted(status_names.LEDGER.items()),
        sorted(kinds_by_code().items()),
        list(map(str, _KINDS)),
    ]
    patterns = [one.pattern for one in (message_patterns.DOUBT, message_patterns.REASON, PART)]
    return crc32(repr((REVISION, rows, names, words, patterns, phrase_words.LISTS)).encode())


SHORT = 300
"""The most characters of a message that is understood by its template: longer ones are seldom alike."""

_DIGITS = bytes.maketrans(b"023456789", b"1" * 9)


def masked(message: str) -> bytes:
    """The template of a message: the message with its digits masked. No kind, and no place of an amount or a
    number, depends on which digits a message has."""
    return masked_bytes(message.encode("utf-8", "surrogatepass"))


def masked_bytes(message: bytes) -> bytes:
    """The same of a message in UTF-8."""
    return message.translate(_DIGITS)


def all_masked(messages: Iterable[bytes]) -> Iterator[bytes]:
    """The same of many."""
    return map(bytes.translate, messages, repeat(_DIGITS))


def classify_stored(code: str, text: str, legacy: str | None, *, by_customer: bool) -> Meaning:
    """What an event of type `code` means, as far as its kind goes: amounts and ids may be another event's.

    `text` is the message of a legacy event; the parameters of any other do not matter.
    """
    if code != OTHER:
        return _typed(code, by_customer=by_customer)
    if len(text) > SHORT:
        return _classify_message(text, legacy)
    return _of_template(masked(text), legacy)


@lru_cache(maxsize=256)
def _typed(code: str, *, by_customer: bool) -> Meaning:
    return classify(code, {}, legacy=None, by_customer=by_customer)


@lru_cache(maxsize=16384)
def _of_template(message: bytes, legacy: str | None) -> Meaning:
    """Cached by the masked message."""
    return _classify_message(message.decode("utf-8", "surrogatepass"), legacy)


def _classify_message(message: str, legacy: str | None) -> Meaning:
    return classify(OTHER, {"message": message}, legacy=legacy, by_customer=False)


def stored_code(code: str, text: str, legacy: str | None) -> int:
    """The code to be stored for an event: see `classify_stored`."""
    if code == OTHER and len(text) <= SHORT:
        return _code_of_template(masked(text), legacy)
    if code == NOTE_CODE:
        return NOTE
    return code_of(classify_stored(code, text, legacy, by_customer=False))


@lru_cache(maxsize=16384)
def _code_of_template(message: bytes, legacy: str | None) -> int:
    return code_of(_of_template(message, legacy))
