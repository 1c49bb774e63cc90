"""A SQLite file that is written set by set, through a driver that binds whole columns."""

from __future__ import annotations

from collections.abc import Sequence

from events.database.engine import PRAGMAS
from events.database.last_ids import KEEP, LAST
from importers.writing.sqlite.adbc import Columnar
from importers.writing.sqlite.checkpoints import Checkpoints

_SET_UP = (
    *PRAGMAS,
    # Every id that is written comes from a look-up in the same state of the database: no need to look each
    # up a second time.
    "PRAGMA foreign_keys = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32768",
    "PRAGMA wal_autocheckpoint = 0",  # `Checkpoints` does that
)


class SqliteFile(Columnar):
    """One connection, whose transactions begin by themselves."""

    def __init__(self, path: str, *, set_up: Sequence[str]) -> None:
        """Open it; `set_up` are statements to be run outside any transaction."""
        super().__init__(path)
        self.path = path
        self._checkpoints = Checkpoints(path)
        try:
            for statement in (*_SET_UP, *set_up):
                self.run(statement)
            # Foreign keys can only be switched off outside a transaction, so those begin here.
            self.begin_transactions()
        except BaseException:
            self.close()
            raise

    def commit(self) -> None:
        """Commit, and begin to copy what was committed from the write-ahead log into the file."""
        super().commit()
        self.copy_committed()

    def copy_committed(self) -> None:
        """Begin to copy what was committed, by another connection perhaps, into the file."""
        self._checkpoints.start()

    def close(self) -> None:
        """Wait for the copy that is running, then close the file. SQLite copies the rest."""
        self._checkpoints.close()
        super().close()

    def last_id(self, table: str) -> int:
        """The highest id the table ever gave out: those of what was undone are not given again."""
        return self.number(LAST.format(table=table))

    def keep_last_id(self, table: str, last: int) -> None:
        """Note the highest id that the table has given out."""
        for statement in KEEP:
            self.run(statement.format(table=table, last=last))
