"""Events around those that match, like the lines of `grep --context`."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator

from cli.event_view import EventView


def around(events: Iterable[EventView], matches: Collection[str], reach: int) -> Iterator[EventView]:
    """The events whose ids are among `matches`, each with up to `reach` events before and after it."""
    before: deque[EventView] = deque(maxlen=reach)
    left = 0
    for view in events:
        if view.entry.id in matches:
            yield from before
            before.clear()
            yield view
            left = reach
        elif left:
            yield view
            left -= 1
        else:
            before.append(view)
