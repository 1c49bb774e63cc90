"""The entry point: an interruption, even while modules load, ends the process without a traceback.

Nothing is imported before that is set up, because importing takes a good part of a second.
"""

from __future__ import annotations

import sys

INTERRUPTED, CANNOT_WRITE = 130, 73
_STDERR = 2
_AGAIN_SECONDS = 0.02


def main() -> None:
    """Run the program on this process's arguments."""
    code: int | str | None
    try:
        import gc
        import signal

        try:
            # A short command makes no garbage worth collecting; looking for it while libraries load takes a
            # tenth of the time that `events order` takes. All libraries of an import make 120,000 objects.
            gc.set_threshold(200_000, 20, 20)
            sys.unraisablehook = _interrupt_again
            _replace_closed_streams()
            from cli.app import main as run

            run()
        finally:
            # Ignore further signals while the interpreter shuts down.
            for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"):
                if name in signal.Signals.__members__:
                    signal.signal(signal.Signals[name], signal.SIG_IGN)
            # Or the interpreter looks for cycles in all that was imported, and a short command takes longer.
            gc.freeze()
        code = 0
    except SystemExit as done:
        code = done.code
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


def _replace_closed_streams() -> None:
    """Keep the numbers of closed standard streams from files that are opened later.

    Without stderr, messages are discarded. Without stdout, nothing is done: exits with 73.
    """
    import os

    while (number := os.open(os.devnull, os.O_RDWR)) <= _STDERR:
        os.set_inheritable(number, True)
    os.close(number)
    if sys.stderr is None:
        sys.stderr = open(_STDERR, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stdout is None:
        sys.stderr.write("Error: standard output is closed. Nothing was done; redirect it to /dev/null.\n")
        sys.exit(CANNOT_WRITE)


def _interrupt_again(raised: sys.UnraisableHookArgs) -> None:
    """Repeat an interruption that arrived where nothing can be raised (a weak reference's callback, say).

    Other exceptions are reported as usual.
    """
    if raised.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(raised)
        return
    import os
    import signal
    import threading

    # A real signal wakes the main thread while it sleeps; without one, it is interrupted when it wakes up.
    if hasattr(signal, "pthread_kill"):
        threading.Timer(_AGAIN_SECONDS, os.kill, (os.getpid(), signal.SIGINT)).start()
    else:
        import _thread

        threading.Timer(_AGAIN_SECONDS, _thread.interrupt_main).start()


if __name__ == "__main__":
    main()
