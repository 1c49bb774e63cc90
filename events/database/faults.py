"""Database libraries' errors, told as ours. The one place that reads their messages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from events.errors import Busy, CannotWrite, DatabaseUnavailable, EventsError


def explain(message: str, *, where: str) -> EventsError | None:
    """Our error for a database library's `message`, or None if it is none of the known causes."""
    text = message.lower()
    if "locked" in text or "lock timeout" in text:
        return Busy(f"{where} is busy: another program is writing to it. Nothing was changed; try again.")
    if "readonly" in text or "read-only" in text:
        return CannotWrite(
            f"{where} is read-only. Nothing was changed; check the file's and its folder's permissions."
        )
    if "disk is full" in text or "disk i/o error" in text or "no space left" in text:
        return CannotWrite(
            f"{where} cannot be written: the disk is full or failing. Make room and run the command again."
        )
    if "not a database" in text or "malformed" in text:
        return DatabaseUnavailable(
            f"{where} is not a database this program can read. Choose another file with --database."
        )
    if "unable to open" in text or "is a directory" in text:
        return DatabaseUnavailable(f"Cannot open {where}. Check the path and its permissions.")
    return None


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn the errors SQLAlchemy raises inside into ours; those of an unknown cause name the place only."""
    from sqlalchemy.exc import DBAPIError, OperationalError

    try:
        yield
    except DBAPIError as error:
        known = explain(str(error.orig), where=where)
        if known is None and not isinstance(error, OperationalError):
            raise
        reason = str(error.orig).strip().splitlines()[0]
        raise known or DatabaseUnavailable(f"{where} cannot be used: {reason}") from error
