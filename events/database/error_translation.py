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


_CAUSES: tuple[tuple[tuple[str, ...], Callable[[str], EventsError]], ...] = (
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
