"""Which known ledger records this input has already contained, so that a repeat counts as a duplicate."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import polars as pl

from importers.record_frame import KEY

NEW, DUPLICATE, CHANGED, CONFLICT = "new", "duplicate", "changed", "conflict"
VERDICTS = (NEW, DUPLICATE, CHANGED, CONFLICT)


class SeenRecords:
    """What the ledger held before this batch and the input has contained, from chunk to chunk.

    It takes two bits for each of the ledger's records. The digests of those with other content are kept in a
    private file that SQLite makes and deletes.
    """

    def __init__(self) -> None:
        self._bits = bytearray()
        self._changed: sqlite3.Connection | None = None
        self._latest: pl.DataFrame | None = None

    def classify(self, found: pl.DataFrame) -> pl.DataFrame:
        """`found` with a `verdict`; its records count as seen, unless `forget_latest` comes next.

        Its records are in source order, with the `id` of the ledger record that has their key (null: none),
        whether that one has the `same` digest, and whether it is this batch's `own`.

        A key that the input contained before stands for its content there, whatever the ledger has: the
        same content again is a duplicate, any other is a conflict.
        """
        self._take_latest()
        firsts = found.filter("is_first").select(*KEY, pl.col("digest").alias("first"))
        if firsts.height < found.height:
            found = found.join(firsts, on=list(KEY), how="left", maintain_order="left")
        else:
            found = found.with_columns(pl.lit(None, pl.Int64).alias("first"))
        found = found.join(self._earlier(found), on="id", how="left", maintain_order="left")
        own, same = (pl.col("own") == 1).fill_null(False), (pl.col("same") == 1).fill_null(False)
        seen = pl.col("seen").fill_null(False)
        by_ledger = own | (seen & pl.col("seen_digest").is_null())
        is_again = (
            pl.when(by_ledger).then(same)
            .when(seen).then(pl.col("digest") == pl.col("seen_digest"))
            .when(~pl.col("is_first")).then(pl.col("digest") == pl.col("first"))
        )  # fmt: skip
        classified = found.with_columns(
            verdict=pl.when(is_again.is_not_null())
            .then(pl.when(is_again).then(pl.lit(DUPLICATE)).otherwise(pl.lit(CONFLICT)))
            .when(pl.col("id").is_null()).then(pl.lit(NEW))
            .when(same).then(pl.lit(DUPLICATE))
            .otherwise(pl.lit(CHANGED))
        )  # fmt: skip
        self._latest = classified.filter(pl.col("is_first") & pl.col("id").is_not_null() & ~own & ~seen)
        return classified.drop("first", "seen", "seen_digest")

    def met(self) -> Callable[[int], bool]:
        """Whether the input contained a record that the ledger had before, by its id, also after `close`."""
        self._take_latest()
        return self._has

    def forget_latest(self) -> None:
        """Forget what was classified last: its chunk was discarded."""
        self._latest = None

    def close(self) -> None:
        """Delete the private file."""
        if self._changed is not None:
            self._changed.close()

    def _earlier(self, found: pl.DataFrame) -> pl.DataFrame:
        """The ids among these that an earlier chunk contained (`seen`), and the digest there (`seen_digest`,
        null where the ledger has the same). Records that are as the ledger has them are left out: they are
        nearly all."""
        decided_by_ledger = found["id"].is_null() | (found["same"] == 1) | (found["own"] == 1)
        wanted = found if self._changed else found.filter(~decided_by_ledger.fill_null(True))
        ids = [id for id in wanted["id"].drop_nulls().unique() if self._has(id)]
        digests: dict[int, bytes] = {}
        if self._changed is not None:
            query = "SELECT id, digest FROM changed WHERE id IN (SELECT value FROM json_each(?))"
            digests = dict(self._changed.execute(query, (str(ids),)).fetchall())
        return pl.DataFrame(
            {"id": ids, "seen": [True] * len(ids), "seen_digest": [digests.get(id) for id in ids]},
            schema={"id": pl.Int64, "seen": pl.Boolean, "seen_digest": pl.Int64},
        )

    def _has(self, id: int) -> bool:
        place, bit = divmod(_slot(id), 8)
        return place < len(self._bits) and bool(self._bits[place] >> bit & 1)

    def _take_latest(self) -> None:
        firsts, self._latest = self._latest, None
        if firsts is None or not firsts.height:
            return
        slot = pl.col("id").abs() * 2 + (pl.col("id") < 0).cast(pl.Int64)  # as `_slot` does
        bits = firsts.select(place=slot // 8, bit=pl.lit(2, pl.Int64).pow(slot % 8))
        bytes_ = bits.group_by("place").agg(pl.col("bit").sum().cast(pl.Int64))
        short = int(bytes_["place"].max()) + 1 - len(self._bits)  # type: ignore[arg-type]
        self._bits.extend(bytes(max(short, 0)))
        for place, value in bytes_.iter_rows():
            self._bits[place] |= value
        self._keep_digests(firsts.filter(pl.col("verdict") == CHANGED))

    def _keep_digests(self, changed: pl.DataFrame) -> None:
        if not changed.height:
            return
        if self._changed is None:
            self._changed = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            self._changed.execute("PRAGMA journal_mode = OFF")
            self._changed.execute("CREATE TABLE changed (id INTEGER PRIMARY KEY, digest INTEGER)")
        self._changed.execute("BEGIN")
        self._changed.executemany(
            "INSERT OR IGNORE INTO changed VALUES (?, ?)", changed.select("id", "digest").iter_rows()
        )
        self._changed.execute("COMMIT")


def _slot(id: int) -> int:
    """The number of a record's bit: ids are those of order events, and negative ones of customer events."""
    return abs(id) * 2 + (id < 0)
