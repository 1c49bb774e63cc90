"""Files that hold events of the log: where exports went, so that an erasure can name them."""

from __future__ import annotations

import socket
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from events import clock
from importers.ledger import operations
from importers.ledger.models import Operation
from importers.ledger.user_files import may_exist


def note_export(session: Session, path: str, *, by: str) -> None:
    """Remember that `by` wrote events of the log to this file; once for each file. The caller commits."""
    place = {"file": str(Path(path).resolve()), "host": socket.gethostname()}
    before = next((one for one in _notes(session) if place.items() <= one.details.items()), None)
    if before is None:
        operations.add(session, kind=operations.EXPORT, by=by, file=place["file"], host=place["host"])
    else:
        before.date, before.details = clock.now(), {"by": by, **place}
    session.flush()


def export_files(session: Session) -> list[str]:
    """The exports that the log knows of, but for those of this machine that are gone; those of another one
    behind its name."""
    here, found = socket.gethostname(), []
    for details in (one.details for one in _notes(session)):
        file, host = str(details["file"]), details.get("host", here)
        if host != here:
            found.append(f"{host}:{file}")
        elif may_exist(file):
            found.append(file)
    return found


def _notes(session: Session) -> list[Operation]:
    wanted = select(Operation).where(Operation.kind == operations.EXPORT).order_by(Operation.id)
    return list(session.scalars(wanted))
