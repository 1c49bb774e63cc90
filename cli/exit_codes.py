"""Exit codes, and the errors that cause them."""

from enum import IntEnum

from events import errors


class ExitCode(IntEnum):
    """Exit codes, as sysexits.h numbers them where it has a number."""

    DONE = 0
    """Done; also when the reader closed the pipe early, or there was nothing to do."""

    INCOMPLETE = 1
    """Done, but the answer is "not all" or "not found": rejects, differences, no such order."""

    USAGE = 2
    """The request is wrong: an unknown option, an unknown type, a blank note."""

    DATA = 65
    """The data cannot be read, or a stop rule ended the import."""

    NO_INPUT = 66
    """There is no such input."""

    UNAVAILABLE = 69
    """The database cannot be opened or reached."""

    FAULT = 70
    """The program has a fault."""

    CANNOT_WRITE = 73
    """The database or an output file cannot be written."""

    BUSY = 75
    """Somebody else is writing; the same command may work in a moment."""

    CONFIGURATION = 78
    """Configuration is wrong, or program and database versions do not fit."""

    HUNG_UP = 129
    """The terminal was closed (SIGHUP)."""

    INTERRUPTED = 130
    """Interrupted from the keyboard."""

    QUIT = 131
    """Asked to quit (SIGQUIT)."""

    TERMINATED = 143
    """Asked to end (SIGTERM)."""


FAMILIES: dict[type[errors.EventsError], ExitCode] = {
    errors.NotFoundError: ExitCode.INCOMPLETE,
    errors.UsageError: ExitCode.USAGE,
    errors.UnreadableDataError: ExitCode.DATA,
    errors.InputNotFoundError: ExitCode.NO_INPUT,
    errors.DatabaseUnavailableError: ExitCode.UNAVAILABLE,
    errors.WriteError: ExitCode.CANNOT_WRITE,
    errors.BusyError: ExitCode.BUSY,
    errors.ConfigError: ExitCode.CONFIGURATION,
}


def choose_exit_code(error: errors.EventsError) -> ExitCode:
    """The exit code of the family `error` belongs to."""
    return next((code for family, code in FAMILIES.items() if isinstance(error, family)), ExitCode.INCOMPLETE)
