"""The header of a delimited text: which records it is, and what its columns are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from importers.column_words import is_column_name
from importers.errors import NotDataError
from importers.evidence import Decision
from importers.readers.csv.dialect import CsvDialect
from importers.readers.csv.stdlib import Strict

_NAME_LENGTH = 200
"""Only the start of a cell decides whether it looks like data, so that a long cell costs no more time."""

_LOOKS_LIKE_DATA = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|^\d+([.,]\d+)?$|^[^@\s]+@[^@\s]+\.\w+$"
)
_NO_NAME = re.compile(
    r"^(\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})([ T]+\d{1,2}:\d{2}.*)?$|^[^@\s]+@[^@\s]+\.\w+$"
)
"""A date or an e-mail never names a column: a line with one of them is data."""

_LOOKS = {
    "date": re.compile(r"^\d{4}-\d{2}-\d{2}|^\d{1,2}[./]\d{1,2}[./]\d{2,4}"),
    "customer": re.compile(r"^[^@\s]+@[^@\s]+\.\w+$"),
    "message": re.compile(r"[^\W\d_]\S*\s+\S"),
    "order": re.compile(r"^[#A-Z]{0,5}[-_/]?\d{2,}[\w/-]*$"),
}


_NO_COLUMN = re.compile(r"^(//|/\*|<|%)|[{}=\"]|.{80}")
"""What a column's name has nothing of."""

_FEW_USUAL = 2
"""Beside this many usual names of columns, odd ones are names, too: `% MwSt`, `Meta {color}`."""

_SHOWN = 60

_NAMED_COLUMNS = 5
"""The most names of several columns that are named."""

_ENOUGH_RECORDS = 10
"""In a shorter text, a record that equals the header may be data, and stays a record."""


@dataclass(frozen=True, kw_only=True)
class Header:
    """Column names, and the bytes of the lines that hold them: none in a text without a header.

    `guessed_from` is then the first record, from which the names were guessed. `remarks` say what is unusual.
    `rewritten` is a plain line of the same names where only many records together show what `raw` means.
    With `has_nameless_last`, the last name is of a column without one, whose sampled cells are all blank.
    """

    names: list[str]
    raw: bytes
    guessed_from: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    has_nameless_last: bool = False
    rewritten: bytes = b""


def find_header(records: Sequence[Strict], layout: CsvDialect, encoding: str) -> Header | None:
    """The header at the start of `records`; None where the first of them cannot be read at all."""
    first = records[0]
    if first.cells is None:
        return _damaged(first, layout, encoding)
    cells = [(cell or "").strip() for cell in first.cells]
    if _is_data(cells):
        return Header(names=unique_names(_names_for(cells)), raw=b"", guessed_from=tuple(cells))
    if len(cells) > layout.width and layout.alike and sum(map(bool, cells)) == layout.width:
        cells = [cell for cell in cells if cell]
        remark = "The header's blank cells were dropped: every record has as many cells as it has names."
        plain = _plain_line(cells, layout, encoding)
        return Header(names=unique_names(cells), raw=first.raw, remarks=(remark,), rewritten=plain)
    repeated = _repeated(records, cells)
    if repeated:
        cells = [" ".join([cell] * (len(repeated) + 1)) for cell in cells]
    raw = first.raw + b"".join(one.raw for one in repeated)
    wide = _as_wide(cells, layout)
    plain = _plain_line(wide, layout, encoding) if repeated or wide != cells else b""
    is_short = len(cells) + 1 == layout.width and layout.nameless_last
    remarks = tuple(_repeated_names(wide))
    return Header(
        names=unique_names(wide), raw=raw, remarks=remarks, has_nameless_last=is_short, rewritten=plain
    )


def check_alone(header: Header, data: bytes, *, layout: CsvDialect, encoding: str, name: str) -> None:
    """Raise `NotDataError` where `data`, which starts with the header, has nothing else, and the header can
    be none: a sentence or a program's text is no export without records."""
    names = header.names
    if header.guessed_from or data[len(header.raw) :].strip():
        return
    usual = sum(map(is_column_name, names))
    is_word = len(names) == 1 and names[0].isalnum()  # the name of an only column
    is_prose = (layout.delimiter == " " or len(names) == 1) and 2 * usual < len(names) and not is_word
    if is_prose or (usual < _FEW_USUAL and any(map(_NO_COLUMN.search, names))):
        shown = data.strip()[:_SHOWN].decode(encoding, "replace")
        raise NotDataError(name, problem=f"its only line is neither a record nor a header: {shown!r}.")


