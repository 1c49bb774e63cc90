"""Which repaired record stands for which reject: by its bytes, its legacy id, else by its place."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from events.errors import UnreadableData
from importers import rejects, repaired, stored
from importers.codes import Code
from importers.ledger import Batch, Reject
from importers.preparing import Prepared

BROKEN = (Code.COLUMNS, Code.QUOTE, Code.ENCODING, Code.JSON, Code.LONG)
"""Causes of raw records that could not be read as cells: it stands for all that its record makes."""

COUNTED, FREE, HELD = "counted", "free", "held"
"""A repaired record stands for a reject, for nothing that the batch counts, or for what it imported."""

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
_PAIRS = """
    WITH l AS (
        SELECT record, {by} AS key, row_number() OVER (PARTITION BY {by} ORDER BY record) AS n
        FROM lost WHERE place IS NULL AND {by} IS NOT NULL
    ), f AS (
        SELECT place, {by} AS key, row_number() OVER (PARTITION BY {by} ORDER BY place) AS n
        FROM found WHERE how = '' AND {by} IS NOT NULL
    )
    SELECT l.record, f.place FROM l JOIN f USING (key, n)
"""
_IN_ORDER = """
    WITH l AS (SELECT record, row_number() OVER (ORDER BY record) AS n FROM lost WHERE place IS NULL),
        f AS (SELECT place, row_number() OVER (ORDER BY place) AS n FROM found WHERE how = '')
    SELECT l.record, f.place FROM l JOIN f USING (n)
"""
# The batch's first run may hold records that say the same as a repaired one: those are others.
_KNOWN = """
    UPDATE found SET how = 'known' WHERE how = '' AND NOT bad
        AND EXISTS (SELECT 1 FROM made WHERE made.place = found.place)
        AND NOT EXISTS (
            SELECT 1 FROM made WHERE made.place = found.place AND max(made.occurrence, 1) > (
                SELECT count(*) FROM log.records AS r WHERE r.source_id = :source
                    AND r.source_table = made.source_table AND r.identity = made.identity
                    AND r.part = made.part AND r.digest = made.digest
                    AND (r.batch_id <> :batch OR r.id > :since)
            )
        )
"""
_KIND = """
    UPDATE made SET kind = CASE
        WHEN made.broken OR lost.whole
            OR EXISTS (SELECT 1 FROM rejected AS r WHERE r.record = lost.record AND r.part = made.part)
            THEN 'counted'
        WHEN EXISTS (SELECT 1 FROM log.records AS r
            WHERE r.batch_id = :batch AND r.record = lost.record AND r.part = made.part) THEN 'held'
        ELSE 'free' END
    FROM lost WHERE lost.place = made.place
"""
# The next free number among what this batch brought: a later import of the repaired input gives the same.
_NUMBERED = """
    UPDATE made SET occurrence = n.occurrence FROM (
        SELECT m.rowid AS id, row_number() OVER (
            PARTITION BY source_table, identity, part ORDER BY place
        ) + coalesce((
            SELECT max(r.occurrence) FROM log.records AS r WHERE r.source_id = :source
                AND r.source_table = m.source_table AND r.identity = m.identity AND r.part = m.part
                AND r.batch_id = :batch
        ), 0) AS occurrence
        FROM made AS m WHERE m.kind = 'counted' AND m.good AND m.occurrence > 0
    ) AS n WHERE n.id = made.rowid
"""
_ALTERED = """
    SELECT count(*) FROM made JOIN lost USING (place) JOIN log.records AS r
        ON r.batch_id = :batch AND r.record = lost.record AND r.part = made.part
    WHERE made.kind = 'held' AND made.good AND r.digest <> made.digest
"""
_STILL_OPEN = """
    SELECT 1 FROM lost JOIN rejected USING (record) WHERE digest = ? AND code = 'E-QUOTE'
