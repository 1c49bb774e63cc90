"""Where the process begins: whatever interrupts it from here on ends it without a word of Python's.

Nothing is loaded before that is provided for, since loading takes a good part of a second.
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
            # What is done is done: to interrupt the clearing away says nothing new.
            for name in (signal.SIGINT, signal.SIGTERM):
                signal.signal(name, signal.SIG_IGN)
        code = 0
    except SystemExit as done:
        code = done.code
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


def _interrupt_again(raised: sys.UnraisableHookArgs) -> None:
    """An interruption that met a place where nothing can be raised (a weak reference's callback, say) comes
    again a moment later; everything else is told as ever."""
    if raised.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(raised)
        return
    import os
    import signal
    import threading

    # A real signal wakes the main thread wherever it sleeps; where there is none, it is told when it wakes.
    if hasattr(signal, "pthread_kill"):
        threading.Timer(_AGAIN_SECONDS, os.kill, (os.getpid(), signal.SIGINT)).start()
    else:
        import _thread

        threading.Timer(_AGAIN_SECONDS, _thread.interrupt_main).start()


if __name__ == "__main__":
    main()
