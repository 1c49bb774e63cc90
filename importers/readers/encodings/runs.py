"""Finds the lines, phrases and words of a text that contain bytes beyond ASCII, in linear time.

The text is split at delimiters first. A single pattern for "a run with such a byte" would scan a long run of
ASCII again from each of its bytes.
"""

from __future__ import annotations

import re

_LINE_ENDS = re.compile(rb"[\r\n]+")
_BETWEEN_PHRASES = re.compile(rb"[\x00-\x1f\",;:<>=/]+")
_BETWEEN_WORDS = re.compile(rb"[\x00-\x29\x2b\x2c\x2f:;<=>?]+")


def lines_beyond_ascii(text: bytes) -> list[bytes]:
    """Return the lines that hold a byte beyond ASCII, without their ends."""
    return _beyond_ascii(_LINE_ENDS, text)


def phrases_beyond_ascii(line: bytes) -> list[bytes]:
    """Return the runs without marks between clauses or cells that hold a byte beyond ASCII."""
    return _beyond_ascii(_BETWEEN_PHRASES, line)


def words_beyond_ascii(phrase: bytes) -> list[bytes]:
    """Return the runs without blanks and punctuation that hold a byte beyond ASCII."""
    return _beyond_ascii(_BETWEEN_WORDS, phrase)


def _beyond_ascii(between: re.Pattern[bytes], text: bytes) -> list[bytes]:
    return [run for run in between.split(text) if not run.isascii()]
