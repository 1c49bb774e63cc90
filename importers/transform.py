"""From an input's raw records to records ready to be written: read, mapped, judged and identified."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from importers import partial_chunk
from importers.identity import Identifier
from importers.ledger import rejects
from importers.mapping.apply import MappedChunk, MappingApplier
from importers.mapping.column_mapping import ADDED, MEANT, UNREAD, UNSEEN, ColumnMapping
from importers.mapping.dates import advice
from importers.readers.blocks import KnownBlocks
from importers.readers.chunks import Chunk, KnownBlock, Reader
from importers.readers.factory import make_reader
from importers.readers.streams import Input
from importers.record_frame import RecordFrame
from importers.reject_codes import Code
from importers.report import Counts, Examples, Tally

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, kw_only=True)
class TransformedChunk:
    """A chunk on its way to the writer: its good records, its rejects so far, and the account of the rest.

    `records` are all that the mapping makes of it, good or not, as `MappedChunk` has them.
    """

    chunk: Chunk
    records: pl.DataFrame
    good: RecordFrame
    rejected: list[rejects.Rejected]
    counts: Counts
    before: RecordFrame | None = None
    """Good records of the input that an earlier run has written, where they were asked for."""
    up_to: Callable[[int], TransformedChunk] | None = None
    """Makes the part of it up to a raw record, with the account of that part, where that was asked for."""


def open_reader(source: Input, mapping: ColumnMapping, *, input_format: str) -> Reader:
    """The reader for an input, its format, encoding and delimiter as given or guessed.

    Raises `InvalidMappingError` for one of these that is not known, and what the reader raises.
    """
    return make_reader(source, mapping.input_options(input_format=input_format))


def transform(
    chunks: Iterator[tuple[Chunk, ColumnMapping]],
    *,
    after: int,
    digest_algorithm: str,
    include_done: bool = False,
    splittable: bool = False,
    expect_new: Callable[[], bool] = lambda: True,
    blocks: KnownBlocks | None = None,
) -> Generator[TransformedChunk]:
    """The input's chunks, mapped and identified, without the records up to number `after`.

    An earlier run has written those. They are read all the same, because occurrence numbers count from the
    start of the input, and `include_done` gives them as `before`. A `splittable` chunk can be cut short at a
    record, which costs memory. `expect_new` is called for each chunk: see `RecordFrame.from_frame`.
    `digest_algorithm` is that of the records' source; `blocks` are those of the input that are known. Where
    ids of such a block come again, a chunk without records of its own has those of the block as `before`.
    """
    shaper, shaped_by = MappingApplier(ColumnMapping()), ColumnMapping()
    identifier = Identifier(digest_algorithm=digest_algorithm)
    try:
        for chunk, mapping in chunks:
            if mapping is not shaped_by:
                shaper, shaped_by = MappingApplier(mapping), mapping
            if chunk.known is not None:
                yield _of_known(chunk, chunk.known, shaper, identifier)
                continue
            prepared = _prepared(
                chunk, shaper, identifier, after=after, include_done=include_done, expect_new=expect_new()
            )
            if prepared is not None and prepared.rejected:
                advised = [_advised(one, mapping.date_formats) for one in prepared.rejected]
                prepared = replace(prepared, rejected=advised)
            if prepared is not None and blocks is not None:
                blocks.is_on = not shaper.is_decided
                for skipped in blocks.note_read(numbers_of(prepared.good.frame)):
                    yield _read_after_all(skipped.read(), shaper, identifier)
            if prepared is not None and splittable:
                prepared = replace(prepared, up_to=partial(_up_to, prepared, chunk, shaper, after))
            del chunk  # free it before the next chunk is read: memory is limited to a few chunks
            if prepared is not None:
                yield prepared
            del prepared
    finally:
        identifier.close()


def _prepared(
    chunk: Chunk,
    shaper: MappingApplier,
    identifier: Identifier,
    *,
    after: int,
    include_done: bool,
    expect_new: bool,
) -> TransformedChunk | None:
    import polars as pl

    shaped = shaper.shape(chunk)
    bad = pl.col("code").is_not_null()
    good = shaped.frame if _are_all_good(shaped.frame) else shaped.frame.filter(~bad & ~pl.col("skipped"))
    good = identifier.identify(good)
    if chunk.last_record <= after and not include_done:
        return None
    has_done = chunk.first_record <= after
    fresh = pl.col("record") > after
    records, new = (one.filter(fresh) if has_done else one for one in (shaped.frame, good))
    is_any_bad = records["code"].null_count() < records.height
    rejected = rejects.of_records(records.filter(bad), chunk.kept or chunk.originals) if is_any_bad else []
    rejected += rejects.of_broken([broken for broken in chunk.broken if broken.record > after])
    if has_done and after < chunk.last_record:
        shaped = shaper.shape(partial_chunk.between(chunk, first=after + 1, last=chunk.last_record))
    return TransformedChunk(
        chunk=replace(
            chunk, frame=chunk.frame.clear(), kept=None, block="" if shaper.is_decided else chunk.block
        ),
        records=records,
        good=RecordFrame.from_frame(new, expect_new=expect_new),
        rejected=sorted(rejected, key=lambda reject: reject.record),
        before=RecordFrame.from_frame(good.filter(~fresh), expect_new=False)
        if include_done and has_done
        else None,
        counts=_counts(shaped, good=new, broken=len([one for one in chunk.broken if one.record > after])),
    )


def _are_all_good(records: pl.DataFrame) -> bool:
    """Whether none of the records is rejected or skipped, as in most chunks."""
    return records["code"].null_count() == records.height and not records["skipped"].any()


def _advised(reject: rejects.Rejected, formats: tuple[str, ...]) -> rejects.Rejected:
    """A reject with what to do about its own date."""
    if reject.code == Code.DATE_AMBIGUOUS.value:
        fix = advice.for_ambiguous(reject.value)
    else:
        fix = advice.for_unfitting(reject.value, formats) if reject.code == Code.DATE.value else ""
    return replace(reject, fix=fix) if fix else reject


def numbers_of(records: pl.DataFrame) -> pl.Series:
    """The legacy ids of records, of those that have whole numbers."""
    is_number = records["key_name"] == ""
    return records["key_number"].filter(is_number)


def _of_known(
    chunk: Chunk, block: KnownBlock, shaper: MappingApplier, identifier: Identifier
) -> TransformedChunk:
    """The account of a block that was passed over, whose records are known."""
    shaped = shaper.shape(chunk)
    good = RecordFrame.from_frame(identifier.identify(shaped.frame), expect_new=False)
    counts = Counts(read=block.records, duplicate=block.records) + Counts.of_notes(block.counts)
    return TransformedChunk(chunk=chunk, records=shaped.frame, good=good, rejected=[], counts=counts)


def _read_after_all(chunk: Chunk, shaper: MappingApplier, identifier: Identifier) -> TransformedChunk:
    """A chunk without records, before which those of a block come that was passed over."""
    shaped = shaper.shape(chunk)
    good = RecordFrame.from_frame(identifier.identify(shaped.frame), expect_new=False)
    return TransformedChunk(
        chunk=replace(chunk, frame=chunk.frame.clear(), last_record=0),
        records=shaped.frame.clear(),
        good=good.with_frame(good.frame.clear()),
        rejected=[],
        before=good,
        counts=Counts(),
    )


def _up_to(
    prepared: TransformedChunk, chunk: Chunk, shaper: MappingApplier, after: int, last: int
) -> TransformedChunk:
    import polars as pl

    part = partial_chunk.between(chunk, first=chunk.first_record, last=last)
    fresh = partial_chunk.between(chunk, first=after + 1, last=last)
    is_in = pl.col("record") <= last
    good = prepared.good.frame.filter(is_in)
    return replace(
        prepared,
        chunk=replace(part, frame=part.frame.clear()),
        records=prepared.records.filter(is_in),
        good=RecordFrame.from_frame(good),
        rejected=[reject for reject in prepared.rejected if reject.record <= last],
        counts=_counts(shaper.shape(fresh), good=good, broken=len(fresh.broken)),
    )


def _counts(shaped: MappedChunk, *, good: pl.DataFrame, broken: int) -> Counts:
    """The account of records before they are written: read, skipped, and what was met on the way. `good` are
    those of them that were identified."""
    import polars as pl

    records = shaped.frame
    is_good = pl.col("code").is_null() & ~pl.col("skipped")
    judged = records[["legacy_id", "order", "type", "untyped", "code", "skipped"]]
    judged = judged if _are_all_good(records) else judged.filter(is_good)
    return Counts(
        read=records.height + broken,
        skipped=int(records["skipped"].sum()),
        gaps=shaped.gaps,
        folds=shaped.folds,
        weekdays=shaped.weekdays,
        turned=shaped.turned,
        assumed_utc=shaped.assumed_utc,
        nuls=shaped.nuls,
        decimals=shaped.decimals,
        amounts=int(records.filter(is_good)[ADDED].sum()) if ADDED in records.columns else 0,
        without_order=judged["order"].null_count() if shaped.names_orders else 0,
        without_id=judged["legacy_id"].null_count(),
        repeats=int((good["occurrence"] > 1).sum()),
        unseen_amounts=_tally(records.filter(is_good)[UNSEEN]) if UNSEEN in records.columns else Tally(),
        unread_amounts=Examples(_tally(records.filter(is_good)[UNREAD]) if UNREAD in records.columns else {}),
        meant=_tally(records.filter(is_good)[MEANT]) if MEANT in records.columns else Tally(),
        skips=_tally(records["reason"]),
        typed=_tally(judged["type"]),
        untyped=_tally(judged["untyped"]),
    )


def _tally(names: pl.Series) -> Tally:
    """How often each name stands there."""
    if names.null_count() == len(names):
        return Tally()
    counts = names.drop_nulls().value_counts(sort=True)
    return Tally(zip(counts[names.name].to_list(), counts["count"].to_list(), strict=True))
