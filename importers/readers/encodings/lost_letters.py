"""Text whose letters were lost or replaced before it was exported, and what the report says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_UTF7 = re.compile(r"(?<![+\w/])\w*\+([A-Za-z0-9+/]{3,})-")
_CYRILLIC_PAIRS = re.compile(
    "(?:[\u0420\u0421][\u0400-\u04ff\u00a0-\u00bf\u2013-\u203a\u20ac\u2116\u2122]){3,}"
)
_QUESTION_MARKS = re.compile(r"(?<![\w/=?&.:-])[A-Za-z]{1,20}\?{1,3}[a-z]{1,20}(?![\w-]*[=?/])")
_SEVERAL = 2
_EXAMPLE = 40
_HIGH = 0x7F


def _has_utf7(line: str) -> bool:
    """Whether letters of the line are written as `+APY-`, which other programs do not read."""
    return any(map(_are_letters, _UTF7.findall(line)))


def _are_letters(base64: str) -> bool:
    try:
        text = f"+{base64}-".encode("ascii").decode("utf-7")
    except UnicodeDecodeError:
        return False
    return bool(text) and all(ord(one) > _HIGH and (one.isalpha() or one in "€–…„“”’") for one in text)  # noqa: RUF001


def _is_cyrillic_read_as_cp1251(line: str) -> bool:
    return any(_decodes(found, "cp1251") for found in _CYRILLIC_PAIRS.findall(line))


def _decodes(text: str, page: str) -> bool:
    try:
        return text.encode(page).decode("utf-8").isalpha()
    except UnicodeError:
        return False


def _has_replacement(line: str) -> bool:
    return "\ufffd" in line


def _has_question_marks(line: str) -> bool:
    return _QUESTION_MARKS.search(line) is not None


_FAULTS: tuple[tuple[Callable[[str], bool], int, str, str], ...] = (
    (
        _has_replacement, 1, "the mark for a lost letter (U+FFFD)",
        "The program that wrote it lost these letters: export it again, in UTF-8",
    ),
    (
        _has_utf7, _SEVERAL, "letters that are written as in UTF-7",
        "It is imported as it is: export it again, in UTF-8",
    ),
    (
        _is_cyrillic_read_as_cp1251, 1, "text in UTF-8 that was read as cp1251 and encoded again",
        "It is imported as it is: export it again",
    ),
    (
        _has_question_marks, _SEVERAL, "question marks within words, as for letters that were lost",
        "If they were, export it again, in UTF-8",
    ),
)  # fmt: skip
"""How to know damage, the fewest lines that are no chance, and what it is and what to do."""


def describe_lost_letters(lines: Iterable[str]) -> tuple[str, ...]:
    """A sentence on each kind of damage that `lines` have."""
    known = [line for line in lines if line]
    found: list[str] = []
    for has, fewest, what, advice in _FAULTS:
        spoilt = [line for line in known if has(line)]
        if len(spoilt) >= fewest:
            count = "1 sampled line has" if len(spoilt) == 1 else f"{len(spoilt):,} sampled lines have"
            found.append(f"{count} {what}: {spoilt[0].strip()[:_EXAMPLE]!r}. {advice}.")
    return tuple(found)