"""


class StillOpen(UnreadableData):
    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line} of the repaired file still opens a quotation mark that it does not close, and takes"
            " the next line along. Nothing was changed; close it, or take the line out."
        )


@dataclass(frozen=True, kw_only=True)
class Matched:
    """How many repaired records were matched how. `known` are in the log already, `new` match no reject;
    `missing` are rejects that the file does not hold."""

    unchanged: int = 0
    by_id: int = 0
    by_position: int = 0
    known: int = 0
    new: int = 0
    missing: int = 0


class Matching:
    """Rejects and repaired records side by side, in a private file that SQLite makes and deletes."""

    def __init__(self) -> None:
        self.in_order = False
        """Whether those that nothing else tells apart were matched by their places."""
        self.altered = 0
        """Records that the batch imported at once, and that the repaired file tells otherwise."""
        self._db = sqlite3.connect("", isolation_level=None, uri=True)
        self._db.executescript(_TABLES)

    def close(self) -> None:
        self._db.close()

    def add_rejects(self, session: Session, batch: Batch, terms: stored.Terms) -> None:
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

    def add_repaired(self, prepared: Prepared) -> None:
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
        self._db.execute("COMMIT")

    def match(self, path: str, batch: Batch, *, since: int, done: int, in_order: bool | None) -> None:
        """Decide, against the log at `path`. An earlier run has written the file's records up to `done`,
        and decided whether the others are matched `in_order`; what the ledger got after record `since`
        came by repairs."""
        ours = {"source": batch.source_id, "batch": batch.id, "since": since}
        self._db.execute("ATTACH ? AS log", (f"{Path(path).resolve().as_uri()}?mode=ro",))
        self._pair(_PAIRS.format(by="digest"), "unchanged")
        self._pair(_PAIRS.format(by="name"), "id")
        self._db.execute("UPDATE found SET how = 'known' WHERE how = '' AND place <= ?", (done,))
        self._db.execute(_KNOWN, ours)
        if in_order is None:
            in_order = self._count("found WHERE how = ''") == self._count("lost WHERE place IS NULL")
        self.in_order = in_order
        if in_order:
            self._pair(_IN_ORDER, "position")
        self._db.execute("UPDATE found SET how = 'new' WHERE how = ''")
        self._db.execute(_KIND, ours)
        self._db.execute(_NUMBERED, ours)
        self.altered = int(self._db.execute(_ALTERED, ours).fetchone()[0])
        self._db.execute("DETACH log")

    def matched(self) -> Matched:
        counts = dict(self._db.execute("SELECT how, count(*) FROM found GROUP BY how").fetchall())
        return Matched(
            unchanged=counts.get("unchanged", 0),
            by_id=counts.get("id", 0),
            by_position=counts.get("position", 0),
            known=counts.get("known", 0),
            new=counts.get("new", 0),
            missing=self._count("lost WHERE place IS NULL"),
        )

    def plan(self, first: int, last: int) -> pl.DataFrame:
        """For each record that places `first` to `last` make: place, part, what it stands for, the
        matched reject's record and line (null where there is none), and its occurrence number."""
        rows = self._db.execute(
            "SELECT made.place, part, kind, lost.record, lost.line, occurrence FROM made "
            "JOIN found USING (place) LEFT JOIN lost ON lost.record = found.record "
            "WHERE made.place BETWEEN ? AND ? AND how <> 'known'",
            (first, last),
        ).fetchall()
        schema = {"place": pl.Int64, "part": pl.String, "stands": pl.String}
        schema |= {"to_record": pl.Int64, "to_line": pl.Int64, "number": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def rejected(self, first: int, last: int) -> list[tuple[int, rejects.Rejected]]:
        """The rejects, with their ids, that places `first` to `last` stand for."""
        rows = self._db.execute(
            'SELECT id, r.record, part, r.line, "column", value, code, reason, fix, raw FROM rejected AS r '
            "JOIN lost USING (record) WHERE place BETWEEN ? AND ? ORDER BY r.record, id",
            (first, last),
        )
        names = ("record", "part", "line", "column", "value", "code", "reason", "fix", "raw")
        return [(row[0], rejects.Rejected(**dict(zip(names, row[1:], strict=True)))) for row in rows]

    def _pair(self, query: str, how: str) -> None:
        self._db.execute("DELETE FROM pairs")
        self._db.execute(f"INSERT INTO pairs {query}")
        self._db.execute("UPDATE lost SET place = p.place FROM pairs AS p WHERE p.record = lost.record")
        self._db.execute(
            "UPDATE found SET record = p.record, how = ? FROM pairs AS p WHERE p.place = found.place", (how,)
        )

    def _refuse_swallowed(self, raws: dict[int, bytes], lines: dict[int, int]) -> None:
        """Beside other rejects, a quotation mark that is still open may find its end in one of them."""
        for place, raw in raws.items():
            first, _, rest = raw.rstrip(b"\r\n").partition(b"\n")
            if rest and self._db.execute(_STILL_OPEN, (_digest(first),)).fetchone():
                raise StillOpen(lines[place])

    def _raw_records(self) -> Iterator[tuple[Any, ...]]:
        """One row for each raw record that was rejected, in part or as a whole."""
        rows = self._db.execute("SELECT record, line, code, raw FROM rejected ORDER BY record, id")
        for record, group in groupby(rows, key=lambda row: row[0]):
            rejected = list(group)
            _, line, _, raw = rejected[0]
            whole = any(code in BROKEN for _, _, code, _ in rejected)
            yield record, line, len(rejected), whole, _digest(raw)

    def _name_rejects(self, batch: Batch, terms: stored.Terms) -> None:
        readable = "SELECT record, raw FROM lost JOIN rejected USING (record) WHERE NOT whole GROUP BY record"
        with tempfile.TemporaryDirectory(prefix="events-retry-") as folder:
            file = Path(folder) / "rejects"
            with file.open("wb") as out:
                body = rejects.Body(out, batch)
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

    def _count(self, what: str) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM {what}").fetchone()[0])  # noqa: S608 - ours


def read(path: str, terms: stored.Terms) -> Iterator[Prepared]:
    """The chunks of a file of repaired records, read as its batch was. Raises what the readers raise."""
    with repaired.reading(path, terms) as opened:
        yield from stored.prepared(opened)


def _names(records: pl.DataFrame) -> dict[int, str]:
    """Table and legacy id of each raw record that has one."""
    named = records.filter(pl.col("legacy_id").is_not_null())
    key = pl.concat_str(["source_table", "legacy_id"], separator="\x1f").alias("key")
    return dict(named.select("record", key).unique("record", keep="first").iter_rows())


def _digest(raw: bytes) -> bytes:
    return blake2b(raw.rstrip(b"\r\n"), digest_size=16).digest()
