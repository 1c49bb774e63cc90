"""A batch's rejects and the records that were repaired, side by side, as they are read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import blake2b
from itertools import groupby
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from events.errors import UnreadableDataError
from importers import rejects_file
from importers.erasure.kept_records import KeptRecords
from importers.keep_out import keep_out
from importers.ledger.models import Batch, Reject
from importers.private_files import private_folder
from importers.reject_codes import Code
from importers.retry import likeness, repaired_file
from importers.trace import replay
from importers.transform import TransformedChunk

BROKEN = (Code.COLUMNS, Code.TABLE, Code.QUOTE, Code.ENCODING, Code.JSON, Code.LONG)
"""Causes of raw records that could not be read as cells: it stands for all that its record makes."""

_TABLES = """
    CREATE TABLE rejected (id INTEGER PRIMARY KEY, record INTEGER, part TEXT, line INTEGER, "column" TEXT,
        value TEXT, code TEXT, reason TEXT, fix TEXT, raw BLOB);
    CREATE INDEX rejected_record ON rejected (record);
    CREATE TABLE lost (record INTEGER PRIMARY KEY, line INTEGER, count INTEGER, whole INTEGER, digest BLOB,
        name TEXT, place INTEGER);
    CREATE INDEX lost_digest ON lost (digest);
    CREATE TABLE found (place INTEGER PRIMARY KEY, digest BLOB, name TEXT, bad INTEGER, record INTEGER,
        how TEXT DEFAULT '');
    CREATE TABLE pairs (record INTEGER PRIMARY KEY, place INTEGER UNIQUE);
    CREATE TABLE made (place INTEGER, part TEXT, good INTEGER, broken INTEGER, source_table TEXT,
        identity TEXT, occurrence INTEGER, digest BLOB, kind TEXT, PRIMARY KEY (place, part));
"""
_STILL_OPEN = """
    SELECT 1 FROM lost JOIN rejected USING (record) WHERE digest = ? AND code = 'E-QUOTE'
