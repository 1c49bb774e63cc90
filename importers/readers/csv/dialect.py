"""The dialect of a delimited text, decided from its first records, which agree when they are read right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from importers.column_words import is_column_name
from importers.evidence import Decision
from importers.readers.csv.delimiter import choose_delimiter
from importers.readers.csv.escapes import EscapeEvidence, decide_escapes, weigh_escapes
from importers.readers.csv.layout import CsvLayout
from importers.readers.csv.marks import choose_quote, has_blanks
from importers.readers.csv.record_sample import RECORDS, filled, sampled, width_of
from importers.readers.csv.stdlib import Strict
from importers.readers.streams import HEAD_BYTES, lines_of

_ABOVE = 50
"""The most lines that may stand above the header."""

_FEW_NAMES = 4
"""Half as many usual names are no chance."""

_SEPARATOR = re.compile(rb'\A\s*"?sep=(.)"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class CsvDialect:
    """`above` are the bytes before the header: a byte order mark, Excel's `sep=;`, titles, blank lines.
    `width` is the number of cells of most records; with `nameless_last`, the last of them is always empty,
    with `filled_last` never.
    `escaped` is whether a backslash escapes. `evidence` is why, one entry per decision; a value that was
    given has none. `delimiter` is a character, followed by a blank where blanks follow it; `quote` a
    character or "none". `alike`: all sampled records but the first have this width. `row_names`: the first
    cells are "1", "2", …, quoted, as R writes row names under a header that is one cell shorter."""

    delimiter: str
    above: bytes
    width: int
    nameless_last: bool
    filled_last: bool
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

    Raises `AmbiguousEscapesError`, `AmbiguousDelimiterError`, `AmbiguousSpacingError` or
    `AmbiguousQuoteError`.
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
        delimiter, decision = choose_delimiter(
            sample, encoding, escaped=bool(escaped), quote=given.quote, name=name
        )
        evidence.append(decision)
        delimiter += _blank_after(sample, encoding, delimiter, escaped=escaped, quote=given.quote, name=name)
    quote = given.quote or '"'
    if not given.quote and not escaped and (b"'" in sample or b'"' in sample):
        decision = _choose_quote(sample, encoding, delimiter, name=name)
        evidence.append(decision)
        quote = "'" if "'" in decision.chosen else '"'
    plain = escaped is None and quote == '"'
    found = _weigh(sample, encoding, delimiter) if plain else None
    if found is not None:
        escaped = decide_escapes(found, name=name)
        evidence.append(found.decision(escaped=escaped))
    records = sampled(sample, encoding, delimiter, escaped=bool(escaped), quote=quote)
    width = width_of(records)
    titles = _titles(records, width) if given.skip_lines is None and not given.no_header else b""
    data = filled(records[titles.count(b"\n") :])[1:]
    lasts = [one.cells[-1] for one in records if one.cells and len(one.cells) == width]
    return CsvDialect(
        delimiter=delimiter,
        above=head[:before] + titles,
        width=width,
        nameless_last=not any(lasts),
        filled_last=all(lasts),
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
        records = filled(sampled(sample, encoding, delimiter + " ", escaped=False, quote=mark))
        if has_blanks(records, delimiter, encoding, name=name, quote=mark):
            return " "
    return ""


def _choose_quote(sample: bytes, encoding: str, delimiter: str, *, name: str) -> Decision:
    lines = [line for line in islice(lines_of(sample), RECORDS) if line.strip()]
    return choose_quote(lines, delimiter[0], encoding, name=name)


def _weigh(sample: bytes, encoding: str, delimiter: str) -> EscapeEvidence | None:
    """What speaks for and against escapes; None without a backslash."""
    if b"\\" not in sample:
        return None
    plain = sampled(sample, encoding, delimiter, escaped=False)
    escaped = sampled(sample, encoding, delimiter, escaped=True)
    return weigh_escapes(plain, escaped, tabs=delimiter == "\t")


def _titles(records: Sequence[Strict], width: int) -> bytes:
    """The lines above the header: blank ones, those of a report's title, which fill hardly a cell or end
    at a blank line, and one of names for several columns each."""
    above = _up_to_blank(records, width)
    if above:
        return above
    for at, record in enumerate(records[:_ABOVE]):
        filled = sum(1 for cell in record.cells or () if cell and cell.strip())
        narrow = len(record.cells or ()) != width and 2 * filled <= width
        grouped = 2 * filled <= width and _are_all_names(records[at + 1 : at + 2], width)
        if record.cells is None or (filled and (width < 3 or not (filled == 1 or narrow or grouped))):
            return above
        above += record.raw
    return b""


def _are_all_names(below: Sequence[Strict], width: int) -> bool:
    """Whether a line has a name for each column, and most are usual ones: what stands above it are none."""
    cells = [cell.strip() for one in below for cell in one.cells or () if cell and cell.strip()]
    return len(cells) == width and 2 * sum(map(is_column_name, cells)) >= max(width, _FEW_NAMES)


def _up_to_blank(records: Sequence[Strict], width: int) -> bytes:
    """The first lines and the blank ones after them, where all of them are narrower than all the records."""
    blank = next((at for at, one in enumerate(records[:_ABOVE]) if one.cells == []), 0)
    above, below = records[:blank], filled(records[blank:])
    narrower = all(one.cells is not None and len(one.cells) < width for one in above)
    if not above or not narrower or len(below) < 2 or any(len(one.cells or ()) != width for one in below):
        return b""
    last = next(at for at in range(blank, len(records)) if records[at].cells != [])
    return b"".join(one.raw for one in records[:last])


def _whole_lines(head: bytes, *, whole: bool) -> bytes:
    """Without the line that may be cut off."""
    cut = head.rfind(b"\n") + 1
    return head if whole or not cut else head[:cut]
