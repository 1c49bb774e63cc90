"""What happened to orders and customers, when, and by whom.

`events.open` opens a log to read and write; `help(events.Log)` lists what it can do, and docs/python.md has
examples. `events.order.events` and `events.account.events` have one function for each type of event, in the
calling style of Saleor 2.11's Events page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from events.api.log import Log
    from events.api.log import open_log as open
    from events.errors import EventsError
    from events.timeline import TimelineEntry

__version__ = "0.1.0"

__all__ = ["EventsError", "Log", "TimelineEntry", "__version__", "open"]

_HOMES = {
    "Log": "events.api.log:Log",
    "open": "events.api.log:open_log",
    "EventsError": "events.errors:EventsError",
    "TimelineEntry": "events.timeline:TimelineEntry",
}
"""Where each name lives: loaded when it is first used, because the database library takes its time."""


def __getattr__(name: str) -> Any:
    """Load a public name. Raises `AttributeError` for any other."""
    if name not in _HOMES:
        opens = " A log is opened by events.open(PATH)." if not name.startswith("__") else ""
        raise AttributeError(f"module 'events' has no attribute {name!r}.{opens}")
    from importlib import import_module

    module, _, attribute = _HOMES[name].partition(":")
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
