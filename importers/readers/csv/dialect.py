"""The dialect of a delimited text, decided from its first records, which agree when they are read right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from importers.readers.csv.backslash import Escapes
from importers.readers.csv.escapes import EscapeEvidence, decide_escapes, weigh_escapes
from importers.readers.csv.layout import CsvLayout
from importers.readers.csv.marks import has_blanks, has_single_quotes
from importers.readers.csv.stdlib import Strict, strict_records
from importers.readers.evidence import Decision
from importers.readers.streams import HEAD_BYTES, lines_of

DELIMITERS = (",", ";", "\t", "|")
_RARE = ("^", "~", "\x1f", "\x01", ":", "#")
"""Tried when none of the usual delimiters makes columns."""

_BLANK = (" ",)
"""Tried last: blanks stand in most cells, too."""

_MOST = 5
"""From so many tenths of the records on, a usual delimiter needs no header to confirm it."""

_NAMES = {" ": "blank", ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
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
    given has none. `delimiter` is a character, followed by a blank where blanks follow it; `quote` a
    character or "none". `alike`: all sampled records but the first have this width. `row_names`: the first
    cells are "1", "2", …, quoted, as R writes row names under a header that is one cell shorter."""

    delimiter: str
    above: bytes
    width: int
    nameless_last: bool
    escaped: bool
    quote: str = '"'
    alike: bool = False
    row_names: bool = False
    evidence: tuple[Decision, ...] = ()
    kept_backslashes: int = 0
    """How many sampled records would come out differently if backslashes were escapes, where no record
    speaks against it."""


def detect_dialect(
    head: bytes,
    *,
    encoding: str,
    delimiter: str = "",
    escaped: bool | None = None,
    name: str = "",
    layout: CsvLayout | None = None,
) -> CsvDialect:
    """The dialect of the text that starts with `head`, as far as it is not given; looks at no more than
    `HEAD_BYTES`. `name` is the input's, for errors.

    Raises `AmbiguousEscapesError`, `AmbiguousSpacingError` or `AmbiguousQuoteError`.
    """
    given = layout or CsvLayout()
    head = head[:HEAD_BYTES]
    mark = b"\xef\xbb\xbf" if head.startswith(b"\xef\xbb\xbf") else b""
    separator = _SEPARATOR.match(head, len(mark))
    before = separator.end() if separator else len(mark)
    if given.skip_lines is not None:
        before = len(mark) + sum(map(len, lines_of(head[len(mark) :])[: given.skip_lines]))
    sample = _whole_lines(head[before:], whole=len(head) < HEAD_BYTES)
    evidence: list[Decision] = []
    if separator and not delimiter and not given.skip_lines:
        delimiter = separator.group(1).decode("latin-1")
    if not delimiter:
        delimiter, decision = _choose_delimiter(sample, encoding, escaped=bool(escaped), quote=given.quote)
        evidence.append(decision)
        delimiter += _blank_after(sample, encoding, delimiter, escaped=escaped, quote=given.quote, name=name)
    quote = given.quote or _quote(sample, encoding, delimiter, escaped=escaped, name=name)
    plain = escaped is None and quote == '"'
    found = _weigh(sample, encoding, delimiter) if plain else None
    if found is not None:
        escaped = decide_escapes(found, name=name)
        evidence.append(found.decision(escaped=escaped))
    records = _sampled(sample, encoding, delimiter, escaped=bool(escaped), quote=quote)
    width = _width(records)
    titles = _titles(records, width) if given.skip_lines is None and not given.no_header else b""
    data = _filled(records[titles.count(b"\n") :])[1:]
    return CsvDialect(
        delimiter=delimiter,
        above=head[:before] + titles,
        width=width,
        nameless_last=not any(
            cells[-1] for cells in (one.cells or () for one in records) if cells and len(cells) == width
        ),
        escaped=bool(escaped),
        quote=quote,
        alike=len(data) > 1 and all(len(one.cells or ()) == width for one in data),
        row_names=_are_row_names(data),
        evidence=tuple(evidence),
        kept_backslashes=found.undecided if found is not None and not escaped and not found.against else 0,
    )


def _are_row_names(data: Sequence[Strict]) -> bool:
    """Whether the records start with "1", "2" and so on, in quotation marks."""
    starts = (one.raw.startswith(b'"%d"' % number) for number, one in enumerate(data, start=1))
    return len(data) > 1 and all(starts)


def _blank_after(
    sample: bytes, encoding: str, delimiter: str, *, escaped: bool | None, quote: str, name: str
) -> str:
    """A blank where one follows every delimiter, else nothing."""
    if escaped or quote == "none" or delimiter.encode(encoding) + b" " not in sample:
        return ""
    for mark in (quote,) if quote else ('"', "'"):
        records = _filled(_sampled(sample, encoding, delimiter + " ", escaped=False, quote=mark))
        if has_blanks(records, delimiter, encoding, name=name, quote=mark):
            return " "
    return ""


