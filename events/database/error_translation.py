"""Translates errors of database libraries into ours. No other module reads their messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from events.errors import (
    BusyError,
    DatabaseUnavailableError,
    EventsError,
    InvalidSettingError,
    NotADatabaseError,
    WriteError,
)


def _busy(where: str) -> EventsError:
    return BusyError(f"{where} is busy: another program is writing to it. Nothing was changed; try again.")


def _read_only(where: str) -> EventsError:
    return WriteError(
        f"{where} is read-only. Nothing was changed; check the file's and its folder's permissions."
    )


def _read_only_server(where: str) -> EventsError:
    return WriteError(
        f"{where} accepts no changes: it is a standby, or this session is read-only. Nothing was changed; "
        "connect to the primary server."
    )


def _no_rights(where: str) -> EventsError:
    return WriteError(
        f"This database role lacks the rights for that on {where}. Nothing was changed; connect as another "
        "role, or ask the owner of the tables to grant them."
    )


def _too_slow(where: str) -> EventsError:
    return BusyError(
        f"{where} cancelled a statement that took longer than its statement_timeout. Committed work stays; "
        "try again, or raise the limit of this role."
    )


def _in_conflict(where: str) -> EventsError:
    return BusyError(
        f"{where} is busy: other transactions keep getting in the way. Committed work stays; try again."
    )


def _lost(where: str) -> EventsError:
    return DatabaseUnavailableError(
        f"The connection to {where} was lost. Committed work stays; run the same command again."
    )


def _too_long(where: str) -> EventsError:
    return WriteError(
        f"{where} cannot index a text of this length: an id, order number, name or e-mail in the input "
        "has more than about 2,700 bytes. Nothing of this chunk was written; check which column it is."
    )


def _full(where: str) -> EventsError:
    return WriteError(
        f"{where} cannot be written: the disk is full or failing. Make room and run the command again."
    )


def _closed(where: str) -> EventsError:
    return DatabaseUnavailableError(f"Cannot open {where}. Check the path and its permissions.")


def _unknown_option(where: str) -> EventsError:
    return InvalidSettingError(
        where=where, problem="the server's client knows no such option as this URL has."
    )


_LOST = (
    "server closed the connection", "terminating connection", "connection is closed", "connection is lost",
    "connection to server was lost", "consuming input failed", "ssl connection has been closed",
    "could not receive data", "could not send data",
)  # fmt: skip
_CAUSES: tuple[tuple[tuple[str, ...], Callable[[str], EventsError]], ...] = (
    (_LOST, _lost),
    (("statement timeout",), _too_slow),
    (("deadlock detected", "could not serialize"), _in_conflict),
    (("read-only transaction",), _read_only_server),
    (("permission denied for", "permission denied to", "must be owner"), _no_rights),
    (("maximum for index", "exceeds btree version"), _too_long),
    (("locked", "lock timeout"), _busy),
    (("readonly", "read-only"), _read_only),
    (("disk is full", "disk i/o error", "no space left"), _full),
    (("not a database", "malformed"), NotADatabaseError),
    (("unable to open", "failed to open", "is a directory"), _closed),
    (("invalid connection option",), _unknown_option),
)


def explain(message: str, *, where: str) -> EventsError | None:
    """Our error for a database library's `message`, or None if it is none of the known causes."""
    text = message.lower()
    for phrases, error in _CAUSES:
        if any(phrase in text for phrase in phrases):
            return error(where)
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
        raise known or DatabaseUnavailableError(f"{where} cannot be used: {reason}") from error
