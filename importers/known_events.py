"""Takes records whose events the log has from elsewhere out of an import, and counts them as duplicates."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial

from importers.exported_notes import ExportedNotes
from importers.record_frame import RecordFrame
from importers.record_numbers import RecordNumbers
from importers.transform import TransformedChunk


@dataclass(frozen=True)
class KnownEvents:
    """The records whose events are known, and which of the log's events the notes among them are."""

    records: RecordNumbers = field(default_factory=RecordNumbers)
    notes: ExportedNotes = field(default_factory=ExportedNotes)

    def sentences(self) -> list[str]:
        """A sentence on how many records are known, if any is."""
        count = len(self.records)
        if not count:
            return []
        events = "1 record is an event" if count == 1 else f"{count:,} records are events"
        return [
            f"{events} that the log has already (the same order or customer, date, type and content), so "
            "nothing of them was imported again."
        ]


def without_known(
    chunks: Generator[TransformedChunk], known: KnownEvents | None
) -> Generator[TransformedChunk]:
    """The chunks without the records that are `known`, which count as duplicates."""
    with closing(chunks):
        for chunk in chunks:
            yield chunk if known is None else _without(known.records, chunk)


def _without(known: RecordNumbers, chunk: TransformedChunk) -> TransformedChunk:
    marks = known.marks(chunk.good.frame["record"])
    return replace(
        chunk,
        good=_filtered(known, chunk.good),
        before=chunk.before and _filtered(known, chunk.before),
        counts=replace(chunk.counts, duplicate=int(marks.sum())),
        up_to=None if chunk.up_to is None else partial(_up_to, known, chunk.up_to),
    )


def _up_to(known: RecordNumbers, up_to: Callable[[int], TransformedChunk], last: int) -> TransformedChunk:
    return _without(known, up_to(last))


def _filtered(known: RecordNumbers, records: RecordFrame) -> RecordFrame:
    marks = known.marks(records.frame["record"])
    if not marks.any():
        return records
    return RecordFrame.from_frame(records.frame.filter(~marks), expect_new=records.new is not None)
