"""Whether delimiters are followed by a blank, and whether `'` quotes cells, in the sample of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from importers.errors import AmbiguousQuoteError, AmbiguousSpacingError
from importers.evidence import Decision
from importers.readers.csv.stdlib import Strict

_SHARE = 4
"""The import asks about a layout that not all records have if at least one record in this many has it."""


def has_blanks(records: Sequence[Strict], delimiter: str, encoding: str, *, name: str, quote: str) -> bool:
    """Whether a blank follows every delimiter, in every record. Raises `AmbiguousSpacingError` where only
    some records have quotation marks after such a blank: their cells would differ."""
    if delimiter.isspace():
        return False
    mark = delimiter.encode(encoding)
    found = [_outside_quotes(one.raw, mark, quote.encode()) for one in records if mark in one.raw]
    spaced = sum(text.count(mark) == len(re.findall(re.escape(mark) + rb"(?: |$)", text)) for text in found)
    quoted = sum(mark + b" Q" in text for text in found)
    if spaced == len(found) > 1 and any(mark + b" " in text for text in found):
        return True
    if quoted > 1 and quoted * _SHARE >= len(found):
        raise AmbiguousSpacingError(name, delimiter=delimiter, records=quoted, sampled=len(found))
    return False


def choose_quote(raws: Sequence[bytes], delimiter: str, encoding: str, *, name: str) -> Decision:
    """The mark that quotes cells: `'` if every record has cells in it, and none has cells in `"`. Raises
    `AmbiguousQuoteError` where only some do."""
    mark = re.escape(delimiter.encode(encoding))
    opened = re.compile(rb"(?:^|" + mark + rb") ?'(?!" + mark + rb"|\r?\n?$)")
    closed = re.compile(rb"(?<!^)(?<!" + mark + rb")(?<!" + mark + rb" )'(?=" + mark + rb"|\r?\n?$)")
    double = re.compile(rb"(?:^|" + mark + rb') ?"')
    enclosed = [len(opened.findall(raw)) == len(closed.findall(raw)) > 0 for raw in raws]
    other = sum(double.search(raw) is not None for raw in raws)
    if sum(enclosed) == len(raws) > 1 and not other:
        return Decision(subject="quote", chosen="cells quoted by ' in", fits=len(raws), sampled=len(raws))
    if sum(enclosed) > 1 and sum(enclosed) * _SHARE >= len(raws) and other <= sum(enclosed):
        raise AmbiguousQuoteError(name, records=sum(enclosed), sampled=len(raws))
    return Decision(
        subject="quote",
        chosen='cells quoted by " in',
        fits=other,
        sampled=len(raws),
        rejected="by ' in" if any(enclosed) else "",
        rival_fits=sum(enclosed),
    )


def _outside_quotes(raw: bytes, mark: bytes, quote: bytes) -> bytes:
    """The record without its line end, each quoted cell as `Q`."""
    q = re.escape(quote)
    cell = (
        rb"(^ ?|"
        + re.escape(mark)
        + rb" ?)"
        + q
        + rb"[^"
        + q
        + rb"]*+(?:"
        + q
        + q
        + rb"[^"
        + q
        + rb"]*+)*+"
        + q
    )
    return re.sub(cell, rb"\1Q", raw.rstrip(b"\r\n"))
