"""Building the indexes of a SQLite file, sorted in small parts by threads of SQLite itself."""

from __future__ import annotations

from events.database import bulk
from events.database.engine import PRAGMAS
from importers.writing.sqlite.adbc import Columnar, uri_of

_FIRST = ("PRAGMA page_size = 4096", "CREATE TABLE unused (a)")
_SET_UP = (
    *(one.replace("PRAGMA synchronous", "PRAGMA log.synchronous") for one in PRAGMAS),
    "PRAGMA main.cache_size = -1024",
    "PRAGMA log.cache_size = -4096",
    "PRAGMA wal_autocheckpoint = 0",  # `Checkpoints` does that
    "PRAGMA threads = 2",
)


class Sorter(Columnar):
    """A second connection to the file at `path`, which is attached to a database in memory.

    SQLite sorts on disk, in parts of 250 pages of the database that was opened first at least: with pages of
    4 KiB, a part fits into a processor's cache, which the 4 MB of a log's own pages do not.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path, is_only_connection=False, opened=":memory:")
        try:
            for statement in _FIRST:
                self.run(statement)
            self.run("ATTACH ? AS log", uri_of(path, mode="rw"))
            for statement in _SET_UP:
                self.run(statement)
            self.begin_transactions()
        except BaseException:
            self.close()
            raise

    def build_index(self, name: str, statement: str) -> None:
        """Build an index of the log that is down, and note that it is not, in a transaction of its own."""
        self.run(statement.replace("INDEX ", "INDEX log.", 1))
        self.run(bulk.FORGET, name)
        self.commit()
