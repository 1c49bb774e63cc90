"""Which character separates the cells of a delimited text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from importers.errors import AmbiguousDelimiterError
from importers.evidence import Decision
from importers.readers.csv.record_sample import alike, filled, sampled, width_of
from importers.readers.csv.stdlib import Strict

DELIMITERS = (",", ";", "\t", "|")
_RARE = ("^", "~", "\x1f", "\x01", ":", "#")
"""Tried when none of the usual delimiters makes columns."""

_SEPARATORS = ("^", "~", "\x1f", "\x01")
"""Those that are nothing else: where one cuts the header and the records alike, what a usual delimiter cuts
is text in the cells."""

_BLANK = (" ",)
"""Tried last: blanks stand in most cells, too."""

_MOST = 5
"""If at least this many tenths of the records fit, a usual delimiter needs no header to confirm it."""

_NEARLY_ALL = 9
_SEVERAL = 2
"""Two lines may agree in anything."""

_NAMES = {" ": "blank", ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

_BARE = 4096
"""How many bytes are searched for delimiters outside quotation marks."""


def name_delimiter(delimiter: str) -> str:
    """A delimiter's name for people."""
    blank = " and blank" if len(delimiter) > 1 else ""
    return _NAMES.get(delimiter[0], repr(delimiter[0])) + blank


def choose_delimiter(
    sample: bytes, encoding: str, *, escaped: bool, quote: str, name: str
) -> tuple[str, Decision]:
    """The delimiter that cuts most of the first records into as many cells as the header; of several, the one
    that makes by far the most cells. Raises `AmbiguousDelimiterError` where none does."""
    bare = re.sub(rb'"[^"]*"', b"", sample[:_BARE])
    weak: tuple[str, Decision] | None = None
    for marks in (DELIMITERS, _RARE, _BLANK):
        read = {mark: _best_read(sample, encoding, mark, escaped=escaped, quote=quote) for mark in marks}
        found = {mark: _agreement(records) for mark, records in read.items()}
        able = [mark for mark in marks if found[mark] > (0, 0)]
        able.sort(key=lambda mark: (found[mark], bare.count(mark.encode())), reverse=True)
        if marks is DELIMITERS:
            _check_rival(read, able, found, name)
        for best in able:
            second = next((mark for mark in able if mark != best), "")
            decision = best, _decision(read, best, second)
            if _has_header(read[best], share=found[best][0] if marks is DELIMITERS else 0):
                is_usual = marks is DELIMITERS and not _fits_header(read[best])
                rare = _separated(sample, encoding, escaped=escaped, quote=quote) if is_usual else None
                return rare or decision
            weak = weak or decision
    if weak is not None:
        return weak
    records = filled(sampled(sample, encoding, ",", escaped=escaped))
    count = len(records)
    return ",", Decision(subject="delimiter", chosen="no delimiter: one column", fits=count, sampled=count)


def _separated(sample: bytes, encoding: str, *, escaped: bool, quote: str) -> tuple[str, Decision] | None:
    """The delimiter of `_SEPARATORS` that cuts the header and nearly all records into three cells or more."""
    for mark in _SEPARATORS:
        if mark.encode(encoding) in sample:
            records = _best_read(sample, encoding, mark, escaped=escaped, quote=quote)
            share, width = _agreement(records)
            if share >= _NEARLY_ALL and width > _SEVERAL and _fits_header(records):
                return mark, _decision({mark: records}, mark, "")
    return None


def _check_rival(
    read: dict[str, list[Strict]], able: Sequence[str], found: dict[str, tuple[int, int]], name: str
) -> None:
    """Raises `AmbiguousDelimiterError` where two delimiters cut the header and nearly all records alike."""
    alike = [mark for mark in able if found[mark][0] >= _NEARLY_ALL and _fits_header(read[mark])]
    cells = [found[mark][1] for mark in alike]
    if len(alike) > 1 and len(filled(read[alike[0]])) > _SEVERAL and 2 * cells[1] > cells[0]:
        raise AmbiguousDelimiterError(name, delimiters=alike[:2], cells=cells[:2])


def _fits_header(records: Sequence[Strict]) -> bool:
    return any(len(one.cells or ()) == width_of(records) for one in filled(records)[:1])


def _has_header(records: Sequence[Strict], *, share: int) -> bool:
    """Whether the first record is about as wide as the commonest, or `share` tenths of all records are, which
    may stand below a title."""
    width = width_of(records)
    first = next((len(one.cells or ()) for one in filled(records)), 0)
    return share >= _MOST or (first > 1 and abs(first - width) < 2)


def _best_read(sample: bytes, encoding: str, mark: str, *, escaped: bool, quote: str) -> list[Strict]:
    """The records with this delimiter: as they are, with blanks after it, or with cells in `'`."""
    plain = sampled(sample, encoding, mark, escaped=escaped, quote=quote or '"')
    if escaped or quote or mark.isspace():
        return plain
    readings, at = [plain], mark.encode(encoding)
    if at + b' "' in sample:
        readings.append(sampled(sample, encoding, mark + " ", escaped=False))
    if at + b"'" in sample or at + b" '" in sample:
        readings.append(sampled(sample, encoding, mark + " ", escaped=False, quote="'"))
    return max(readings, key=_agreement)


def _decision(read: dict[str, list[Strict]], best: str, second: str) -> Decision:
    return Decision(
        subject="delimiter",
        chosen=name_delimiter(best),
        fits=alike(read[best]),
        sampled=len(filled(read[best])),
        rejected=f"{name_delimiter(second)} fits" if second else "",
        rival_fits=alike(read[second]) if second else 0,
    )


def _agreement(records: Sequence[Strict]) -> tuple[int, int]:
    """How many tenths of the records have the commonest width, and that width; nothing for one cell."""
    width = width_of(records)
    if width < 2:
        return 0, 0
    return 10 * alike(records) // len(filled(records)), width
