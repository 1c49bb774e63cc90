"""Writes a batch's rejects to a file, in the user's own bytes, to be repaired and retried."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.errors import WriteError
from importers.batch_settings import settings_of
from importers.ledger import user_files
from importers.ledger.models import Batch, Reject
from importers.ledger.rejects import Rejected
from importers.ledger.user_files import SIDECAR
from importers.output_files import as_text, is_stream, replacing


@dataclass(frozen=True, kw_only=True)
class RejectsFile:
    """Rejects as they were written: where, and how many raw records."""

    path: str
    records: int


def write_file(session: Session, batch: Batch, path: str, *, more: Sequence[Rejected] = ()) -> RejectsFile:
    """Write the batch's rejects (and `more`) to `path`, and commit its note of them. Raises `WriteError`.

    A file at `path` that is not replaceable stays: the rejects then go to a free name beside it.
    """
    target = path if user_files.is_replaceable(session, path) else user_files.free_name(path)
    user_files.note_rejects_file(batch, target)
    session.commit()
    written = _write(session, batch, target, more=more)
    if target != path and user_files.digest_of(Path(target)) == user_files.digest_of(Path(path)):
        target = _keep_first(path, target)  # as after a dry run, whose files no log knows
    if not is_stream(target):
        user_files.note_rejects_file(batch, target, digest=user_files.digest_of(Path(target)))
        session.commit()
    return RejectsFile(path=target, records=written)


def _keep_first(path: str, copy: str) -> str:
    Path(copy).replace(path)
    Path(copy + SIDECAR).replace(path + SIDECAR)
    return path


def _write(session: Session, batch: Batch, path: str, *, more: Sequence[Rejected]) -> int:
    """Write under the input's own header each raw record once, and the reasons beside it.

    The files hold customers' data: only their owner may read them.
    """
    stored = session.scalars(
        select(Reject).where(Reject.batch_id == batch.id).order_by(Reject.record, Reject.id),
        execution_options={"yield_per": 500},
    )
    both: Iterator[Reject | Rejected] = chain(stored, more)
    written, last = 0, None
    try:
        with replacing(path) as out, replacing(path + SIDECAR) as beside:
            body = Body(out, batch)
            with as_text(beside) as text:
                table = csv.writer(text)
                table.writerow(["file", "line", "record", "part", "column", "value", "code", "reason", "fix"])
                for reject in both:
                    if reject.record != last:
                        body.add(reject.raw)
                        written, last = written + 1, reject.record
                    place = (batch.file, reject.line, reject.record, reject.part, reject.column)
                    cells = (*place, reject.value, reject.code, reject.reason, reject.fix)
                    table.writerow([_plain(cell) for cell in cells])
            body.close()
    except OSError as error:
        raise WriteError(
            f"Cannot write the rejects to {path}: {error.strerror}. Choose another place with --rejects."
        ) from None
    return written


class Body:
    """Raw records as an input of their batch's format: under its header, or as the array of a document."""

    def __init__(self, out: BinaryIO, batch: Batch) -> None:
        self._out, self._is_array = out, settings_of(batch).format == "json"
        self._between = b"[\n" if self._is_array else batch.header

    def add(self, raw: bytes) -> None:
        """Write a raw record, after the header or the separator that it needs."""
        end = b"" if raw.endswith(b"\n") else b"\n"
        self._out.write(self._between + (raw.rstrip() if self._is_array else raw + end))
        self._between = b",\n" if self._is_array else b""

    def close(self) -> None:
        """Write what comes after the last record."""
        self._out.write(b"[]\n" if self._between == b"[\n" else b"\n]\n" if self._is_array else self._between)


_JOINERS = frozenset("\u00ad\u200c\u200d")
"""Soft hyphen, zero-width non-joiner and joiner: part of the spelling, so they pass."""


def _plain(cell: object) -> object:
    """A cell that starts no formula in a spreadsheet and drives no terminal."""
    if not isinstance(cell, str):
        return cell
    text = "".join(
        character if character.isprintable() or character in _JOINERS else f"\\u{ord(character):04x}"
        for character in cell
    )
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") else text
