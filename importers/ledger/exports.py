"""Files that hold events of the log: where exports were written, so that an erasure can name them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from events import clock
from events import models as _models  # noqa: F401 - the ledger's tables refer to these
from importers.ledger import operations
from importers.ledger.models import Operation


def note_export(session: Session, path: str, *, by: str) -> None:
    """Remember that `by` wrote events of the log to this file; once for each file. The caller commits."""
    file = str(Path(path).resolve())
    before = next((one for one in _notes(session) if one.details["file"] == file), None)
    if before is None:
        operations.add(session, kind=operations.EXPORT, by=by, file=file)
    else:
        before.date, before.details = clock.now(), {"by": by, "file": file}
    session.flush()


def export_files(session: Session) -> list[str]:
    """The exports that the log knows of and that still exist."""
    return [file for file in (str(one.details["file"]) for one in _notes(session)) if Path(file).exists()]


def _notes(session: Session) -> list[Operation]:
    wanted = select(Operation).where(Operation.kind == operations.EXPORT).order_by(Operation.id)
    return list(session.scalars(wanted))
