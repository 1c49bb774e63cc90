"""Reading ahead: an iterator run in a thread of its own, a few items before its consumer."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


PATIENCE_SECONDS = 0.0005
"""How long the consumer, which is the bottleneck, waits at most for the reader to release the GIL."""


class _End:
    """After the last item: what the iterator raised, or nothing."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


@contextmanager
def prefetch(items: Generator[T], *, ahead: int = 1) -> Iterator[Iterator[T]]:
    """The items of `items`, made in another thread; its errors are raised here. Leaving ends the thread.

    Besides the one in use there are at most as many items as `ahead`, that in the making included: memory has
    room for few.

    Parsers and database drivers release the GIL while they work, so the two overlap.
    """
    waiting: queue.Queue[T | _End] = queue.Queue()
    wanted = threading.Semaphore(ahead)
    left = threading.Event()

    def produce() -> None:
        end = _End()
        try:
            while wanted.acquire() and not left.is_set():
                item = next(items, end)
                waiting.put(item)
                if item is end:
                    return
                del item
        except BaseException as error:
            waiting.put(_End(error))
        finally:
            items.close()

    def consume() -> Iterator[T]:
        while True:
            item = waiting.get()
            wanted.release()
            if not isinstance(item, _End):
                yield item
                del item
            elif item.error is not None:
                raise item.error
            else:
                return

    patience = sys.getswitchinterval()
    sys.setswitchinterval(PATIENCE_SECONDS)
    thread = threading.Thread(target=produce, name="reading ahead", daemon=True)
    thread.start()
    try:
        yield consume()
    finally:
        left.set()
        wanted.release()
        thread.join()
        sys.setswitchinterval(patience)
