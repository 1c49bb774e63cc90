"""The findings of a comparison, of any number: kept in a private file, and read back in order."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

MISSING, CHANGED, EXTRA, REJECTED, VANISHED = "missing", "changed", "extra", "rejected", "vanished"
KINDS = (MISSING, CHANGED, EXTRA, REJECTED, VANISHED)

_TABLES = """
    CREATE TABLE differences (kind TEXT, "order" TEXT, line INTEGER, data BLOB);
    CREATE TABLE orders (number TEXT PRIMARY KEY) WITHOUT ROWID;
"""


@dataclass(frozen=True, kw_only=True)
class Altered:
    """A field whose value in the source differs from the one in the log."""

    field: str
    source: str | None
    log: str | None


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A record that is not in the log as the source has it; `event` is the log's, where it has one.

    `line` is of the file; for what is extra, of the file as it was imported; 0 for what has vanished from
    it. `by_log` means that the ledger knows the record, and the event says something else: it was altered in
    the log.
    """

    kind: str
    order: str
    line: int
    identity: str
    part: str = ""
    event: str = ""
    code: str = ""
    by_log: bool = False
    altered: list[Altered] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class OrderDifferences:
    """How many records of an order (empty: of a customer, or of nobody that can be read) differ how."""

    order: str
    counts: dict[str, int]


class Findings:
    """Differences, orders met, and events by month. Close it when all is read."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)
        self.source_months: Counter[str] = Counter()
        self.log_months: Counter[str] = Counter()

    def close(self) -> None:
        """Delete the private file that holds the findings."""
        self._db.close()

    def add(self, differences: Iterable[Difference]) -> None:
        """Store these differences."""
        rows = ((one.kind, one.order, one.line, msgspec.msgpack.encode(one)) for one in differences)
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO differences VALUES (?, ?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def meet(self, orders: Iterable[str]) -> None:
        """Count these orders, each number once."""
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR IGNORE INTO orders VALUES (?)", ((number,) for number in orders))
        self._db.execute("COMMIT")

    def orders_met(self) -> int:
        """Return how many orders were met."""
        return int(self._db.execute("SELECT count(*) FROM orders").fetchone()[0])

    def orders_differing(self) -> int:
        """Return how many orders have a difference."""
        named = """SELECT count(DISTINCT "order") FROM differences WHERE "order" <> ''"""
        return int(self._db.execute(named).fetchone()[0])

    def by_order(self) -> Iterator[OrderDifferences]:
        """Orders with differences, those with most first."""
        sums = ", ".join(["sum(kind = ?)"] * len(KINDS))
        rows = self._db.execute(
            f'SELECT "order", {sums} FROM differences GROUP BY "order" ORDER BY count(*) DESC, "order"',  # noqa: S608 - ours
            KINDS,
        )
        for order, *counts in rows:
            named = zip(KINDS, counts, strict=True)
            yield OrderDifferences(order=order, counts=dict(named))

    def differences(self, order: str | None = None, *, most: int = -1) -> Iterator[Difference]:
        """Differences by order and line; of one order only if it is given."""
        rows = self._db.execute(
            'SELECT data FROM differences WHERE ?1 IS NULL OR "order" = ?1 '
            'ORDER BY "order", line, rowid LIMIT ?2',
            (order, most),
        )
        for (data,) in rows:
            yield msgspec.msgpack.decode(data, type=Difference)

    def changed_events(self, *, most: int) -> list[str]:
        """The ids of the first of the log's events whose records have other content in the source."""
        rows = self._db.execute("SELECT data FROM differences WHERE kind = ? LIMIT ?", (CHANGED, most))
        found = (msgspec.msgpack.decode(data, type=Difference) for (data,) in rows)
        return [one.event for one in found if one.event and not one.by_log]

    def months(self) -> list[tuple[str, int, int]]:
        """Each month with how many events the source and the log have of it."""
        months = sorted({*self.source_months, *self.log_months})
        return [(month, self.source_months[month], self.log_months[month]) for month in months]
