"""Classifies an import's messages for a log that stores kinds, in the thread that reads ahead."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from importers.record_frame import KIND_CODE

if TYPE_CHECKING:
    from events.meaning.kind_codes import TemplateCodes
    from importers.transform import TransformedChunk

NEW = 250
"""Templates classified for each chunk, so that free text does not hold up an import: who reads it by kind
first classifies the rest."""


def with_kinds(chunks: Generator[TransformedChunk], *, wanted: bool) -> Generator[TransformedChunk]:
    """The chunks, where it is `wanted` with the codes of their messages' kinds."""
    with closing(chunks):
        if not wanted:
            yield from chunks
            return
        from events.meaning.kind_codes import TemplateCodes

        codes = TemplateCodes()
        for chunk in chunks:
            yield _classified(chunk, codes) if _is_plain(chunk) else chunk


def _is_plain(chunk: TransformedChunk) -> bool:
    """Whether all is said by messages, and most of it may be new."""
    given = chunk.records.select("type", "parameters").null_count().row(0)
    return chunk.good.new is not None and set(given) == {chunk.records.height}


def _classified(chunk: TransformedChunk, codes: TemplateCodes) -> TransformedChunk:
    import polars as pl

    frame = chunk.good.frame
    codes.allow(NEW)
    said = zip(frame["message"].to_list(), frame["kind"].to_list(), strict=True)
    found = pl.Series(KIND_CODE, [codes.code(text, word) for text, word in said], dtype=pl.UInt8)
    return replace(chunk, good=chunk.good.with_frame(frame.with_columns(found)))
