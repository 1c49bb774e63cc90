"""What makes a record the same record: its legacy id, or its content and how often that was seen."""

from __future__ import annotations

import sqlite3
from hashlib import blake2b

import polars as pl
from xxhash import xxh3_64_intdigest

from importers.digest_algorithms import XXH3
from importers.whole_columns import same_in_all, with_whole

CONTENT = ("source_table", "part", "order", "customer", "date", "author", "message", "kind")
"""What a record says. Not `extra`: a column added to an export does not make all its records new."""

SAID = ("said_message", "said_kind")
"""Message and kind without what other columns add to them: what counts where they are given, so that a file
that was imported before this was shown has the same records."""


def as_said(records: pl.DataFrame) -> pl.DataFrame:
    """The records with what counts for their identity as it was, before other columns add to it."""
    if SAID[0] in records.columns:
        return records
    return records.with_columns(pl.col("message").alias(SAID[0]), pl.col("kind").alias(SAID[1]))


AS_WRITTEN = tuple("raw_date" if name == "date" else name for name in CONTENT)
"""What makes a record without an id the same one: its date as it is written, so that the same export in
another zone is the same records, changed, and not as many new ones."""


def _texts(records: pl.DataFrame, names: tuple[str, ...]) -> list[bytes]:
    """What digests are made of: the fields' texts, with unit separators between them.

    Line ends count as one kind, so that an export saved again by another program is no new content.
    Digests are stored for ever and compared across versions: never change how they are made.
    """
    fields = [_order(records) if name == "order" else _text(records, name) for name in names]
    joined = records.select(pl.concat_str(fields, separator="\x1f")).to_series()
    if joined.str.contains("\r\n", literal=True).any():
        joined = joined.str.replace_all("\r\n", "\n", literal=True)
    return joined.cast(pl.Binary).to_list()


def _order(records: pl.DataFrame) -> pl.Expr:
    """An order with its shop, and that of a customer's event; most records have neither of these."""
    if all(_is_absent(records, name) for name in ("customer_order", "shop")):
        return _text(records, "order")
    return pl.concat_str("order", "customer_order", "shop", separator="\x1e", ignore_nulls=True)


def _text(records: pl.DataFrame, name: str) -> pl.Expr:
    empty = pl.lit("")
    return empty if _is_absent(records, name) else pl.col(name).cast(pl.String).fill_null(empty)


def _is_absent(records: pl.DataFrame, name: str) -> bool:
    return 0 < records.height == records[name].null_count()


def _blake2b(texts: list[bytes]) -> pl.Series:
    """BLAKE2b, 16 bytes."""
    return pl.Series("digest", [blake2b(text, digest_size=16).digest() for text in texts], dtype=pl.Binary)


def content_digests(records: pl.DataFrame, *, algorithm: str) -> pl.Series:
    """A `digest` of each record's content, as a signed integer of 8 bytes: enough to see that it changed."""
    texts = _texts(records, CONTENT)
    if algorithm == XXH3:
        return pl.Series("digest", list(map(xxh3_64_intdigest, texts)), dtype=pl.UInt64).reinterpret(
            signed=True
        )
    return _blake2b(texts).bin.slice(0, 8).bin.reinterpret(dtype=pl.Int64, endianness="big")


class Identifier:
    """Gives records their identity, in source order, one chunk after the other.

    Identical records without a legacy id are distinguished by an occurrence number, from 1 in each
    input. Counts are kept in a private file that SQLite makes and deletes, so memory stays bounded.
    `digest_algorithm` is their source's.
    """

    def __init__(self, *, digest_algorithm: str) -> None:
        self._algorithm = digest_algorithm
        self._seen: sqlite3.Connection | None = None

    def identify(self, records: pl.DataFrame) -> pl.DataFrame:
        """`records` with `digest`, `identity` and `occurrence` (0 where there is a legacy id)."""
        if SAID[0] not in records.columns:
            return self._identify(records)
        shown = records.select("message", "kind")
        said = records.with_columns(message=SAID[0], kind=SAID[1])
        return self._identify(said).with_columns(shown["message"], shown["kind"])

    def _identify(self, records: pl.DataFrame) -> pl.DataFrame:
        records = with_whole(records, content_digests(records, algorithm=self._algorithm))
        if not records["legacy_id"].null_count():
            never = same_in_all("occurrence", 0, pl.Int64(), height=records.height)
            return with_whole(records, records["legacy_id"].alias("identity"), never)
        nameless = records["legacy_id"].is_null()
        records = records.with_columns(_blake2b(_texts(records, AS_WRITTEN)).alias("written"))
        # The date in front keeps neighbours in time together in the ledger's index.
        content = pl.concat_str(["raw_date", pl.col("written").bin.encode("hex")], separator="~")
        # A record with an id that says the same is another one, wherever a chunk ends.
        in_chunk = (
            pl.when(pl.col("legacy_id").is_null()).then("written").cum_count().over("written").cast(pl.Int64)
        )
        records = records.with_columns(in_chunk=pl.when(nameless).then(in_chunk).otherwise(0))
        before = self._before(records.filter(nameless)["written"])
        return records.join(before, on="written", how="left", maintain_order="left").with_columns(
            identity=pl.coalesce("legacy_id", content),
            occurrence=pl.col("in_chunk") + pl.when(nameless).then("before").fill_null(0),
        ).drop("in_chunk", "before", "written")  # fmt: skip

    def close(self) -> None:
        """Delete the private file that holds the counts."""
        if self._seen is not None:
            self._seen.close()

    def _before(self, digests: pl.Series) -> pl.DataFrame:
        """How often each of these was seen in earlier chunks, where it was; counts them as seen."""
        if self._seen is None:
            self._seen = sqlite3.connect("", isolation_level=None)
            self._seen.execute("PRAGMA journal_mode = OFF")
            self._seen.execute("CREATE TABLE seen (digest BLOB PRIMARY KEY, count INTEGER) WITHOUT ROWID")
            self._seen.execute("CREATE TABLE now (digest BLOB PRIMARY KEY, count INTEGER) WITHOUT ROWID")
        counts = digests.value_counts().rows()
        run = self._seen.execute
        run("BEGIN")
        run("DELETE FROM now")
        self._seen.executemany("INSERT INTO now VALUES (?, ?)", counts)
        earlier = run("SELECT digest, seen.count FROM now JOIN seen USING (digest)").fetchall()
        run(
            "INSERT INTO seen SELECT * FROM now WHERE true "
            "ON CONFLICT (digest) DO UPDATE SET count = count + excluded.count"
        )
        run("COMMIT")
        return pl.DataFrame(earlier, schema={"written": pl.Binary, "before": pl.Int64}, orient="row")
