"""Copying what was committed from a SQLite file's write-ahead log into the file, beside the writer."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from importers.writing.sqlite.adbc import Columnar

FEW_BYTES = 4 << 20
"""A shorter write-ahead log is left to whoever closes the file: a small import needs no thread."""

MOST_BYTES = 256 << 20
"""Behind a longer one the writer waits: only one that is copied to its end is begun anew."""


class Checkpoints:
    """Copies in a thread of its own, so that the writer seldom waits for the disk."""

    def __init__(self, path: str) -> None:
        self._path, self._wal = path, Path(f"{Path(path).resolve()}-wal")
        self._thread: ThreadPoolExecutor | None = None
        self._file: Columnar | None = None
        self._latest: Future[int] | None = None

    def start(self) -> None:
        """Begin to copy what is committed. Raises our errors for what went wrong with the copy before."""
        if self._thread is None:
            if not self._is_long():
                return
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="checkpoints")
        before, self._latest = self._latest, self._thread.submit(self._copy)
        if before is not None and before.result() > MOST_BYTES:
            self._latest.result()

    def close(self) -> None:
        """End the copy that is running, and the thread."""
        if self._thread is not None:
            self._thread.shutdown()
        if self._file is not None:
            self._file.close()

    def _is_long(self) -> bool:
        """Whether there is much to copy; a log that somebody took out of WAL mode has no such file."""
        try:
            return self._wal.stat().st_size >= FEW_BYTES
        except FileNotFoundError:
            return False

    def _copy(self) -> int:
        """Copy; returns the length of the write-ahead log in bytes."""
        if self._file is None:
            self._file = Columnar(self._path, is_only_connection=False)
        _, pages, _ = self._file.run("PRAGMA wal_checkpoint(PASSIVE)").row(0)
        return int(pages) * self._file.number("PRAGMA page_size")
