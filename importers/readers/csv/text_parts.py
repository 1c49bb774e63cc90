"""A delimited text in parts of whole records: each for the columnar parser, else for the strict one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from importers.readers.blocks import even_end
from importers.readers.chunks import CHUNK_RECORDS, first_lines
from importers.readers.csv import columnar
from importers.readers.csv.columnar_parts import ColumnarParts
from importers.readers.csv.record_fitter import RecordFitter, Rows
from importers.readers.csv.stdlib import Strict, settled
from importers.readers.streams import Input

Part = tuple[bytes, int, Rows]
"""A part, its number of lines, and its rows."""


@dataclass(kw_only=True)
class TextParts:
    """Reads the text of `source`, part by part.

    `strict` gives its records one by one, `last_end` the place where the last one ends as far as counting
    quotation marks shows it, or 0. `columnar` is None where only the strict parser will do.
    """

    source: Input
    strict: Callable[[bytes], Iterator[Strict]]
    last_end: Callable[[bytes], int]
    fitter: RecordFitter
    columnar: ColumnarParts | None

    def best_end(self, data: bytes) -> int:
        """Where to end a chunk of `data` at best; 0 where no record ends in it."""
        cut = self.last_end(data)
        return even_end(data, cut) if self.columnar and cut else cut

    def of(self, data: bytes, record: int, line: int, *, is_end: bool) -> Iterator[Part]:
        """`data` in parts of about `CHUNK_RECORDS` records at most; the first record is number `record` and
        starts on `line`.

        Unless `is_end`, the last records may be left, to be read together with what follows: see `settled`.
        """
        at_start = True
        while data:
            count = columnar.line_count(data)
            cut = len(data) if count <= CHUNK_RECORDS else self.last_end(first_lines(data))
            # If no record ends in the first lines, only the strict parser can find the end of one.
            start = data[: cut or len(data)]
            is_all = len(start) == len(data)
            count = count if is_all else columnar.line_count(start)
            whole = self._well_formed(start, count, record, line) if cut else None
            found: Iterable[Part] = ((start, count, whole),) if whole else ()
            for part, lines, rows in found or self._strict_parts(
                start, record, line, is_end=is_end and is_all, at_start=at_start or not is_all
            ):
                yield part, lines, rows
                record, line, data = record + rows.count, line + lines, data[len(part) :]
            if is_all:
                return
            at_start = False

    def _strict_parts(
        self, data: bytes, record: int, line: int, *, is_end: bool, at_start: bool
    ) -> Iterator[Part]:
        """The first record may wait, too, unless it is `at_start` of all that was read."""
        found = self.strict(data)
        while some := list(islice(found, CHUNK_RECORDS)):
            whole = some if is_end else some[: settled(some) or int(at_start)]
            at_start = False
            if not whole:
                return
            part = b"".join(one.raw for one in whole)
            rows = self.fitter.rows(whole, record, line)
            yield part, columnar.line_count(part), rows
            if len(whole) < len(some):
                return
            record += rows.count

    def _well_formed(self, part: bytes, line_count: int, record: int, line: int) -> Rows | None:
        """The rows of a part for which the columnar parser can be vouched, or of a known one."""
        if self.columnar is None:
            return None
        later = self.fitter.later
        if later.is_amid_records:
            known = self.columnar.passed_over(part, record, line, source=self.source)
            if known is not None:
                return known
        rows = self.columnar.rows(part, line_count, record, line)
        return None if rows is None or later.may_be_in(rows.frame) else rows
