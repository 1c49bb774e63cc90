"""Sorts a chunk's records by what the ledger and the input have of them: new, duplicate, changed, refused."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from importers.reject_codes import Code
from importers.writing import refusals
from importers.writing.name_cache import NameCache
from importers.writing.protocol import Outcome, Target
from importers.writing.seen_records import CHANGED, CONFLICT, DUPLICATE, NEW, VERDICTS, SeenRecords


@dataclass(frozen=True, kw_only=True)
class SortedChunk:
    """The records to write, the number of duplicates, and the records that are not written."""

    new: pl.DataFrame
    duplicates: int
    changed: pl.DataFrame
    refused: pl.DataFrame

    def complete(self, written: Outcome) -> Outcome:
        """The outcome of the whole chunk, given that of its new records."""
        return replace(written, duplicate=self.duplicates, changed=self.changed, refused=self.refused)


def sort_chunk(
    records: pl.DataFrame, known: pl.DataFrame, *, seen: SeenRecords, target: Target, names: NameCache
) -> SortedChunk:
    """Sort `records`, given what the ledger has of them: `known`, by the column `i`."""
    found = records.join(known, on="i", how="left", maintain_order="left")
    strange = found.filter(pl.col("id").is_null()).select(records.columns)
    refused = refusals.refused(strange, target=target, names=names)
    judged = seen.classify(refusals.without(found, refused))
    of = {name: judged.filter(verdict=name).select(records.columns) for name in VERDICTS}
    conflicts = refusals.with_code(of[CONFLICT], Code.CONFLICT, value="identity")
    return SortedChunk(
        new=of[NEW],
        duplicates=of[DUPLICATE].height,
        changed=of[CHANGED],
        refused=pl.concat([refused, conflicts]).sort("i"),
    )
