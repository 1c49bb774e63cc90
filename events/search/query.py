"""What somebody seeks: words and phrases, all of which must be there. No text is an error."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from events.vocabulary.parameters import storable

_PIECES = re.compile(r'"([^"]*)"|(\S+)')
_WORDS = re.compile(r"[^\W_]+")
_MOST = 16
"""Words beyond these do not make an answer better, and each costs a look at the index."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """Pieces of text, each of which stands in the event as a phrase whose last word may go on."""

    pieces: tuple[str, ...]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the pieces stand in `text`, in order, without overlaps; for highlighting."""
        plain = _plain(text)
        found = sorted(span for piece in self.pieces for span in _found(piece, plain))
        kept: list[tuple[int, int]] = []
        for start, end in found:
            if not kept or start >= kept[-1][1]:
                kept.append((start, end))
        return kept


def parse(text: str) -> Query:
    """What `text` asks for: words between spaces, and phrases in double quotes."""
    pieces = ((phrase or word).replace('"', " ") for phrase, word in _PIECES.findall(storable(text)))
    searchable = (piece for piece in pieces if _WORDS.search(piece))
    return Query(pieces=tuple(searchable)[:_MOST])


def in_order(ranked: list[tuple[float, str, int]], limit: int) -> list[tuple[str, int]]:
    """Return the best `limit` hits by rank (lower is better); of equal ranks, the newest first."""
    ranked.sort(key=lambda hit: (hit[0], -hit[2], hit[1]))
    return [(letter, number) for _, letter, number in ranked[:limit]]


def _found(piece: str, plain: str) -> Iterator[tuple[int, int]]:
    words = _WORDS.findall(_plain(piece))
    pattern = r"[\W_]+".join(map(re.escape, words))
    yield from (match.span() for match in re.finditer(rf"(?<![^\W_]){pattern}[^\W_]*", plain))


def _plain(text: str) -> str:
    """Without case and accents, letter for letter, so that places in it are places in `text`."""
    return "".join(_letter(char) for char in text)


def _letter(char: str) -> str:
    if char.isascii():
        return char.lower()
    return unicodedata.normalize("NFD", char)[0].lower()[0]
