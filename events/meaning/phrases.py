# ruff: noqa: RUF001
"""Understands sentences in which a shop's staff say what happened: `Sent with DHL`, `Kunde hat bar bezahlt`.

What varies (a means of payment, a carrier, a day, an amount, the order's number) is taken out. What is left
has to be a phrase of `events.meaning.phrase_words`, or the name of a status beside that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from events.meaning import phrase_words, status_names
from events.meaning.asides import is_aside
from events.meaning.fields import MONEY
from events.vocabulary.kinds import Kind


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence says: its kind, the details as written, and where in the text the rest begins."""

    kind: Kind
    details: dict[str, str]
    end: int


_LONGEST = 120
"""A sentence with more characters says more than one thing."""
_SHORT = 3
"""Words of no more letters may be anything: a currency, an ending."""
_MASKED = str.maketrans("023456789", "1" * 9)
_WORDS = re.compile(r"[^\W\d_]+")
_SCRIPT = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_ASKED = re.compile(r"[?？¿]")
_END = re.compile(r"[.,;!。！、\n]|\s[–—-]\s")
_SURE_END = re.compile(r"(?<!\d)[.,](?!\d)|[;!。！、\n]|\s[–—-]\s")
"""An end that is none of a date or an amount."""
_TRACKING = re.compile(
    r"[,.;]?\s*(?:[–—-]\s*)?(?:[^\W\d_]+(?:-[^\W\d_]+)?[\s.:#]+){0,3}(?P<tracking>(?=[A-Z-]*\d)[A-Z0-9-]{6,40})\s*[.!]?\s*(?:$|\n)"
)
_BY_PAYMENT = frozenset({Kind.PAID, Kind.REFUNDED})
_BY_CARRIER = frozenset({Kind.SHIPPED, Kind.DELIVERED})
_ON_DAY = _BY_PAYMENT | _BY_CARRIER | {Kind.CANCELLED, Kind.RETURNED}


def said(text: str, keys: frozenset[str]) -> Said | None:
    """What the first sentence of a message says happened. None where it says anything else, and where more
    than a tracking number or a remark (see `asides`) follows a comma. `keys` are the words of `key_words`."""
    first = _SURE_END.split(text[: _LONGEST + 1], maxsplit=1)[0]
    is_spaced = text.isascii() or _SCRIPT.search(first) is None
    if (
        len(first) > _LONGEST
        or (is_spaced and not _may_be_understood(first.casefold(), keys))
        or _ASKED.search(text.partition("\n")[0])
    ):
        return None
    sentence = _sentence(text, _slots() if is_spaced else _unspaced_slots())
    if sentence is None:
        return None
    words, whole, details, end = sentence
    kind = (_kind(words) or _phrase(whole)) if is_spaced else _unspaced().get("".join(words.split()))
    if kind is None:
        return None
    if text[end : end + 1] in (",", " ", "、"):
        tracking = _TRACKING.fullmatch(text, end) if kind is Kind.SHIPPED else None
        if tracking is not None:
            details["tracking"] = tracking["tracking"]
        elif not is_aside(text, end, kind, keys):
            return None
    if "money" in details and not phrase_words.PEOPLE.isdisjoint(words.split()):
        return None
    kept = ("money",) if kind in _BY_PAYMENT else ("carrier", "tracking") if kind in _BY_CARRIER else ()
    return Said(kind, {name: given for name, given in details.items() if name in kept}, end)


def _may_be_understood(first: str, keys: frozenset[str]) -> bool:
    """Whether a first sentence has a key word, and only words of phrases and of parts that vary."""
    words = _WORDS.findall(first)
    return not keys.isdisjoint(words) and all(len(word) <= _SHORT or word in _vocabulary() for word in words)


def _sentence(text: str, slots: re.Pattern[str]) -> tuple[str, str, dict[str, str], int] | None:
    """The first sentence with letters for what varies; the same with its means of payment as written; the
    details in it; and where it ends. None where it names two amounts or carriers, or is too long."""
    masked = text[: _LONGEST * 2].translate(_MASKED)
    details: dict[str, str] = {}
    words: list[str] = []
    whole: list[str] = []
    place, end = 0, None
    for found in slots.finditer(masked):
        if stop := _END.search(masked, place, found.start()):
            end = stop.start()
            break
        for name in ("money", "carrier"):
            if found.groupdict().get(name):
                if name in details:
                    return None
                details[name] = text[slice(*found.span(name))].strip()
        before = masked[place : found.start()].casefold()
        letter = _LETTERS.get(found.lastgroup or "", " ")
        words += (before, letter)
        whole += (before, found[0].casefold() if letter in _MEANS else letter)
        place = found.end()
    if end is None:
        stop = _END.search(masked, place)
        end = stop.start() if stop else len(text)
    if end > _LONGEST:
        return None
    rest = masked[place:end].casefold()
    return _joined([*words, rest]), _joined([*whole, rest]), details, end


