"""Parses search queries: words and phrases, all of which must occur. Every text is a valid query."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from events.database.spellings import spellings
from events.vocabulary.parameters import storable

_PIECES = re.compile(r'"([^"]*)"|(\S+)')
_WORDS = re.compile(r"[^\W_]+")
_MOST = 16
"""Further words are ignored: each costs an index lookup and hardly improves the result."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """Pieces of text that must all occur, each as a phrase whose last word matches by prefix."""

    pieces: tuple[str, ...]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The start and end of each match in `text`, sorted and without overlaps, for highlighting."""
        plain = _plain(text)
        found = sorted(span for piece in self.pieces for span in _found(piece, plain))
        kept: list[tuple[int, int]] = []
        for start, end in found:
            if not kept or start >= kept[-1][1]:
                kept.append((start, end))
        return kept

    def is_said(self, texts: Iterable[str]) -> bool:
        """Whether all pieces occur in these texts with their last word as a whole, not only its beginning."""
        plain = _plain("\n".join(texts))
        return all(next(_found(piece, plain, rest=r"(?![^\W_])"), None) for piece in self.pieces)


def parse(text: str) -> Query:
    """Parse `text`: words between spaces, and phrases in double quotes."""
    pieces = ((phrase or word).replace('"', " ") for phrase, word in _PIECES.findall(storable(text)))
    searchable = (piece for piece in pieces if _WORDS.search(piece))
    return Query(pieces=tuple(searchable)[:_MOST])


def in_order(ranked: list[tuple[float, str, int]], limit: int) -> list[tuple[str, int]]:
    """Return the best `limit` hits by rank (lower is better); of equal ranks, the newest first."""
    ranked.sort(key=lambda hit: (hit[0], -hit[2], hit[1]))
    return [(letter, number) for _, letter, number in ranked[:limit]]


def _found(piece: str, plain: str, *, rest: str = r"[^\W_]*") -> Iterator[tuple[int, int]]:
    """Where the words of `piece` stand, with the `rest` of the last one."""
    forms = (r"[\W_]+".join(map(re.escape, _WORDS.findall(_plain(form)))) for form in spellings(piece))
    pattern = f"(?:{'|'.join(forms)})"
    yield from (match.span() for match in re.finditer(rf"(?<![^\W_]){pattern}{rest}", plain))


def _plain(text: str) -> str:
    """`text` without case and accents, with one letter for each, so that positions stay the same."""
    return "".join(_letter(char) for char in text)


def _letter(char: str) -> str:
    if char.isascii():
        return char.lower()
    return unicodedata.normalize("NFD", char)[0].lower()[0]


def texts(value: Any) -> Iterator[str]:
    """The texts and numbers of an event's parameters."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif value is not None:
        yield str(value)
