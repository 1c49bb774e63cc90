"""A bulk load into a log that holds little: the events' indexes are taken down, and built up at its end."""

from __future__ import annotations

from contextlib import closing

from events.database import bulk
from importers.writing.protocol import OnStep
from importers.writing.sqlite.file import SqliteFile
from importers.writing.sqlite.sorter import Sorter

MANY = 100_000
"""A load drops the indexes after it has written this many events to a log that held fewer, or at once where
it will write as many: to keep them up for an event takes longer than to build them for it. Rebuilding them
for this many events takes less than a second."""


class BulkLoad:
    """The state of the events' indexes, from transaction to transaction. `is_large` is a load that will write
    `MANY` events."""

    def __init__(self, file: SqliteFile, *, is_large: bool) -> None:
        self._file = file
        self._written = 0
        self._least = 0 if is_large else MANY
        few = "SELECT count(*) FROM (SELECT 1 FROM {} LIMIT ?)"
        before = sum(file.number(few.format(table), MANY) for table in bulk.TABLES)
        self._is_small = before < MANY
        self.forget()

    def forget(self) -> None:
        """Whether the indexes are down has to be looked up again: a transaction was rolled back."""
        self._down: bool | None = None

    @property
    def _are_down(self) -> bool:
        if self._down is None:
            self._down = self._file.number(bulk.ARE_DOWN) > 0
        return self._down

    def wrote(self, events: int) -> None:
        """Count events that were written since the load began."""
        self._written += events

    def prepare(self) -> None:
        """Take the indexes down if it is time; in the transaction that has just begun."""
        if not self._is_small or self._written < self._least or self._are_down:
            return
        self._file.run(bulk.NOTE)
        for name in self._file.run(bulk.DOWN)["name"]:
            self._file.run(f'DROP INDEX "{name}"')
        self._down = True

    def finish(self, on_step: OnStep) -> None:
        """Build up what is down, each index in a transaction of its own."""
        if not self._are_down:
            return
        down = self._file.run(bulk.DOWN)
        self._file.rollback()
        with closing(Sorter(self._file.path)) as sorter:
            for place, (name, statement) in enumerate(down.iter_rows()):
                on_step(place, down.height)
                sorter.build_index(name, statement)
                self._file.copy_committed()
        self._file.run(bulk.FORGET_ALL)
        self._file.commit()
        self._down = False
