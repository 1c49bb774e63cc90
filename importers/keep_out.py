"""Keeps people who were forgotten out of an import."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from importers.erasure.keep_out import load
from importers.erasure.kept_records import KEPT_OUT, KeptRecords
from importers.record_frame import RecordFrame
from importers.transform import TransformedChunk

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session


def kept_records(session: Session, *, source: int, wanted: bool = True) -> KeptRecords | None:
    """Finds the people whom the log has forgotten in records of a source; None if there are none, or if that
    is not `wanted`."""
    found = load(session)
    return None if found.is_empty or not wanted else KeptRecords(found, source=source)


def keep_out(chunks: Generator[TransformedChunk], kept: KeptRecords | None) -> Generator[TransformedChunk]:
    """The chunks without the people that `kept` finds in their records, which are counted; as they are
    without it."""
    with closing(chunks):
        for chunk in chunks:
            yield chunk if kept is None else _without(kept, chunk)


def _without(kept: KeptRecords, chunk: TransformedChunk) -> TransformedChunk:
    good, rejected = _scrubbed(kept, chunk.good), kept.rejects(chunk.rejected)
    number = int(good.frame[KEPT_OUT].sum()) + sum(one.kept_out for one in rejected)
    return replace(
        chunk,
        good=good,
        rejected=rejected,
        before=chunk.before and _scrubbed(kept, chunk.before),
        counts=replace(chunk.counts, kept_out=number),
        up_to=None if chunk.up_to is None else partial(_up_to, kept, chunk.up_to),
    )


def _up_to(kept: KeptRecords, up_to: Callable[[int], TransformedChunk], last: int) -> TransformedChunk:
    return _without(kept, up_to(last))


def _scrubbed(kept: KeptRecords, records: RecordFrame) -> RecordFrame:
    frame = kept.records(records.frame)
    if not frame[KEPT_OUT].any():
        return records.with_frame(frame)
    return RecordFrame.from_frame(frame, expect_new=records.new is not None)