def _joined(parts: list[str]) -> str:
    return " ".join("".join(parts).strip(" .!").split())


_LETTERS = {"p": " P ", "h": " H ", "c": " C ", "m": " M ", "d": " D "}
"""What stands for a part that varies; nothing but a space for an amount or the order's number."""
_MEANS = (" P ", " M ")


def _kind(words: str) -> Kind | None:
    """The kind of a sentence that is a phrase or the name of a status, beside what varies."""
    found = _phrase(words)
    status = " ".join(re.sub(r"\b[PCMD]\b", " ", words).split())
    if found or status == words or not phrase_words.NOUNS.isdisjoint(status.split()):
        return found
    has = set(words.split())
    kind = status_names.STATES.get(status) if "C" not in has or status not in _PICKED_UP else Kind.SHIPPED
    fits = (_BY_PAYMENT if has & {"P", "M"} else _ON_DAY) & (_BY_CARRIER if "C" in has else _ON_DAY)
    return kind if kind in fits else None


_PICKED_UP = frozenset(
    "abgeholt afgehaald opgehaald afhentet hämtad hentet noudettu vyzvednuta vyzvednuto".split()
)
"""What a customer does with a parcel that waits, and a carrier with one that is to be sent."""


def _phrase(words: str) -> Kind | None:
    bare = " ".join(word for word in words.split() if word != "D")
    key = max(bare.split(), key=len, default="")
    for kind, phrase in _with_word(key) if key else ():
        sentences = expanded(phrase)
        if bare in sentences or bare.replace("P", "M") in sentences:
            return kind
    return None


@cache
def _slots() -> re.Pattern[str]:
    of = r"(?:(?:of|von|über|de|di|van|på|av|na kwotę)\s+)?"
    money = rf"{of}\(?(?P<money>{MONEY})\)?"
    words = phrase_words
    return re.compile(
        rf"(?<![\w-])(?:(?P<p>{words.PORTUGUESE_MEANS})|(?P<h>{words.HANDED})|(?P<c>{words.CARRIER})|"
        rf"(?P<m>{words.MEANS})|(?P<d>{words.DAYS})|(?P<a>{money})|"
        r"(?P<n>(?:#|n[or°º]\.?\s?)[\w-]*\d[\w-]*))(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _unspaced_slots() -> re.Pattern[str]:
    words = phrase_words
    return re.compile(
        rf"(?P<m>{words.UNSPACED_MEANS})|(?P<c>{words.UNSPACED_CARRIER})|(?P<x>{words.UNSPACED_DAYS})",
        re.IGNORECASE,
    )


@cache
def _unspaced() -> Mapping[str, Kind]:
    return {
        one: kind
        for kind, phrases in phrase_words.UNSPACED.items()
        for phrase in _BETWEEN.split(phrases)
        for one in expanded(phrase)
    }


@cache
def phrases() -> tuple[tuple[Kind, str], ...]:
    """Each phrase as written, with its kind."""
    return tuple(
        (kind, phrase) for kind, row in phrase_words.PHRASES.items() for phrase in _BETWEEN.split(row)
    )


@lru_cache(maxsize=512)
def _with_word(word: str) -> tuple[tuple[Kind, str], ...]:
    """The phrases that may have the word: those of few are expanded, and only where a message needs them."""
    return tuple(row for row in phrases() if word in row[1])


def key_words() -> frozenset[str]:
    """Words, of which every sentence that is understood has one, in small letters: the longest of each phrase
    and of each name of a status, where there is one that says what happened."""
    names = (name for name, kind in status_names.STATES.items() if kind in _ON_DAY)
    texts = (*(one for _, phrase in phrases() for one in expanded(phrase)), *names)
    return frozenset(
        max(words, key=lambda word: (word not in phrase_words.THINGS, len(word)))
        for text in texts
        if (words := _WORDS.findall(text))
    )


@cache
def _vocabulary() -> frozenset[str]:
    """The words of all phrases, names and parts that vary."""
    names = [name for name, kind in status_names.STATES.items() if kind in _ON_DAY]
    words = phrase_words
    parts = [words.MEANS, words.PORTUGUESE_MEANS, words.CARRIER, words.HANDED, words.DAYS]
    texts = [re.sub(r"\\.|\(\?P<\w+>", " ", part).casefold() for part in parts]
    return frozenset(_WORDS.findall(" ".join([*texts, *names, *phrase_words.PHRASES.values()])))


_BETWEEN = re.compile(r"\|(?![^()]*\))")
_PART = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|[^()\[\]]+")


@lru_cache(maxsize=1024)
def expanded(phrase: str) -> frozenset[str]:
    """All sentences that a phrase stands for."""
    ways = [
        ("", *found[1].split("|")) if found[1] is not None else (found[2] or found[0]).split("/")
        for found in _PART.finditer(phrase)
    ]
    return frozenset(" ".join("".join(way).split()) for way in product(*ways))
