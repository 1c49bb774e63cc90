"""The first records of a delimited text, and how far they agree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from importers.readers.csv.backslash import Escapes
from importers.readers.csv.stdlib import Strict, strict_records

_RULE = re.compile(
    rb"(?:(?=[|+ \t]*+:?+[-=]{3})[-+|=: \t]++|\(\d+ rows?\)|\d+ rows? in set(?: \([\d.]+ sec\))?)[\r\n]*+\Z"
)

RECORDS = 200
"""How many records decide the dialect."""


def sampled(sample: bytes, encoding: str, delimiter: str, *, escaped: bool, quote: str = '"') -> list[Strict]:
    """The first records, blank lines among them."""
    if escaped:
        records = Escapes(delimiter[0], encoding).records(sample)
    else:
        records = strict_records(sample, encoding=encoding, delimiter=delimiter, quote=quote)
    return list(islice(records, RECORDS))


def first_cells(records: Iterable[Strict]) -> list[Sequence[str | None]]:
    """The cells of the first records that have any."""
    return [one.cells for one in islice(records, RECORDS) if one.cells]


def filled(records: Sequence[Strict]) -> list[Strict]:
    """The records that are no blank lines, and no rules."""
    return [record for record in records if record.cells != [] and not is_rule(record.raw)]


def is_rule(raw: bytes) -> bool:
    """Whether psql, MySQL or Markdown print this line around a table: `----+----`, or `(3 rows)`."""
    return _RULE.match(raw) is not None


def alike(records: Sequence[Strict]) -> int:
    """How many records have the commonest width."""
    width = width_of(records)
    return sum(len(record.cells or ()) == width for record in filled(records))


def width_of(records: Sequence[Strict]) -> int:
    widths = Counter(len(record.cells) for record in filled(records) if record.cells)
    return max(widths, key=lambda width: (widths[width], width), default=0)
