"""Which of the ledger's records one input has told of already: the second telling of an id is no news."""

from __future__ import annotations

import sqlite3

import polars as pl

from importers.record_frame import KEY

NEW, DUPLICATE, CHANGED, CONFLICT = "new", "duplicate", "changed", "twice"
VERDICTS = (NEW, DUPLICATE, CHANGED, CONFLICT)


class SeenRecords:
    """What the ledger held before this batch and the input told of, from chunk to chunk: one bit for each
    of the ledger's records, and in a private file that SQLite makes and deletes, what is told otherwise.
    """

    def __init__(self) -> None:
        self._bits = bytearray()
        self._otherwise: sqlite3.Connection | None = None
        self._latest: pl.DataFrame | None = None

    def judged(self, found: pl.DataFrame) -> pl.DataFrame:
        """`found` with a `verdict`, and takes it as told, unless `forget_latest` comes next.

        It has records in source order with the `id` the ledger knows their key by (null: not at all),
        whether that one's digest is the `same`, and whether it is this batch's `own`.

        A key that the input told before stands for what it told then, whatever the ledger holds: the same
        again is a duplicate, anything else is told twice.
        """
        self._take_latest()
        firsts = found.filter("is_first").select(*KEY, pl.col("digest").alias("first"))
        if firsts.height < found.height:
            found = found.join(firsts, on=list(KEY), how="left", maintain_order="left")
        else:
            found = found.with_columns(pl.lit(None, pl.Binary).alias("first"))
        found = found.join(self._earlier(found), on="id", how="left", maintain_order="left")
        own, same = (pl.col("own") == 1).fill_null(False), (pl.col("same") == 1).fill_null(False)
        met = pl.col("met").fill_null(False)
        by_ledger = own | (met & pl.col("told").is_null())
        is_again = (
            pl.when(by_ledger).then(same)
            .when(met).then(pl.col("digest") == pl.col("told"))
            .when(~pl.col("is_first")).then(pl.col("digest") == pl.col("first"))
        )  # fmt: skip
        judged = found.with_columns(
            verdict=pl.when(is_again.is_not_null())
            .then(pl.when(is_again).then(pl.lit(DUPLICATE)).otherwise(pl.lit(CONFLICT)))
            .when(pl.col("id").is_null()).then(pl.lit(NEW))
            .when(same).then(pl.lit(DUPLICATE))
            .otherwise(pl.lit(CHANGED))
        )  # fmt: skip
        self._latest = judged.filter(pl.col("is_first") & pl.col("id").is_not_null() & ~own & ~met)
        return judged.drop("first", "met", "told")

    def forget_latest(self) -> None:
        """What was judged last was dropped: it will be told again."""
        self._latest = None

    def close(self) -> None:
        if self._otherwise is not None:
            self._otherwise.close()

    def _earlier(self, found: pl.DataFrame) -> pl.DataFrame:
        """The ids among these that an earlier chunk told of: `met`, and what it `told`, null where that is
        what the ledger holds. Only where it matters: what is as the ledger has it is nearly all there is."""
        judged_by_ledger = found["id"].is_null() | (found["same"] == 1) | (found["own"] == 1)
        wanted = found if self._otherwise else found.filter(~judged_by_ledger.fill_null(True))
        ids = [id for id in wanted["id"].drop_nulls().unique() if self._has(id)]
        told: dict[int, bytes] = {}
        if self._otherwise is not None:
            query = "SELECT id, digest FROM told WHERE id IN (SELECT value FROM json_each(?))"
            told = dict(self._otherwise.execute(query, (str(ids),)).fetchall())
        return pl.DataFrame(
            {"id": ids, "met": [True] * len(ids), "told": [told.get(id) for id in ids]},
            schema={"id": pl.Int64, "met": pl.Boolean, "told": pl.Binary},
        )

    def _has(self, id: int) -> bool:
        place, bit = divmod(id, 8)
        return place < len(self._bits) and bool(self._bits[place] >> bit & 1)

    def _take_latest(self) -> None:
        firsts, self._latest = self._latest, None
        if firsts is None or not firsts.height:
            return
        bits = firsts.select(place=pl.col("id") // 8, bit=pl.lit(2, pl.Int64).pow(pl.col("id") % 8))
        bytes_ = bits.group_by("place").agg(pl.col("bit").sum().cast(pl.Int64))
        short = int(bytes_["place"].max()) + 1 - len(self._bits)  # type: ignore[arg-type]
        self._bits.extend(bytes(max(short, 0)))
        for place, value in bytes_.iter_rows():
            self._bits[place] |= value
        changed = firsts.filter(pl.col("verdict") == CHANGED)
        if changed.height:
            if self._otherwise is None:
                self._otherwise = sqlite3.connect("", isolation_level=None, check_same_thread=False)
                self._otherwise.execute("PRAGMA journal_mode = OFF")
                self._otherwise.execute("CREATE TABLE told (id INTEGER PRIMARY KEY, digest BLOB)")
            self._otherwise.execute("BEGIN")
            self._otherwise.executemany(
                "INSERT OR IGNORE INTO told VALUES (?, ?)", changed.select("id", "digest").iter_rows()
            )
            self._otherwise.execute("COMMIT")
