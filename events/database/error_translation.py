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
    UnreadableDataError,
    WriteError,
)


def _busy(where: str, _reason: str) -> EventsError:
    return BusyError(f"{where} is busy: another program is writing to it. Nothing was changed; try again.")


def _read_only(where: str, _reason: str) -> EventsError:
    return WriteError(
        f"{where} is read-only. Nothing was changed; check the file's and its folder's permissions."
    )


def _read_only_server(where: str, _reason: str) -> EventsError:
    return WriteError(
        f"{where} accepts no changes: it is a standby, or this session is read-only. Nothing was changed; "
        "connect to the primary server."
    )


def _no_rights(where: str, reason: str) -> EventsError:
    return WriteError(
        f"This database role lacks the rights for that on {where} ({reason}). Nothing was changed; connect "
        "as another role, or have the owner run what `events db grants` prints."
    )


def _too_slow(where: str, _reason: str) -> EventsError:
    return BusyError(
        f"{where} cancelled a statement that took longer than its statement_timeout. Committed work stays; "
        "try again, or raise the limit of this role."
    )


def _in_conflict(where: str, _reason: str) -> EventsError:
    return BusyError(
        f"{where} is busy: other transactions keep getting in the way. Committed work stays; try again."
    )


def _crowded(where: str, reason: str) -> EventsError:
    return BusyError(f"{where} takes no more connections ({reason}). Nothing was changed; try again.")


def _pool_is_used_up(where: str, _reason: str) -> EventsError:
    return BusyError(
        f"{where} gave no connection in time (query_wait_timeout): all those of its pooler are in use. "
        "Committed work stays; try again. An import needs two at once (default_pool_size)."
    )


def _lost(where: str, _reason: str) -> EventsError:
    return BusyError(f"The connection to {where} was lost. Committed work stays; run the same command again.")


def _starting(where: str, _reason: str) -> EventsError:
    return BusyError(f"{where} is starting up or shutting down. Committed work stays; try again.")


def _silent(where: str, _reason: str) -> EventsError:
    return DatabaseUnavailableError(
        f"{where} does not answer. Check its address and port; with connect_timeout=30 in the URL, it gets "
        "more time."
    )


def _too_long(where: str, _reason: str) -> EventsError:
    return WriteError(
        f"{where} cannot index a text of this length: an id, order number, name or e-mail in the input "
        "has more than about 2,700 bytes. Nothing of this chunk was written; check which column it is."
    )


def _full(where: str, _reason: str) -> EventsError:
    return WriteError(
        f"{where} cannot be written: the disk is full or failing. Make room and run the command again."
    )


def _closed(where: str, _reason: str) -> EventsError:
    return DatabaseUnavailableError(f"Cannot open {where}. Check the path and its permissions.")


def _not_ours(where: str, _reason: str) -> EventsError:
    return NotADatabaseError(where)


def _foreign_json(where: str, _reason: str) -> EventsError:
    return UnreadableDataError(
        f"{where} has events whose parameters are no JSON: another program wrote them. `events db check` "
        "names the rows."
    )


def _unknown_option(where: str, reason: str) -> EventsError:
    return InvalidSettingError(
        where=where, problem=f"the server's client does not accept this URL: {reason}."
    )


def _refused(where: str, reason: str) -> EventsError:
    return DatabaseUnavailableError(
        f"{where} refused a statement: {reason}. Nothing more was changed. Next: events db check"
    )


_CROWDED = (
    "sorry, too many clients", "too many connections", "remaining connection slots",
    "no more connections allowed",
)  # fmt: skip
_LOST = (
    "server closed the connection", "terminating connection", "connection is closed", "connection is lost",
    "connection to server was lost", "consuming input failed", "ssl connection has been closed",
    "could not receive data", "could not send data",
)  # fmt: skip
_NOT_READY = (
    "system is starting up", "system is shutting down", "not yet accepting connections",
    "not accepting connections", "in recovery mode",
)  # fmt: skip
_Cause = Callable[[str, str], EventsError]
"""Makes our error for a place and the library's own reason."""

_CAUSES: tuple[tuple[tuple[str, ...], _Cause], ...] = (
    (("timeout expired",), _silent),
    (_CROWDED, _crowded),
    (("query_wait_timeout",), _pool_is_used_up),
    (_LOST, _lost),
    (_NOT_READY, _starting),
    (("statement timeout",), _too_slow),
    (("deadlock detected", "could not serialize"), _in_conflict),
    (("read-only transaction",), _read_only_server),
    (("permission denied for", "permission denied to", "must be owner"), _no_rights),
    (("maximum for index", "exceeds btree version"), _too_long),
    (("locked", "lock timeout"), _busy),
    (("readonly", "read-only"), _read_only),
    (("disk is full", "disk i/o error", "no space left"), _full),
    (("malformed json",), _foreign_json),
    (("not a database", "malformed"), _not_ours),
    (("unable to open", "failed to open", "is a directory"), _closed),
    (("invalid connection option", "invalid integer value", "bad value for"), _unknown_option),
)

_SQLSTATES: dict[str, _Cause] = {
    "08": _lost,
    "25006": _read_only_server,
    "25P03": _lost,
    "40": _in_conflict,
    "42501": _no_rights,
    "53100": _full,
    "53300": _crowded,
    "54000": _too_long,
    "55P03": _busy,
    "57014": _too_slow,
    "57P01": _lost,
    "57P02": _lost,
    "57P03": _starting,
    "57P05": _lost,
    "0A": _refused, "3F": _refused, "42": _refused, "53": _refused, "55": _refused, "58": _refused,
    "XX": _refused,
}  # fmt: skip
"""Causes by a server's SQLSTATE or its class: its messages may be in another language."""


def explain(error: BaseException | str, *, where: str) -> EventsError | None:
    """Our error for a database library's error or message, or None if it is none of the known causes."""
    text = str(error).strip()
    reason = text.partition("\n")[0]
    state = getattr(error, "sqlstate", None) or ""
    cause = _SQLSTATES.get(state) or _of_message(text.lower()) or _SQLSTATES.get(state[:2])
    return cause(where, reason) if cause else None


def _of_message(text: str) -> _Cause | None:
    return next((cause for phrases, cause in _CAUSES if any(phrase in text for phrase in phrases)), None)


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn the errors SQLAlchemy raises inside into ours; those of an unknown cause name the place only."""
    from sqlalchemy.exc import DBAPIError, OperationalError

    try:
        yield
    except DBAPIError as error:
        known = explain(error.orig or error, where=where)
        if known is None and not isinstance(error, OperationalError):
            raise
        reason = str(error.orig).strip().splitlines()[0]
        raise known or DatabaseUnavailableError(f"{where} cannot be used: {reason}") from error
