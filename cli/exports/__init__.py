"""Events for other programs: one file per format, each `write(stream, events, reader)`.

It writes bytes as the events are read, and returns a note about what the format could not hold, or "".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

from cli.format_registry import Media, find_format

if TYPE_CHECKING:
    from cli.event_view import EventView
    from events.tables import Reader


def is_file(format: str) -> bool:
    """Whether `format` is written as bytes, for other programs."""
    return find_format(format).media is Media.FILE


def write(format: str, stream: IO[bytes], events: Iterable[EventView], reader: Reader) -> str:
    """Write the events; a note about what was left out, or ""."""
    left_out: str = find_format(format).load().write(stream, events, reader)
    return left_out
