"""Commands on a terminal of their own, which ask."""

from __future__ import annotations

import os
import pty
import subprocess
import sys


def on_terminal(*words: str, asked: str = "", answer: str = "", **environment: str) -> tuple[int, str]:
    """The exit code and screen of a command, where `answer` is typed once `asked` is on the screen."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cli", *words]
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, **environment}
    )
    os.close(theirs)
    screen, typed = b"", not asked
    try:
        while part := os.read(ours, 4096):
            screen += part
            if asked.encode() in screen and not typed:
                os.write(ours, answer.encode())
                typed = True
    except OSError:  # a terminal ends so, not with an empty read
        pass
    os.close(ours)
    return process.wait(), screen.decode()
