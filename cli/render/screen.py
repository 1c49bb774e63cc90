"""A stream to show lines on: painted where it is a terminal, plain elsewhere, paged when long."""

from __future__ import annotations

import io
import itertools
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TextIO, cast

from cli.render import palette
from cli.render.folding import fold
from cli.render.layout import Line
from cli.render.links import address_of

_UNLIMITED = 1_000_000


PROMPT = "-FRX -Psq quits, / searches, h explains ?e(end):?pB%pB\\%..$"
"""How less shows long output, with a prompt for people who have never met it."""


class Screen:
    """Where lines are shown. `width` is in columns, `table_width` that of lists; `is_terminal`: a person is
    looking."""

    def __init__(
        self,
        stream: TextIO,
        *,
        color: str = "auto",
        pager: bool = False,
        theme: str = "terminal",
        signs: str = "auto",
        link: str = "",
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.stream = stream
        self.is_terminal = stream.isatty()
        self.width, self.height = shutil.get_terminal_size((80, 24))
        # Nothing is cut that another program reads, unless its width is known.
        self.table_width = self.width if self.is_terminal or environ.get("COLUMNS") else _UNLIMITED
        self._environ = environ
        self._pages = pager and self.is_terminal
        self.color = _wants_color(color, environ, is_terminal=self.is_terminal)
        self._theme = theme
        # A dumb terminal would print the escape sequence of a link.
        self._link = link if self.is_terminal and environ.get("TERM") != "dumb" else ""
        self._unicode = palette.fits(stream.encoding) if signs == "auto" else signs == "unicode"
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")

    def show(self, lines: Iterable[Line]) -> None:
        """Print lines."""
        self._write(self._folded(lines))

    def _write(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self.stream.write(self._painted(line) + "\n")

    def _folded(self, lines: Iterable[Line]) -> Iterable[Line]:
        """The lines; on a terminal, those that are wider than it as several."""
        return (part for line in lines for part in fold(line, self.width)) if self.is_terminal else lines

    def page(self, lines: Iterable[Line]) -> None:
        """Show `lines` through the user's pager, if they are more than fit and somebody is looking."""
        rest = iter(self._folded(lines))
        start = list(itertools.islice(rest, self.height - 1))
        command = self._pager() if self._pages and len(start) == self.height - 1 else []
        if not command:
            self._write(itertools.chain(start, rest))
            return
        self.stream.flush()
        self._feed(command, itertools.chain(start, rest))

    def _feed(self, command: list[str], lines: Iterator[Line]) -> None:
        try:
            pager = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.PIPE,
                env={"LESS": PROMPT, "LV": "-c", **self._environ},
                encoding=self.stream.encoding,
                errors="backslashreplace",
            )
        except OSError:
            self._write(lines)
            return
        pipe = cast(TextIO, pager.stdin)
        # The reader may quit early, or press Ctrl-C in the pager: neither is a fault of this command.
        with suppress(BrokenPipeError, KeyboardInterrupt), pipe:
            for line in lines:
                pipe.write(self._painted(line) + "\n")
        while pager.poll() is None:
            with suppress(KeyboardInterrupt):
                pager.wait()

    def _pager(self) -> list[str]:
        for variable in ("EVENTS_PAGER", "PAGER"):
            if variable in self._environ:
                return shlex.split(self._environ[variable])
        return ["less"] if shutil.which("less") else []

    def _painted(self, line: Line) -> str:
        if self.color:
            text = "".join(self._linked(part, palette.painted(part, ink, self._theme)) for part, ink in line)
        else:
            text = "".join(self._linked(part, part) for part, _ in line).rstrip()
        return text if self._unicode else text.translate(palette.ASCII)

    def _linked(self, part: str, shown: str) -> str:
        """What is shown for a part of a line, as a hyperlink (OSC 8) where it stands for an order."""
        address = address_of(part, self._link) if self._link else ""
        return f"\x1b]8;;{address}\x1b\\{shown}\x1b]8;;\x1b\\" if address else shown


def _wants_color(choice: str, environ: Mapping[str, str], *, is_terminal: bool) -> bool:
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return is_terminal and environ.get("TERM") != "dumb"
