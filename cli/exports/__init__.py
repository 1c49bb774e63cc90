"""Events for other programs: one file per format, each `write(stream, events, reader)`.

It writes bytes as the events are read, and gives a sentence about what the format could not take, or "".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from cli.event_view import EventView
    from events.tables import Reader

EXPORTS: Mapping[str, str] = {
    "parquet": "cli.exports.parquet",
    "ocel": "cli.exports.ocel",
    "saleor": "cli.exports.saleor",
}


def write(format: str, stream: IO[bytes], events: Iterable[EventView], reader: Reader) -> str:
    """Write the events, and tell what was left out."""
    left_out: str = import_module(EXPORTS[format]).write(stream, events, reader)
    return left_out
