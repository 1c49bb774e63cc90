"""Reading ahead: an iterator run in a thread of its own, a few items before its consumer."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

DEPTH = 1
"""Items that wait at most: beside the one being made and the one being used, memory has no room for more."""


class _End:
    """After the last item: what the iterator raised, or nothing."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


@contextmanager
def ahead(items: Generator[T]) -> Iterator[Iterator[T]]:
    """The items of `items`, made in another thread; its errors are raised here. Leaving ends the thread.

    Parser and database driver both let go of the interpreter while they work, so the two overlap.
    """
    waiting: queue.Queue[T | _End] = queue.Queue(DEPTH)
    left = threading.Event()

    def put(item: T | _End) -> None:
        while not left.is_set():
            try:
                waiting.put(item, timeout=0.1)
            except queue.Full:
                continue
            return

    def produce() -> None:
        end = _End()
        try:
            for item in items:
                put(item)
                if left.is_set():
                    return
        except BaseException as error:
            end = _End(error)
        finally:
            items.close()
            put(end)

    def consume() -> Iterator[T]:
        while True:
            item = waiting.get()
            if not isinstance(item, _End):
                yield item
            elif item.error is not None:
                raise item.error
            else:
                return

    thread = threading.Thread(target=produce, name="reading ahead", daemon=True)
    thread.start()
    try:
        yield consume()
    finally:
        left.set()
        thread.join()