def header_decision(header: Header, *, line: int) -> Decision:
    """The evidence that the lines from `line` on are the header: how many of its cells are names."""
    names = [name for name in header.names if not _LOOKS_LIKE_DATA.search(name[:_NAME_LENGTH])]
    last = line + header.raw.count(b"\n") - 1
    lines = f"lines {line:,} to {last:,}" if last > line else f"line {line:,}"
    return Decision(
        subject="header",
        chosen=f"header on {lines}:",
        fits=len(names),
        sampled=len(header.names),
        unit="cells look like names",
    )


def unique_names(cells: Sequence[str]) -> list[str]:
    """Column names: a nameless one is called by its place, a repeated one gets a number."""
    names: dict[str, None] = {}
    counts: dict[str, int] = {}
    for place, cell in enumerate(cells, start=1):
        wanted = name = cell or f"column_{place}"
        while name in names:
            counts[wanted] = counts.get(wanted, 1) + 1
            name = f"{wanted}_{counts[wanted]}"
        names[name] = None
    return list(names)


def _repeated_names(cells: Sequence[str]) -> Iterator[str]:
    """A sentence on columns of one name: which of them a mapping means has to be known."""
    counts = Counter(filter(None, cells))
    several = [name for name, count in counts.items() if count > 1]
    if several:
        listed = ", ".join(f"{name} ({counts[name]})" for name in several[:_NAMED_COLUMNS])
        more = f" and {len(several) - _NAMED_COLUMNS:,} more" if len(several) > _NAMED_COLUMNS else ""
        names = [name for name, cell in zip(unique_names(cells), cells, strict=True) if cell == several[0]]
        yield (
            f"Several columns have one name: {listed}{more}. {names[0]} is the first of them, "
            f"{names[1]} the second."
        )


def _damaged(first: Strict, layout: CsvDialect, encoding: str) -> Header | None:
    """A header with a stray quotation mark: cut at every delimiter, it has a name for each column."""
    try:
        text = first.raw.decode(encoding).strip("\r\n")
    except UnicodeDecodeError:
        return None
    cells = [_unquoted(cell.strip()) for cell in text.split(layout.delimiter[0])]
    cells = _as_wide(cells, layout)
    if len(cells) != layout.width or layout.width < 2 or _is_data(cells):
        return None
    remark = "The header has a stray quotation mark: check the names of the columns."
    plain = _plain_line(cells, layout, encoding)
    return Header(names=unique_names(cells), raw=first.raw, remarks=(remark,), rewritten=plain)


def _plain_line(cells: Sequence[str], layout: CsvDialect, encoding: str) -> bytes:
    """A header of these cells, all quoted; nothing where no quotation mark quotes, or a backslash escapes."""
    mark = layout.quote
    if mark == "none" or layout.escaped:
        return b""
    quoted = (mark + cell.replace(mark, mark * 2) + mark for cell in cells)
    return (layout.delimiter.join(quoted) + "\n").encode(encoding)


def _as_wide(cells: list[str], layout: CsvDialect) -> list[str]:
    """With a blank name for row names, or for a last column that is always empty."""
    if len(cells) + 1 != layout.width:
        return cells
    if layout.nameless_last:
        return [*cells, ""]
    return ["", *cells] if layout.row_names else cells


def _repeated(records: Sequence[Strict], cells: list[str]) -> list[Strict]:
    """The records that directly repeat the header; none where too few others show that they are no data."""
    found: list[Strict] = []
    if len(cells) < 2 or len(records) < _ENOUGH_RECORDS:
        return found
    for one in records[1:]:
        if [(cell or "").strip() for cell in one.cells or ()] != cells:
            break
        found.append(one)
    return found


def _unquoted(cell: str) -> str:
    return cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _is_data(cells: Sequence[str]) -> bool:
    starts = [cell[:_NAME_LENGTH] for cell in cells]
    like_data = sum(_LOOKS_LIKE_DATA.search(start) is not None for start in starts)
    return 2 * like_data >= len(cells) or any(map(_NO_NAME.search, starts))


def _names_for(cells: Sequence[str]) -> list[str]:
    """Names for nameless columns by what their first cells look like."""
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        start = cell[:_NAME_LENGTH]
        looks = [name for name, look in _LOOKS.items() if name not in names and look.search(start)]
        names.append(looks[0] if looks else f"column_{place}")
    return names
