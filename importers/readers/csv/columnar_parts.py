"""Parts of a delimited text for the columnar parser, and those that were read before, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from importers.errors import NotDataError
from importers.readers.blocks import KnownBlocks, Skipped, block_digest
from importers.readers.chunks import Chunk, KnownBlock
from importers.readers.csv import columnar
from importers.readers.csv.record_fitter import Rows
from importers.readers.streams import Input


@dataclass(kw_only=True)
class ColumnarParts:
    """Reads parts of a text, and passes over those that are among `blocks`.

    Only here can a part be a block: the names of the columns, the encoding and the delimiter decide how it is
    read, and nothing else in the text.
    """

    columns: Sequence[str]
    encoding: str
    delimiter: str
    blocks: KnownBlocks | None = None

    def rows(self, part: bytes, line_count: int, record: int, line: int) -> Rows | None:
        """The records of the `line_count` lines of `part`; the first has the number `record` and starts on
        `line`. None where the parser cannot be vouched for."""
        parsed = columnar.parse(
            part,
            columns=self.columns,
            encoding=self.encoding,
            delimiter=self.delimiter,
            line_count=line_count,
        )
        if parsed is None:
            return None
        frame, lines_before = parsed
        return Rows(
            frame=frame,
            records=pl.int_range(record, record + frame.height, dtype=pl.Int64, eager=True),
            lines=lines_before + line,
            originals=columnar.originals_of(part, height=frame.height),
            block=self._digest(part),
        )

    def passed_over(self, part: bytes, record: int, line: int, *, source: Input) -> Rows | None:
        """No rows for a known part, which comes next in `source` and starts with that record on that line.
        None where it has to be read."""
        blocks = self.blocks
        if blocks is None or not (block := blocks.known(self._digest(part))):
            return None
        place = range(source.position, source.position + len(part))
        blocks.skip(Skipped(block, partial(self._read, blocks, block, place, record, line)))
        nothing = pl.Series([], dtype=pl.Int64)
        frame = pl.DataFrame(schema=dict.fromkeys(self.columns, pl.String))
        return Rows(frame=frame, records=nothing, lines=nothing, originals=lambda _: [], known=block)

    def _read(self, blocks: KnownBlocks, block: KnownBlock, place: range, record: int, line: int) -> Chunk:
        """The part after all. Raises `NotDataError` where the text was changed meanwhile."""
        with blocks.opened() as source:
            source.skip(place.start)
            part = source.read(len(place))
            rows = self.rows(part, columnar.line_count(part), record, line)
            if rows is None or rows.block != block.digest:
                raise NotDataError(source.name, problem="it was changed while it was read. Import it again.")
        return Chunk(
            frame=rows.frame,
            records=rows.records,
            lines=rows.lines,
            originals=rows.originals,
            first_record=record,
            last_record=record + block.records - 1,
            last_line=line + columnar.line_count(part) - 1,
            end=place.stop,
            prefix="",
        )

    def _digest(self, part: bytes) -> str:
        seed = repr((list(self.columns), self.encoding, self.delimiter)).encode()
        return block_digest(seed, part)
