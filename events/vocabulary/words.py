"""Comparing words as users type them with names the program knows."""

from __future__ import annotations

import difflib


def normalize_word(text: str) -> str:
    """`text` in lower case, trimmed, with `-` written as `_`: the form in which names are compared."""
    return text.strip().lower().replace("-", "_")


def nearest(word: str, words: list[str], *, likeness: float = 0.6) -> list[str]:
    """Up to three of `words` that resemble `word`, most similar first; `likeness` is 1 for the same word."""
    return difflib.get_close_matches(word, words, n=3, cutoff=likeness)
