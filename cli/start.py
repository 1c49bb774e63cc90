"""The entry point: an interruption, even while modules load, ends the process without a traceback.

Nothing is imported before that is set up, because importing takes a good part of a second.
"""

from __future__ import annotations

import sys

INTERRUPTED = 130
_AGAIN_SECONDS = 0.001


def main() -> None:
    """Run the program on this process's arguments."""
    code: int | str | None
    try:
        import signal

        try:
            sys.unraisablehook = _interrupt_again
            from cli.app import main as run

            run()
        finally:
            # Ignore further signals while the interpreter shuts down.
            for name in (signal.SIGINT, signal.SIGTERM):
                signal.signal(name, signal.SIG_IGN)
        code = 0
    except SystemExit as done:
        code = done.code
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


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
