"""Letters beyond ASCII by language: a reading whose letters belong to one language is plausible."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache

_LATIN = (
    "äöüßéà", "àâæçéèêëîïôœùûüÿ", "áéíñóúü", "àáâãçéêíóôõúü", "àèéìíîòóùú", "áäéèëïíóöüúç",
    "åæøéäöüó", "åäöéüà", "åäöšžéü", "áðéíóúýþæö", "àçèéíïòóúüñ", "ąćęłńóśźżé",
    "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšžé", "ăâîşţșț", "çğıİöşüâîû",
    "ąčęėįšųūž", "āčēģīķļņšūžōŗ", "äõöüšžé", "çëé",
)  # fmt: skip
"""German, French, Spanish, Portuguese, Italian, Dutch; Danish, Swedish, Finnish, Icelandic, Catalan, Polish;
Czech, Slovak, Hungarian, Croatian, Romanian, Turkish; Lithuanian, Latvian, Estonian, Albanian."""

_CYRILLIC = (
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "абвгдђежзијклљмнњопрстћуфхцчџш", "абвгдѓежзѕијклљмнњопрстќуфхцчџш", "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
)  # fmt: skip
"""Russian and Bulgarian, Ukrainian, Serbian, Macedonian, Belarusian, Kazakh."""

_GREEK = "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ"
_VIETNAMESE = "àáâãèéêìíòóôõùúýăđĩũơư"
_LAST = "".join(map(chr, range(0x1EA0, 0x1EFA)))
"""Vietnamese letters with two marks."""

ALPHABETS = tuple(
    frozenset(letters + letters.upper()) - frozenset(map(chr, range(128)))
    for letters in (*_LATIN, *_CYRILLIC, _GREEK, _VIETNAMESE + _LAST)
)
_ALPHABETIC = ("LATIN", "CYRILLIC", "GREEK")


def language_share(text: str) -> float:
    """The share of the Latin, Cyrillic and Greek letters beyond ASCII in `text` that one language has."""
    counted = Counter(unicodedata.normalize("NFC", text))
    letters = {one: n for one, n in counted.items() if one.isalpha() and is_alphabetic(one)}
    total = sum(letters.values())
    if not total:
        return 1.0
    best = max(sum(n for one, n in letters.items() if one in alphabet) for alphabet in ALPHABETS)
    return best / total


def is_alphabetic(character: str) -> bool:
    """Return whether a character is Latin, Cyrillic or Greek, and not ASCII."""
    return ord(character) > 127 and script_of(character) in _ALPHABETIC


@cache
def script_of(character: str) -> str:
    """The script by the first word of a character's Unicode name; Chinese and Japanese are one: "CJK"."""
    name = unicodedata.name(character, "UNKNOWN").split()[0]
    east_asian = ("HIRAGANA", "KATAKANA", "FULLWIDTH", "IDEOGRAPHIC", "BOPOMOFO")
    return "CJK" if name in east_asian else name
