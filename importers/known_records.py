"""Takes records whose events the log has from elsewhere out of an import, and counts them as duplicates."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from importers.record_frame import RecordFrame
from importers.transform import TransformedChunk

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl


class RecordMarks:
    """The numbers of an input's records that are known: one bit for each record up to the last of them."""

    def __init__(self) -> None:
        self._bits = bytearray()
        self.count = 0

    def add(self, record: int) -> None:
        """Add a record that was not added before."""
        at, bit = divmod(record, 8)
        self._bits.extend(bytes(max(0, at + 1 - len(self._bits))))
        self._bits[at] |= 1 << bit
        self.count += 1

    def __contains__(self, record: int) -> bool:
        at, bit = divmod(record, 8)
        return at < len(self._bits) and bool(self._bits[at] >> bit & 1)

    def notes(self) -> list[str]:
        """A sentence on how many records are known, if any is."""
        if not self.count:
            return []
        events = "1 record is an event" if self.count == 1 else f"{self.count:,} records are events"
        return [
            f"{events} that the log has already (the same order or customer, date, type and content), so "
            "nothing of them was imported again."
        ]

    def marks(self, records: pl.Series) -> pl.Series:
        """Whether each of these numbers is known."""
        import polars as pl

        return pl.Series("known", [record in self for record in records.to_list()], dtype=pl.Boolean)


def without_known(
    chunks: Generator[TransformedChunk], known: RecordMarks | None
) -> Generator[TransformedChunk]:
    """The chunks without the records that are `known`, which count as duplicates."""
    with closing(chunks):
        for chunk in chunks:
            yield chunk if known is None else _without(known, chunk)


def _without(known: RecordMarks, chunk: TransformedChunk) -> TransformedChunk:
    marks = known.marks(chunk.good.frame["record"])
    return replace(
        chunk,
        good=_filtered(known, chunk.good),
        before=chunk.before and _filtered(known, chunk.before),
        counts=replace(chunk.counts, duplicate=int(marks.sum())),
        up_to=None if chunk.up_to is None else partial(_up_to, known, chunk.up_to),
    )


def _up_to(known: RecordMarks, up_to: Callable[[int], TransformedChunk], last: int) -> TransformedChunk:
    return _without(known, up_to(last))


def _filtered(known: RecordMarks, records: RecordFrame) -> RecordFrame:
    marks = known.marks(records.frame["record"])
    if not marks.any():
        return records
    return RecordFrame.from_frame(records.frame.filter(~marks), expect_new=records.new is not None)
