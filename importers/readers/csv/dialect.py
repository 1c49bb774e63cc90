"""The dialect of a delimited text, decided from its first records, which agree when they are read right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from importers.readers.csv.backslash import Escapes
from importers.readers.csv.escapes import EscapeEvidence, decide_escapes, weigh_escapes
from importers.readers.csv.stdlib import Strict, strict_records
from importers.readers.evidence import Decision
from importers.readers.streams import HEAD_BYTES

DELIMITERS = (",", ";", "\t", "|")
_RARE = ("^", "~", "\x1f", "\x01", ":", "#")
"""Tried when none of the usual delimiters makes columns."""

_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_RECORDS = 200
_ABOVE = 50
"""The most lines that may stand above the header."""

_BARE = 4096
"""How many bytes are searched for delimiters outside quotation marks."""

_SEPARATOR = re.compile(rb'\A\s*"?sep=(.)"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class CsvDialect:
    """`above` are the bytes before the header: a byte order mark, Excel's `sep=;`, titles, blank lines.
    `width` is the number of cells of most records; with `nameless_last`, the last of them is always empty.
    `escaped` is whether a backslash escapes. `evidence` is why, one entry per decision; a value that was
    given has none."""

    delimiter: str
    above: bytes
    width: int
    nameless_last: bool
    escaped: bool
    evidence: tuple[Decision, ...] = ()
    kept_backslashes: int = 0
    """How many sampled records would come out differently if backslashes were escapes, where no record
    speaks against it."""


def detect_dialect(
    head: bytes, *, encoding: str, delimiter: str = "", escaped: bool | None = None, name: str = ""
) -> CsvDialect:
    """The dialect of the text that starts with `head`, as far as it is not given; looks at no more than
    `HEAD_BYTES`. `name` is the input's, for errors. Raises `AmbiguousEscapesError`."""
    head = head[:HEAD_BYTES]
    mark = b"\xef\xbb\xbf" if head.startswith(b"\xef\xbb\xbf") else b""
    separator = _SEPARATOR.match(head, len(mark))
    before = separator.end() if separator else len(mark)
    sample = _whole_lines(head[before:], whole=len(head) < HEAD_BYTES)
    evidence: list[Decision] = []
    if separator and not delimiter:
        delimiter = separator.group(1).decode("latin-1")
    if not delimiter:
        delimiter, decision = _choose_delimiter(sample, encoding, escaped=bool(escaped))
        evidence.append(decision)
    found = None if escaped is not None else _weigh(sample, encoding, delimiter)
    if found is not None:
        escaped = decide_escapes(found, name=name)
        evidence.append(found.decision(escaped=escaped))
    records = _sampled(sample, encoding, delimiter, escaped=bool(escaped))
    width = _width(records)
    return CsvDialect(
        delimiter=delimiter,
        above=head[:before] + _titles(records, width),
        width=width,
        nameless_last=not any(
            cells[-1] for cells in (one.cells or () for one in records) if cells and len(cells) == width
        ),
        escaped=bool(escaped),
        evidence=tuple(evidence),
        kept_backslashes=found.undecided if found is not None and not escaped and not found.against else 0,
    )


def name_delimiter(delimiter: str) -> str:
    """A delimiter's name for people."""
    return _NAMES.get(delimiter, repr(delimiter))


def _weigh(sample: bytes, encoding: str, delimiter: str) -> EscapeEvidence | None:
    """What speaks for and against escapes; None without a backslash."""
    if b"\\" not in sample:
        return None
    plain = _sampled(sample, encoding, delimiter, escaped=False)
    escaped = _sampled(sample, encoding, delimiter, escaped=True)
    return weigh_escapes(plain, escaped, tabs=delimiter == "\t")


def _choose_delimiter(sample: bytes, encoding: str, *, escaped: bool) -> tuple[str, Decision]:
    """The delimiter that cuts most of the first records into as many cells as the header; of several, the one
    that makes most cells."""
    bare = re.sub(rb'"[^"]*"', b"", sample[:_BARE])
    for marks in (DELIMITERS, _RARE):
        read = {mark: _sampled(sample, encoding, mark, escaped=escaped) for mark in marks}
        found = {mark: _agreement(records) for mark, records in read.items()}
        best, second, *_ = sorted(
            found, key=lambda mark: (found[mark], bare.count(mark.encode())), reverse=True
        )
        if found[best] > (0, 0):
            return best, _decision(read, best, second if found[second] > (0, 0) else "")
    records = _filled(_sampled(sample, encoding, ",", escaped=escaped))
    count = len(records)
    return ",", Decision(subject="delimiter", chosen="no delimiter: one column", fits=count, sampled=count)


def _decision(read: dict[str, list[Strict]], best: str, second: str) -> Decision:
    return Decision(
        subject="delimiter",
        chosen=name_delimiter(best),
        fits=_alike(read[best]),
        sampled=len(_filled(read[best])),
        rejected=f"{name_delimiter(second)} fits" if second else "",
        rival_fits=_alike(read[second]) if second else 0,
    )


def _agreement(records: Sequence[Strict]) -> tuple[int, int]:
    """How many tenths of the records have the commonest width, and that width; nothing for one cell."""
    width = _width(records)
    if width < 2:
        return 0, 0
    return 10 * _alike(records) // len(_filled(records)), width


def _filled(records: Sequence[Strict]) -> list[Strict]:
    """The records that are no blank lines."""
    return [record for record in records if record.cells != []]


def _alike(records: Sequence[Strict]) -> int:
    """How many records have the commonest width."""
    width = _width(records)
    return sum(len(record.cells or ()) == width for record in _filled(records))


def _width(records: Sequence[Strict]) -> int:
    widths = Counter(len(record.cells) for record in records if record.cells)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _sampled(sample: bytes, encoding: str, delimiter: str, *, escaped: bool) -> list[Strict]:
    """The first records, blank lines among them."""
    if escaped:
        records = Escapes(delimiter, encoding).records(sample)
    else:
        records = strict_records(sample, encoding=encoding, delimiter=delimiter)
    return list(islice(records, _RECORDS))


def _titles(records: Sequence[Strict], width: int) -> bytes:
    """The lines above the header: blank ones, and those of a report's title, which fill hardly a cell."""
    above = b""
    for record in records[:_ABOVE]:
        filled = sum(1 for cell in record.cells or () if cell and cell.strip())
        narrow = len(record.cells or ()) != width and 2 * filled <= width
        if record.cells is None or (filled and (width < 3 or not (filled == 1 or narrow))):
            return above
        above += record.raw
    return b""


def _whole_lines(head: bytes, *, whole: bool) -> bytes:
    """Without the line that may be cut off."""
    cut = head.rfind(b"\n") + 1
    return head if whole or not cut else head[:cut]
