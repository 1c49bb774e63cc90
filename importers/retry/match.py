"""Which repaired record stands for which reject: by its bytes, its id, its cells, else by its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl
from sqlalchemy import Connection

from importers.ledger import rejects
from importers.ledger.models import Batch
from importers.retry import likeness
from importers.retry.ledger_copy import attach
from importers.retry.reject_pairs import RejectPairs

COUNTED, FREE, HELD = "counted", "free", "held"
"""A repaired record stands for a reject, for nothing that the batch counts, or for what it imported."""

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
# A record with another id than the reject in its place is another one, unless the id was the fault.
_IN_ORDER = """
    WITH l AS (SELECT record, name, row_number() OVER (ORDER BY record) AS n FROM lost WHERE place IS NULL),
        f AS (SELECT place, name, row_number() OVER (ORDER BY place) AS n FROM found WHERE how = '')
    SELECT l.record, f.place FROM l JOIN f USING (n)
    WHERE l.name IS NULL OR f.name IS NULL OR l.name = f.name
        OR EXISTS (SELECT 1 FROM rejected AS r WHERE r.record = l.record AND r.code = 'E-CONFLICT')
"""
_KNOWN = """
    UPDATE found SET how = '{how}' WHERE how = '' AND NOT bad
        AND EXISTS (SELECT 1 FROM made WHERE made.place = found.place)
        AND NOT EXISTS (
            SELECT 1 FROM made WHERE made.place = found.place AND max(made.occurrence, 1) > (
                SELECT count(*) FROM log.records AS r WHERE r.source_id = :source
                    AND r.source_table = made.source_table AND r.identity = made.identity
                    AND r.part = made.part AND r.digest = made.digest {others}
            )
        )
"""
# The batch's first run may hold records that say the same as a repaired one: those are others.
_OTHERS = "AND (r.batch_id <> :batch OR r.id NOT BETWEEN :first AND :last)"
# More rows of one content than the log has of it: which of them are repaired is for the pairing to find.
_REPEATED = """
    UPDATE found SET how = '' WHERE how = 'imported' AND place IN (
        SELECT place FROM made WHERE (source_table, identity, part) IN (
            SELECT m.source_table, m.identity, m.part FROM made AS m JOIN found USING (place) WHERE how = ''
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


@dataclass(frozen=True, kw_only=True)
class Matched:
    """How many repaired records were matched how. `known` are in the log already, `new` match no reject;
    `missing` are rejects that the file does not hold."""

    unchanged: int = 0
    by_id: int = 0
    by_cells: int = 0
    by_position: int = 0
    known: int = 0
    new: int = 0
    missing: int = 0


class Matching(RejectPairs):
    """Both sides, and which of one stands for which of the other."""

    def __init__(self) -> None:
        super().__init__()
        self.in_order = False
        """Whether those that nothing else distinguishes were matched by their places."""
        self.altered = 0
        """Records that the batch imported at once, and that differ in the repaired file."""

    def match(
        self, connection: Connection, batch: Batch, *, since: Sequence[int], done: int, in_order: bool | None
    ) -> None:
        """Decide, against the log behind `connection`. An earlier run has written the file's records up to
        `done`, and decided whether the others are matched `in_order`; what the ledger got beside the
        records `since` (the first and the last id) came by repairs."""
        ours = {"source": batch.source_id, "batch": batch.id, "first": since[0], "last": since[1]}
        attach(self._db, connection, batch)
        self._pair(_PAIRS.format(by="digest"), "unchanged")
        self._pair(_PAIRS.format(by="name"), "id")
        self._db.execute("UPDATE found SET how = 'known' WHERE how = '' AND place <= ?", (done,))
        self._db.execute(_KNOWN.format(how="known", others=_OTHERS), ours)
        self._pair_by_cells(ours)
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
        """Count the repaired records by how they were matched."""
        counts = dict(self._db.execute("SELECT how, count(*) FROM found GROUP BY how").fetchall())
        return Matched(
            unchanged=counts.get("unchanged", 0),
            by_id=counts.get("id", 0),
            by_cells=counts.get("cells", 0),
            by_position=counts.get("position", 0),
            known=counts.get("known", 0),
            new=counts.get("new", 0),
            missing=self._count("lost WHERE place IS NULL"),
        )

    def plan(self, first: int, last: int) -> pl.DataFrame:
        """For each record that places `first` to `last` make: place, part, what it stands for, the
        matched reject's record and line (null where there is none), its occurrence number, and whether its
        raw record is as it was rejected."""
        rows = self._db.execute(
            "SELECT made.place, part, kind, lost.record, lost.line, occurrence, how = 'unchanged' FROM made "
            "JOIN found USING (place) LEFT JOIN lost ON lost.record = found.record "
            "WHERE made.place BETWEEN ? AND ? AND how <> 'known'",
            (first, last),
        ).fetchall()
        schema = {"place": pl.Int64, "part": pl.String, "stands": pl.String}
        schema |= {"to_record": pl.Int64, "to_line": pl.Int64, "number": pl.Int64, "unchanged": pl.Boolean}
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
        self._take_pairs(self._db.execute(query), how)

    def _pair_by_cells(self, ours: dict[str, int]) -> None:
        """Pair rows without ids; a whole export has also rows that are like a reject and were imported."""
        self._db.execute(_KNOWN.format(how="imported", others=""), ours)
        self._db.execute(_REPEATED)
        self._take_pairs(likeness.pairs(self._db), "cells")
        self._db.execute("UPDATE found SET how = '' WHERE how = 'imported'")

    def _take_pairs(self, pairs: Iterable[tuple[int, int]], how: str) -> None:
        self._db.execute("DELETE FROM pairs")
        self._db.executemany("INSERT INTO pairs VALUES (?, ?)", pairs)
        self._db.execute("UPDATE lost SET place = p.place FROM pairs AS p WHERE p.record = lost.record")
        self._db.execute(
            "UPDATE found SET record = p.record, how = ? FROM pairs AS p WHERE p.place = found.place", (how,)
        )

    def _count(self, what: str) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM {what}").fetchone()[0])  # noqa: S608 - ours