"""


class StillOpenError(UnreadableDataError):
    """A line of the repaired file opens a quotation mark that it does not close."""

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line} of the repaired file still opens a quotation mark that it does not close, and takes"
            " the next line along. Nothing was changed; close it, or take the line out."
        )


class RejectPairs:
    """Rejects (`rejected`; `lost` has their raw records) and repaired records (`found`; `made` has what they
    make), in a private file that SQLite makes and deletes."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, uri=True)
        self._db.executescript(_TABLES + likeness.TABLES)
        self._files = ExitStack()

    def close(self) -> None:
        """Delete the private files that hold the pairs and what was made for them."""
        self._db.close()
        self._files.close()

    def add_rejects(self, session: Session, batch: Batch, terms: replay.ReplaySettings) -> None:
        """Take in the batch's rejects, with the legacy id of those that can be read."""
        wanted = select(Reject).where(Reject.batch_id == batch.id).order_by(Reject.record, Reject.id)
        rows = session.scalars(wanted, execution_options={"yield_per": 500})
        names = ("id", "record", "part", "line", "column", "value", "code", "reason", "fix", "raw")
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT INTO rejected VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ([getattr(row, name) for name in names] for row in rows),
        )
        self._db.executemany("INSERT INTO lost VALUES (?, ?, ?, ?, ?, NULL, NULL)", self._raw_records())
        self._db.execute("COMMIT")
        self._name_rejects(batch, terms)
        nameless = "lost JOIN rejected USING (record) WHERE name IS NULL GROUP BY record"
        self._db.execute("BEGIN")
        likeness.add_lost(self._db, self._db.execute(f"SELECT record, raw FROM {nameless}"))  # noqa: S608 - ours
        self._db.execute("COMMIT")

    def in_their_encoding(self, path: str, terms: replay.ReplaySettings) -> str:
        """The path of the repaired file or, if it was saved as UTF-8, of a copy in the encoding of the
        rejects, which is deleted with the pairs. Raises `EncodingMismatchError`."""
        raws = self._db.execute("SELECT raw FROM rejected")
        if not repaired_file.is_utf8_instead(path, terms, rejects=(raw for (raw,) in raws)):
            return path
        copy = self._files.enter_context(private_folder("retry")) / "repaired"
        repaired_file.save_as_rejects(path, copy, terms)
        return str(copy)

    def add_repaired(self, prepared: TransformedChunk) -> None:
        """Take in a chunk of the repaired file."""
        chunk = prepared.chunk
        raws = dict(zip(chunk.records, chunk.originals(range(len(chunk.records))), strict=True))
        self._refuse_swallowed(raws, dict(zip(chunk.records, chunk.lines, strict=True)))
        raws |= {broken.record: broken.raw for broken in chunk.broken}
        names = _names(prepared.records)
        bad = {reject.record for reject in prepared.rejected}
        broken = {one.record for one in chunk.broken}
        good = prepared.good.frame.select("record", "part", "identity", "occurrence", "digest")
        made = prepared.records.select("record", "part", "source_table").join(
            good, on=["record", "part"], how="left", maintain_order="left"
        )
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT INTO found (place, digest, name, bad) VALUES (?, ?, ?, ?)",
            ((place, _digest(raw), names.get(place), place in bad) for place, raw in sorted(raws.items())),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO made VALUES (?1, ?2, ?4 IS NOT NULL, 0, ?3, ?4, ?5, ?6, 'free')",
            made.select("record", "part", "source_table", "identity", "occurrence", "digest").iter_rows(),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO made VALUES (?, '', 0, 1, '', NULL, NULL, NULL, 'free')",
            ((place,) for place in broken),
        )
        likeness.add_found(self._db, ((place, raw) for place, raw in raws.items() if place not in names))
        self._db.execute("COMMIT")

    def _refuse_swallowed(self, raws: dict[int, bytes], lines: dict[int, int]) -> None:
        """Beside other rejects, a quotation mark that is still open may find its end in one of them."""
        for place, raw in raws.items():
            first, _, rest = raw.rstrip(b"\r\n").partition(b"\n")
            if rest and self._db.execute(_STILL_OPEN, (_digest(first),)).fetchone():
                raise StillOpenError(lines[place])

    def _raw_records(self) -> Iterator[tuple[Any, ...]]:
        """One row for each raw record that was rejected, in part or as a whole."""
        rows = self._db.execute("SELECT record, line, code, raw FROM rejected ORDER BY record, id")
        for record, group in groupby(rows, key=lambda row: row[0]):
            rejected = list(group)
            _, line, _, raw = rejected[0]
            whole = any(code in BROKEN for _, _, code, _ in rejected)
            yield record, line, len(rejected), whole, _digest(raw)

    def _name_rejects(self, batch: Batch, terms: replay.ReplaySettings) -> None:
        readable = "SELECT record, raw FROM lost JOIN rejected USING (record) WHERE NOT whole GROUP BY record"
        with private_folder("retry") as folder:
            file = folder / "rejects"
            with file.open("wb") as out:
                body = rejects_file.Body(out, batch)
                records = []
                for record, raw in self._db.execute(f"{readable} ORDER BY record"):
                    body.add(raw)
                    records.append(record)
                body.close()
            if not records:
                return
            self._db.execute("BEGIN")
            for prepared in read(str(file), terms):
                named = _names(prepared.records)
                self._db.executemany(
                    "UPDATE lost SET name = ? WHERE record = ?",
                    # Where several tables are read from one text, each numbers all that is in it.
                    ((name, records[(place - 1) % len(records)]) for place, name in named.items()),
                )
            self._db.execute("COMMIT")


def read(
    path: str, terms: replay.ReplaySettings, kept: KeptRecords | None = None
) -> Iterator[TransformedChunk]:
    """The chunks of a file of repaired records, read as its batch was, without the people that `kept` finds.

    Raises what the readers raise.
    """
    with repaired_file.reading(path, terms) as opened:
        yield from keep_out(replay.replay(opened, terms), kept)


def _names(records: pl.DataFrame) -> dict[int, str]:
    """Table and legacy id of each raw record that has one."""
    named = records.filter(pl.col("legacy_id").is_not_null())
    key = pl.concat_str(["source_table", "legacy_id"], separator="\x1f").alias("key")
    return dict(named.select("record", key).unique("record", keep="first").iter_rows())


def _digest(raw: bytes) -> bytes:
    return blake2b(raw.rstrip(b"\r\n"), digest_size=16).digest()
