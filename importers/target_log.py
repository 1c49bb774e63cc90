"""The log that an import or a retry writes to, or what stands in for it in a dry run."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from sqlalchemy.engine import URL

from events.database.engine import parse, sqlite_path
from events.database.session import open_connection
from importers import private_files
from importers.dry_run import private_copy
from importers.ledger import locks
from importers.ledger.locks import RunningImports
from importers.server_copy import writable_log
from importers.writing.open_writer import open_writer
from importers.writing.protocol import Target, Writer

if TYPE_CHECKING:
    from importers.writing.postgresql.sandbox import Sandbox


class TargetLog(ABC):
    """What is written, and how it is locked meanwhile.

    `database` is its path or URL, empty where it has none of its own; `url` is that of the log. `others` is
    put before the names of tables that hold what other imports and operators have written: empty, or a
    schema and a dot.
    """

    database = ""
    others = ""
    url: URL

    @abstractmethod
    def connect(self) -> AbstractContextManager[Connection]:
        """A connection, made ready; not while there is a writer."""

    @abstractmethod
    def as_stored(self, connection: Connection) -> AbstractContextManager[Connection]:
        """A connection to read what the log holds: `connection` itself, if that shows it."""

    @abstractmethod
    def importing(
        self, *, source: str, shop: str, on_wait: Callable[[], None]
    ) -> AbstractContextManager[RunningImports]:
        """Hold what an import of this source needs; returns the other imports that run."""

    @abstractmethod
    def writer(self, target: Target) -> Writer:
        """A writer for a batch; the caller closes it."""

    @abstractmethod
    def size(self) -> int:
        """About how many bytes the log takes, or what was written to it so far."""


class StoredLog(TargetLog):
    """A log at a path or URL; also a private copy of one."""

    def __init__(self, database: str, *, resuming: bool) -> None:
        self.database, self.url, self._resuming = database, parse(database), resuming

    def connect(self) -> AbstractContextManager[Connection]:
        """See `TargetLog`."""
        return open_connection(self.database, resuming=self._resuming)

    def as_stored(self, connection: Connection) -> AbstractContextManager[Connection]:
        """See `TargetLog`."""
        return nullcontext(connection)

    @contextmanager
    def importing(self, *, source: str, shop: str, on_wait: Callable[[], None]) -> Iterator[RunningImports]:
        """See `TargetLog`."""
        with locks.importing(self.url, source=source, shop=shop, on_wait=on_wait):
            yield locks.other_imports(self.url, source=source, shop=shop)

    def writer(self, target: Target) -> Writer:
        """See `TargetLog`."""
        return open_writer(self.url, target)

    def size(self) -> int:
        """See `TargetLog`."""
        path = Path(sqlite_path(self.url))
        return path.stat().st_size if path.name and path.exists() else 0


class SandboxLog(TargetLog):
    """Temporary tables on a server. They need no lock, and nobody else sees them."""

    def __init__(self, sandbox: Sandbox, database: str) -> None:
        self._sandbox, self._stored = sandbox, database
        self.url = parse(database)
        self.others = sandbox.others

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """See `TargetLog`."""
        yield self._sandbox.connection
        self._sandbox.connection.rollback()

    def as_stored(self, connection: Connection) -> AbstractContextManager[Connection]:
        """See `TargetLog`."""
        return open_connection(self._stored)

    @contextmanager
    def importing(self, *, source: str, shop: str, on_wait: Callable[[], None]) -> Iterator[RunningImports]:
        """See `TargetLog`."""
        yield RunningImports()

    def writer(self, target: Target) -> Writer:
        """See `TargetLog`."""
        return self._sandbox.writer(target)

    def size(self) -> int:
        """See `TargetLog`."""
        return self._sandbox.size()


@contextmanager
def open_target(
    database: str, *, dry_run: bool, resuming: bool = False, whole_ledger: bool = False
) -> Iterator[TargetLog]:
    """The log at `database`, or for a dry run what stands in for it until the end of the block.

    See `open_connection` for `resuming`. A dry run that asks the ledger for other records than those it
    writes needs the `whole_ledger`.
    """
    if not dry_run:
        private_files.remove(private_files.left_behind(sqlite_path(parse(database))))
        yield StoredLog(database, resuming=resuming)
    elif sqlite_path(parse(database)):
        with private_copy(database) as copy:
            yield StoredLog(copy, resuming=resuming)
    else:
        from importers.writing.postgresql.sandbox import open_sandbox

        with writable_log(database, for_session=True) as writable:
            if writable != database:
                yield StoredLog(writable, resuming=resuming)
                return
            with open_sandbox(parse(database), whole_ledger=whole_ledger) as sandbox:
                yield SandboxLog(sandbox, database)
