"""Derives from a regular expression which words a text must contain to match it.

An index of patterns by word needs them: of a hundred patterns, only the few that share a word with the text
are tried. A word is a run of letters and digits, in any case.

The expression is walked once, from left to right, with every way through it kept as a path: the complete
words seen so far, and the word being spelled at its end. A path is dropped where another one needs fewer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_MOST_PATHS = 4000
_MOST_REPEATS = 2
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_RARE = 8
"""A word of this length is taken to be as rare as a longer one."""


class NoIndexWordsError(ValueError):
    """A pattern can match without any particular complete word."""

    def __init__(self, pattern: str) -> None:
        super().__init__(
            f"No index words can be derived from {pattern!r}: it can match a text without any complete word. "
            r"Begin it with ^ or \b, and end its words with a space, punctuation, or \b."
        )


@dataclass(frozen=True, slots=True)
class _Path:
    """One way through the expression. `partial` is the word at its end, None where letters are unknown."""

    words: frozenset[str] = frozenset()
    partial: str | None = None


def index_words(pattern: str) -> frozenset[str]:
    """Words, of which every text that `pattern` matches contains at least one; all are casefolded.

    The pattern is compiled without case. Raises `NoIndexWordsError`.
    """
    paths = _walk({_Path()}, list(_parser.parse(pattern, re.IGNORECASE)))
    needed = _fewest({replace(path, partial=None) for path in paths})
    if any(not path.words for path in needed):
        raise NoIndexWordsError(pattern)
    return _cover([path.words for path in needed])


def _cover(sets: list[frozenset[str]]) -> frozenset[str]:
    """A few words, one of which is in each of `sets`; long words are preferred, because they are rare."""
    chosen: set[str] = set()
    while sets:
        counts = Counter(word for words in sets for word in words)
        best = max(counts, key=lambda word: (counts[word] * min(len(word), _RARE), word))
        chosen.add(best)
        sets = [words for words in sets if best not in words]
    return frozenset(chosen)


def _walk(paths: set[_Path], nodes: Iterable[Any]) -> set[_Path]:
    for node in nodes:
        paths = _fewest(_step(paths, *node))
    return paths


def _step(paths: set[_Path], kind: Any, value: Any) -> set[_Path]:  # noqa: PLR0911
    """The paths after one node of the expression."""
    if kind is op.LITERAL:
        return _spell(paths, {chr(value)})
    if kind is op.IN:
        return _spell(paths, _characters(value))
    if kind is op.SUBPATTERN:
        return _walk(paths, value[3])
    if kind is op.BRANCH:
        return set().union(*(_walk(paths, branch) for branch in value[1]))
    if kind in _REPEATS:
        return _repeat(paths, *value)
    if kind is op.AT:
        return _end_word(paths) if value not in (op.AT_NON_BOUNDARY,) else paths
    if kind is op.ASSERT and value[0] == 1:
        return _end_word(paths) if _starts_outside_word(list(value[1])) else paths
    return paths if kind in (op.ASSERT, op.ASSERT_NOT) else _unknown(paths)


def _repeat(paths: set[_Path], least: int, most: int, inner: Any) -> set[_Path]:
    """A node repeated: each count up to two; more of it may spell anything."""
    current = paths
    for _ in range(min(least, _MOST_REPEATS)):
        current = _walk(current, inner)
    if least > _MOST_REPEATS:
        return _unknown(current) if not _is_outside_word(inner) else current
    found = set(current)
    if most > least:
        once = _walk(current, inner)
        found |= once if most == least + 1 or _is_outside_word(inner) else once | _unknown(once)
    return found


def _spell(paths: set[_Path], characters: set[str] | None) -> set[_Path]:
    """The paths followed by one of `characters`; None is any character that can be part of a word."""
    if characters is None:
        return _unknown(paths)
    found: set[_Path] = set()
    for char in characters:
        folded = char.casefold()
        found |= _extend(paths, folded) if folded.isalnum() else _end_word(paths)
    return found


def _extend(paths: set[_Path], text: str) -> set[_Path]:
    return {path if path.partial is None else replace(path, partial=path.partial + text) for path in paths}


def _end_word(paths: set[_Path]) -> set[_Path]:
    """The paths at a place where a word has ended and a new one can begin."""
    return {_Path(path.words | {path.partial} if path.partial else path.words, partial="") for path in paths}


def _unknown(paths: set[_Path]) -> set[_Path]:
    """The paths after unknown characters."""
    return {replace(path, partial=None) for path in paths}


def _characters(items: Any) -> set[str] | None:
    """The characters of a set; {" "} for any that are outside words; None where there are too many."""
    found: set[str] = set()
    for kind, value in items:
        if kind is op.LITERAL:
            found.add(chr(value))
        elif kind is op.CATEGORY and value is op.CATEGORY_SPACE:
            found.add(" ")
        else:
            return None
    return found


def _is_outside_word(inner: Any) -> bool:
    """Whether an expression matches nothing but characters outside words."""
    return all(_is_outside_character(kind, value) for kind, value in inner)


def _is_outside_character(kind: Any, value: Any) -> bool:
    characters = {chr(value)} if kind is op.LITERAL else _characters(value) if kind is op.IN else None
    return characters is not None and not any(char.casefold().isalnum() for char in characters)


def _starts_outside_word(nodes: list[Any]) -> bool:
    """Whether a lookahead holds only where a word has ended."""
    if not nodes:
        return False
    kind, value = nodes[0]
    if kind is op.BRANCH:
        return all(_starts_outside_word(list(branch)) for branch in value[1])
    if kind is op.SUBPATTERN:
        return _starts_outside_word(list(value[3]))
    if kind in _REPEATS:
        return value[0] > 0 and _starts_outside_word(list(value[2]))
    return (kind is op.AT and value in (op.AT_END, op.AT_BOUNDARY)) or _is_outside_character(kind, value)


def _fewest(paths: set[_Path]) -> set[_Path]:
    """The paths without those that need more words than another one with the same end."""
    kept: dict[str | None, list[frozenset[str]]] = {}
    for path in sorted(paths, key=lambda path: len(path.words)):
        same = kept.setdefault(path.partial, [])
        if not any(words <= path.words for words in same):
            same.append(path.words)
    found = {_Path(words, partial) for partial, alike in kept.items() for words in alike}
    return found if len(found) <= _MOST_PATHS else {_Path()}
