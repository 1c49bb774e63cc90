"""Records whose legacy ids and event ids count up together, packed into runs: a row for each few hundred.

A run has its first id, its first and last number, and the digests of its records, 8 bytes each, the most
significant first. The record of a number has the id `first_id + (number - first_number)`.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from importers.digest_algorithms import DIGEST_BYTES

MOST = 240
"""Records in a run: its row fits four times into a page of PostgreSQL's, and eight times into one of ours."""

FEWEST = 2
"""A record that counts up with no other is a row of its own: two in a run take less room than two rows."""

_STREAM = ("source_table", "part")


@dataclass(frozen=True, kw_only=True)
class PackedRecords:
    """Records as `runs`: what their ids follow from of the first one, `source_table`, `part`, `first_number`,
    `last_number` and `digests`. `others` says which of the records are in no run; None stands for all."""

    runs: pl.DataFrame
    others: pl.Series | None

    def left(self, records: pl.DataFrame) -> pl.DataFrame:
        """Those of the records that are in no run."""
        if self.others is None:
            return records
        return records.filter(self.others) if self.others.any() else records.clear()


def packed(records: pl.DataFrame, *, by: str) -> PackedRecords:
    """Pack records with keys, whose events have ids that follow from the column `by`: those of customers,
    which are below 0 there, are in no run."""
    can_be = (records[by] > 0) & (records["key_name"] == "")
    wanted = records[[by, "key_number", "digest", *_STREAM]]
    if can_be.all() and _is_one_run(wanted, by):
        pieces = [(at, min(at + MOST, wanted.height)) for at in range(0, wanted.height, MOST)]
        nothing = pl.Series("others", [False]).new_from_index(0, records.height)
        return PackedRecords(runs=_pack(wanted, pieces, by), others=nothing)
    wanted = wanted if can_be.all() else wanted.filter(can_be)
    is_start = _is_start(wanted, by)
    starts = is_start.arg_true().cast(pl.Int64)
    lengths = starts.extend_constant(wanted.height, 1).diff().drop_nulls()
    is_long = lengths >= FEWEST
    if not is_long.any():
        return PackedRecords(runs=_pack(wanted, [], by), others=None)
    spans = zip(starts.filter(is_long), lengths.filter(is_long), strict=True)
    pieces = [
        (at, min(at + MOST, start + length))
        for start, length in spans
        for at in range(start, start + length, MOST)
    ]
    in_run = is_long.gather(is_start.cast(pl.Int64).cum_sum() - 1)
    is_other = pl.Series("others", [True]).new_from_index(0, records.height)
    others = is_other.scatter(can_be.arg_true().filter(in_run), False)
    return PackedRecords(runs=_pack(wanted, pieces, by), others=others)


def _is_one_run(wanted: pl.DataFrame, by: str) -> bool:
    """Whether all records count up together, as those of most chunks do; no two have the same place."""
    places, numbers = wanted[by], wanted["key_number"]
    if wanted.height < FEWEST or places[-1] - places[0] != wanted.height - 1 or not places.is_sorted():
        return False
    ahead = numbers - places
    return ahead.min() == ahead.max() and all((wanted[name] == wanted[name][0]).all() for name in _STREAM)


def _is_start(wanted: pl.DataFrame, by: str) -> pl.Series:
    """Which of the records do not go on what the one before them began."""
    goes_on = (wanted[by].diff() == 1) & (wanted["key_number"].diff() == 1)
    for name in _STREAM:
        column = wanted[name]
        if column.n_unique() > 1:
            goes_on &= column == column.shift()
    return ~goes_on.fill_null(False)


def _pack(wanted: pl.DataFrame, pieces: Sequence[tuple[int, int]], by: str) -> pl.DataFrame:
    firsts = pl.Series([at for at, _ in pieces], dtype=pl.UInt32)
    lasts = pl.Series([end - 1 for _, end in pieces], dtype=pl.UInt32)
    digests = as_bytes(wanted["digest"].to_list()) if pieces else b""
    packed = [digests[DIGEST_BYTES * at : DIGEST_BYTES * end] for at, end in pieces]
    return pl.DataFrame(
        [
            *(wanted[name][firsts] for name in (by, *_STREAM)),
            wanted["key_number"][firsts].alias("first_number"),
            wanted["key_number"][lasts].alias("last_number"),
            pl.Series("digests", packed, dtype=pl.Binary),
        ]
    )


def found_in(runs: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """Those of the `wanted` that have their `number` in one of these runs of their stream: with the run's
    `first_id`, their `id`, and their `known_digest` where the runs come with digests."""
    numbers = ("first_id", "first_number", "last_number")
    if not runs.height:
        nothing = pl.lit(None, pl.Int64)
        return wanted.clear().with_columns(first_id=nothing, id=nothing, known_digest=nothing)
    ordered = runs.with_columns(pl.col(numbers).cast(pl.Int64)).sort("first_number")
    found = wanted.sort("number").join_asof(ordered, left_on="number", right_on="first_number")
    found = found.filter(pl.col("number") <= pl.col("last_number"))
    place = pl.col("number") - pl.col("first_number")
    found = found.with_columns(id=pl.col("first_id") + place)
    if "digests" in runs.columns:
        own = pl.col("digests").bin.slice(place * DIGEST_BYTES, DIGEST_BYTES)
        found = found.with_columns(known_digest=own.bin.reinterpret(dtype=pl.Int64, endianness="big"))
    return found.drop("first_number", "last_number", "digests", strict=False)


def as_bytes(digests: Sequence[int]) -> bytes:
    """Digests as a run holds them."""
    return struct.pack(f">{len(digests)}q", *digests)
