"""The error boundary: every failure ends here as a line on stderr and an exit code, never as a traceback."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from cli import exit_codes
from cli.exit_codes import ExitCode
from events.errors import EventsError, UsageError, WriteError
from events.next_commands import with_kept_options

_SHELL_CODE = 128
"""What a shell adds to a signal's number to make the exit code of a process that it ended."""

_ENDING = [
    signal.Signals[name] for name in ("SIGTERM", "SIGHUP", "SIGQUIT") if name in signal.Signals.__members__
]

if TYPE_CHECKING:
    from cli.render.screen import Screen

_NO_ROOM = {
    number for name in ("ENOSPC", "EFBIG", "EDQUOT") if (number := getattr(errno, name, None)) is not None
}


def guarded(run: Callable[[], object], *, screen: Callable[[], Screen]) -> int:
    """Run a command and return its exit code. `screen` returns the screen that errors are printed on."""
    with _endable() as ending:
        try:
            return _run(run, screen)
        except BrokenPipeError:
            _hush()
            return ExitCode.DONE
        except KeyboardInterrupt:
            return ending() or ExitCode.INTERRUPTED
        except OSError:  # a closed terminal cannot show why the command ends
            if code := ending():
                _discard_output()
                return code
            raise


@contextmanager
def _endable() -> Iterator[Callable[[], int]]:
    """Treat SIGTERM, SIGHUP and SIGQUIT like Ctrl-C while the block runs, so that what is open is closed and
    what is temporary removed. Yields a function that returns the exit code of the first to arrive, or 0."""
    code = 0

    def end(number: int, _frame: object) -> None:
        nonlocal code
        code = code or _SHELL_CODE + number
        raise KeyboardInterrupt

    before: dict[int, Any] = {}
    try:
        for number in _ENDING:
            # One that is ignored stays so: `nohup` ignores SIGHUP.
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, end)
    except ValueError:  # only the main thread receives signals
        yield lambda: 0
        return
    try:
        yield lambda: code
    finally:
        for ended, handler in before.items():
            signal.signal(ended, handler)


def _run(run: Callable[[], object], screen: Callable[[], Screen]) -> int:
    try:
        run()
        sys.stdout.flush()
    except typer.Exit as done:
        sys.stdout.flush()
        return done.exit_code
    except typer.Abort:
        return ExitCode.INTERRUPTED
    except EventsError as error:
        print_error(screen(), str(error), commands=error.commands)
        return exit_codes.choose_exit_code(error)
    except typer.TyperException as error:
        _print_usage_error(screen(), error)
        return error.exit_code
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except BaseException as error:
        return _print_unforeseen(screen(), error)
    return ExitCode.DONE


def _print_unforeseen(screen: Screen, error: BaseException) -> int:
    """Report any other exception. A panic in a Rust library is a `BaseException`, but no `Exception`."""
    known = None
    if isinstance(error, Exception):
        known = _of_system(error) or _database_fault(error) or _not_utf8(error)
    elif type(error).__name__ != "PanicException":
        raise error
    if known is not None:
        print_error(screen, str(known))
        return exit_codes.choose_exit_code(known)
    from cli import fault_report

    print_error(screen, fault_report.describe(error))
    return ExitCode.FAULT


def print_error(screen: Screen, message: str, *, commands: Sequence[str] = ()) -> None:
    """Print an error on one line, and each command that helps on a line below it."""
    from cli.render import safe
    from cli.render.palette import Ink
    from events.url_secrets import mask_secrets

    message, *commands = (safe.line(mask_secrets(with_kept_options(text))) for text in (message, *commands))
    screen.show([[("Error: ", Ink.ERROR), (message, Ink.PLAIN)]])
    screen.show([[("  " + command, Ink.PLAIN)] for command in commands])


def _print_usage_error(screen: Screen, error: typer.TyperException) -> None:
    from cli.render import safe
    from cli.render.palette import Ink

    context = getattr(error, "ctx", None)
    print_error(screen, _with_similar_options(error))
    if context is not None:
        hint = f"{context.get_usage()}{_example(error)}\nTry '{context.command_path} --help' for help."
        screen.show([[(line, Ink.DIM)] for line in safe.block(hint)])


def _example(error: typer.TyperException) -> str:
    """A line with an example of the command, where an argument is missing."""
    if type(error).__name__ != "MissingParameter":
        return ""
    from cli.help.page import examples

    context = getattr(error, "ctx", None)
    found = examples(context.command_path.partition(" ")[2], context.command) if context is not None else ()
    return f"\nExample: {found[0]}" if found else ""


_ALIKE = 0.75
"""How alike an option has to be: a guess that is wrong takes longer to read than none."""


def _with_similar_options(error: typer.TyperException) -> str:
    """The message; for an unknown option, with the options that it resembles."""
    name = getattr(error, "option_name", "")
    if not name or not hasattr(error, "possibilities"):
        return " ".join(error.format_message().split())
    from events.vocabulary.words import nearest

    known = [option.removeprefix("--") for option in error.possibilities or () if option.startswith("--")]
    near = [f"--{word}" for word in nearest(name.lstrip("-"), known, likeness=_ALIKE)]
    message = str(getattr(error, "message", ""))
    return f"{message}." + (f" Did you mean {' or '.join(near)}?" if near else "")


def _of_system(error: Exception) -> EventsError | None:
    """An error of the operating system, from wherever it was raised, as one of ours."""
    if not isinstance(error, OSError) or error.errno is None:
        return None
    if error.errno in _NO_ROOM:
        where = f" {error.filename}" if error.filename else ""
        room = "" if where else " where the output goes, or in the folder of temporary files,"
        return WriteError(
            f"Cannot write{where}: {error.strerror}. Make room{room} and run the command again."
        )
    where = f" {error.filename}" if error.filename else " a file"
    return WriteError(f"Cannot use{where}: {error.strerror}. Check that it exists and its permissions.")


def _database_fault(error: Exception) -> EventsError | None:
    """A database library's error, from wherever it was raised, as one of ours."""
    if not type(error).__module__.startswith(("sqlalchemy", "sqlite3", "psycopg")):
        return None
    from events.database.error_translation import explain

    return explain(getattr(error, "orig", None) or error, where="The database")


def _not_utf8(error: Exception) -> EventsError | None:
    """Bytes of the command line that are no text, which Python keeps as surrogates."""
    if not isinstance(error, UnicodeEncodeError) or "surrogate" not in error.reason:
        return None
    shown = os.fsencode(str(error.object)).decode("utf-8", "backslashreplace")[:80]
    return UsageError(f"{shown!r} is not UTF-8 text. Nothing more was done; write it in UTF-8.")


def _discard_output() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _hush() -> None:
    """The reader has gone: discard buffered output, also when the interpreter exits."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