def _quote(sample: bytes, encoding: str, delimiter: str, *, escaped: bool | None, name: str) -> str:
    if escaped or b"'" not in sample:
        return '"'
    lines = [line for line in islice(lines_of(sample), _RECORDS) if line.strip()]
    return "'" if has_single_quotes(lines, delimiter[0], encoding, name=name) else '"'


def name_delimiter(delimiter: str) -> str:
    """A delimiter's name for people."""
    blank = " and blank" if len(delimiter) > 1 else ""
    return _NAMES.get(delimiter[0], repr(delimiter[0])) + blank


def _weigh(sample: bytes, encoding: str, delimiter: str) -> EscapeEvidence | None:
    """What speaks for and against escapes; None without a backslash."""
    if b"\\" not in sample:
        return None
    plain = _sampled(sample, encoding, delimiter, escaped=False)
    escaped = _sampled(sample, encoding, delimiter, escaped=True)
    return weigh_escapes(plain, escaped, tabs=delimiter == "\t")


def _choose_delimiter(
    sample: bytes, encoding: str, *, escaped: bool, quote: str = ""
) -> tuple[str, Decision]:
    """The delimiter that cuts most of the first records into as many cells as the header; of several, the one
    that makes most cells."""
    bare = re.sub(rb'"[^"]*"', b"", sample[:_BARE])
    weak: tuple[str, Decision] | None = None
    for marks in (DELIMITERS, _RARE, _BLANK):
        read = {mark: _best_read(sample, encoding, mark, escaped=escaped, quote=quote) for mark in marks}
        found = {mark: _agreement(records) for mark, records in read.items()}
        able = [mark for mark in marks if found[mark] > (0, 0)]
        able.sort(key=lambda mark: (found[mark], bare.count(mark.encode())), reverse=True)
        for best in able:
            second = next((mark for mark in able if mark != best), "")
            decision = best, _decision(read, best, second)
            if _has_header(read[best], share=found[best][0] if marks is DELIMITERS else 0):
                return decision
            weak = weak or decision
    if weak is not None:
        return weak
    records = _filled(_sampled(sample, encoding, ",", escaped=escaped))
    count = len(records)
    return ",", Decision(subject="delimiter", chosen="no delimiter: one column", fits=count, sampled=count)


def _has_header(records: Sequence[Strict], *, share: int) -> bool:
    """Whether the first record is about as wide as the commonest, or `share` tenths of all records are, which
    may stand below a title."""
    width = _width(records)
    first = next((len(one.cells or ()) for one in _filled(records)), 0)
    return share >= _MOST or (first > 1 and abs(first - width) < 2)


def _best_read(sample: bytes, encoding: str, mark: str, *, escaped: bool, quote: str) -> list[Strict]:
    """The records with this delimiter: as they are, with blanks after it, or with cells in `'`."""
    plain = _sampled(sample, encoding, mark, escaped=escaped, quote=quote or '"')
    if escaped or quote or mark.isspace():
        return plain
    readings, at = [plain], mark.encode(encoding)
    if at + b' "' in sample:
        readings.append(_sampled(sample, encoding, mark + " ", escaped=False))
    if at + b"'" in sample or at + b" '" in sample:
        readings.append(_sampled(sample, encoding, mark + " ", escaped=False, quote="'"))
    return max(readings, key=_agreement)


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


def _sampled(
    sample: bytes, encoding: str, delimiter: str, *, escaped: bool, quote: str = '"'
) -> list[Strict]:
    """The first records, blank lines among them."""
    if escaped:
        records = Escapes(delimiter[0], encoding).records(sample)
    else:
        records = strict_records(sample, encoding=encoding, delimiter=delimiter, quote=quote)
    return list(islice(records, _RECORDS))


def _titles(records: Sequence[Strict], width: int) -> bytes:
    """The lines above the header: blank ones, and those of a report's title, which fill hardly a cell or end
    at a blank line."""
    above = _up_to_blank(records, width)
    if above:
        return above
    for record in records[:_ABOVE]:
        filled = sum(1 for cell in record.cells or () if cell and cell.strip())
        narrow = len(record.cells or ()) != width and 2 * filled <= width
        if record.cells is None or (filled and (width < 3 or not (filled == 1 or narrow))):
            return above
        above += record.raw
    return b""


def _up_to_blank(records: Sequence[Strict], width: int) -> bytes:
    """The first lines and the blank ones after them, where all of them are narrower than all the records."""
    blank = next((at for at, one in enumerate(records[:_ABOVE]) if one.cells == []), 0)
    above, below = records[:blank], _filled(records[blank:])
    narrower = all(one.cells is not None and len(one.cells) < width for one in above)
    if not above or not narrower or len(below) < 2 or any(len(one.cells or ()) != width for one in below):
        return b""
    last = next(at for at in range(blank, len(records)) if records[at].cells != [])
    return b"".join(one.raw for one in records[:last])


def _whole_lines(head: bytes, *, whole: bool) -> bytes:
    """Without the line that may be cut off."""
    cut = head.rfind(b"\n") + 1
    return head if whole or not cut else head[:cut]
