"""Takes records whose events the log has from elsewhere out of an import, and counts them as duplicates."""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Generator
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from importers.record_frame import RecordFrame
from importers.transform import TransformedChunk

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl


_EXPORTED = re.compile(r"([oc])([0-9]{1,18})")


class KnownEvents:
    """The numbers of an input's records whose events are known: one bit for each record up to the last of
    them. Of notes, which later ones may correct, also 16 bytes for the ids in the export and in the log."""

    def __init__(self) -> None:
        self._bits = bytearray()
        self._exported, self._in_log = array("q"), array("q")
        self.count = 0

    def add(self, record: int) -> None:
        """Add a record that was not added before."""
        at, bit = divmod(record, 8)
        self._bits.extend(bytes(max(0, at + 1 - len(self._bits))))
        self._bits[at] |= 1 << bit
        self.count += 1

    def add_note(self, exported: str, event: int) -> None:
        """Remember which event of the log an exported note is. Its id is below 0 for a customer's event."""
        number = _number(exported)
        if number is not None:
            self._exported.append(number)
            self._in_log.append(event)

    def events_of(self, exported: Collection[str]) -> dict[str, int]:
        """The log's events that these exported notes are, as far as they are known."""
        wanted = {_number(one): one for one in exported}
        pairs = zip(self._exported, self._in_log, strict=True)
        return {wanted[number]: event for number, event in pairs if number in wanted}

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


def _number(exported: str) -> int | None:
    """The number of an exported event's id, below 0 for a customer's event; None where it was edited."""
    found = _EXPORTED.fullmatch(exported)
    return None if found is None else int(found[2]) * (1 if found[1] == "o" else -1)


def without_known(
    chunks: Generator[TransformedChunk], known: KnownEvents | None
) -> Generator[TransformedChunk]:
    """The chunks without the records that are `known`, which count as duplicates."""
    with closing(chunks):
        for chunk in chunks:
            yield chunk if known is None else _without(known, chunk)


def _without(known: KnownEvents, chunk: TransformedChunk) -> TransformedChunk:
    marks = known.marks(chunk.good.frame["record"])
    return replace(
        chunk,
        good=_filtered(known, chunk.good),
        before=chunk.before and _filtered(known, chunk.before),
        counts=replace(chunk.counts, duplicate=int(marks.sum())),
        up_to=None if chunk.up_to is None else partial(_up_to, known, chunk.up_to),
    )


def _up_to(known: KnownEvents, up_to: Callable[[int], TransformedChunk], last: int) -> TransformedChunk:
    return _without(known, up_to(last))


def _filtered(known: KnownEvents, records: RecordFrame) -> RecordFrame:
    marks = known.marks(records.frame["record"])
    if not marks.any():
        return records
    return RecordFrame.from_frame(records.frame.filter(~marks), expect_new=records.new is not None)
