"""How plausible a decoded text is: letters in words of one script and case, signs where signs stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from functools import lru_cache

from importers.readers.encodings.alphabets import script_of

_OPENING = frozenset("“‘„‚«‹¿¡")  # noqa: RUF001
_CLOSING = frozenset("”’»›")  # noqa: RUF001
_UNCLOSED, _CLOSES = "‹›"  # noqa: RUF001
"""A quotation mark that nobody writes without the other; in the wrong code page, Ü at the start of a word."""
_ANYWHERE = frozenset("…–—·•©®™")
_JOINERS = frozenset("\u200c\u200d\u200e\u200f")
_TONE_VOWELS = frozenset("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY")
_WITH_CASE = ("LATIN", "CYRILLIC", "GREEK")
_NO_CASE = ("LATIN", "CJK", "HANGUL", "THAI")
_NO_BREAK_SPACE = "\xa0"
_REPLACEMENT = "\ufffd"


def plausibility(text: str, *, places: Container[int] | None = None) -> float:
    """1.0 where all characters beyond ASCII stand where such characters stand, 0.0 where none does.

    `places` restricts the judgement to some positions in `text`.
    """
    padded = f" {text} "
    unclosed = _UNCLOSED if _CLOSES not in text else ""
    faults = [
        max(_fault(padded[at - 1], padded[at], padded[at + 1]), float(padded[at] == unclosed))
        for at in range(1, len(padded) - 1)
        if padded[at] > "\x7f" and (places is None or at - 1 in places)
    ]
    return 1 - sum(faults) / len(faults) if faults else 1.0


@lru_cache(50_000)
def _fault(before: str, character: str, after: str) -> float:
    """0.0 where `character` may well stand between these two, 1.0 where it never does."""
    category = unicodedata.category(character)
    if category in ("Cc", "Cn", "Co", "Cs") or character == _REPLACEMENT:
        return 1.0
    if category == "Cf":
        return float(character not in _JOINERS)
    if category[0] == "M":
        return _mark_fault(before)
    if character.isalpha() and character not in "ºªµ":
        return _letter_fault(before, character, after)
    return _sign_fault(before, character, after)


def _mark_fault(before: str) -> float:
    """A combining mark follows a letter; a Vietnamese tone follows a vowel."""
    if script_of(before) == "LATIN":
        return float(before not in _TONE_VOWELS)
    return float(not before.isalpha() and unicodedata.category(before)[0] != "M")


def _letter_fault(before: str, letter: str, after: str) -> float:
    script = script_of(letter)
    if script != "CJK" and any(one.isalpha() and script_of(one) != script for one in (before, after)):
        return 1.0
    if script == "HALFWIDTH" or (script == "CJK" and before.isascii() and before.isalpha()):
        return 0.5
    if (letter.isupper() and before.islower()) or (letter.islower() and after.isupper()):
        return 1.0
    if after.isdecimal() and script in _WITH_CASE:
        return 0.7
    if before.isalpha() or after.isalpha() or unicodedata.category(after)[0] == "M":
        return 0.0
    return 0.3 if letter.isupper() else 0.0 if script in _NO_CASE else 0.5  # a word of one letter


def _sign_fault(before: str, sign: str, after: str) -> float:
    if 0x2500 <= ord(sign) <= 0x25FF:  # boxes and blocks
        return 1.0
    if script_of(sign) in ("CJK", "THAI"):
        return 0.0
    if sign in "ºª":
        return 1.0 if after.isalpha() else 0.3 * before.isalpha()
    if sign == "µ":
        return float(before.isalpha())
    if before.isalpha() and after.isalpha():
        return 0.0 if sign in "’·" else 0.6 if sign == _NO_BREAK_SPACE else 1.0  # noqa: RUF001
    return _edge_fault(before, sign, after)


def _edge_fault(before: str, sign: str, after: str) -> float:
    """For a sign that does not stand between two letters."""
    if sign in _ANYWHERE:
        return 0.0
    if sign in _OPENING:
        return float(before.isalnum())
    if sign in _CLOSING:
        return 0.7 * after.isalpha()
    return _rare_sign_fault(before, sign, after)


def _rare_sign_fault(before: str, sign: str, after: str) -> float:
    if sign == _NO_BREAK_SPACE:
        return 0.5 * (after.isalpha() and not before.isdigit())
    if sign in "²³":
        return 0.0 if before.isalnum() and not after.isalpha() else 0.7
    if sign == "°":
        return 0.7 * (after.isalpha() and after not in "CF")
    return 0.7 if before.isalpha() or after.isalpha() else 0.2
