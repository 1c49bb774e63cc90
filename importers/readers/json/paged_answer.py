"""What the envelope of an answer says of itself: that it is one page of several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

_MOST_BYTES = 2000
"""Longer values are no page numbers."""

_MOST_KEPT = 100_000

_GOES_ON = re.compile(
    r'"(?:has_?next(?:_?page)?|has_?more|more|next_?records_?url|next_?(?:page_?)?(?:url|link|cursor|token)?|'
    r'@odata\.nextLink|done)"\s*:\s*(true|false|null|"(?:[^"\\]|\\.)*"|\d+)',
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r'"(total_?(?:count|size|results|entries|items|elements|records)|records_?total)"\s*:\s*"?(\d{1,12})\b',
    re.IGNORECASE,
)
_COUNT = re.compile(r'"(total|count)"\s*:\s*"?(\d{1,12})\b(?!\.)', re.IGNORECASE)
_PAGED = re.compile(
    r'"(?:(?:per|current|last)_?page|page(?:_?size)?|limit|offset)"\s*:\s*"?\d', re.IGNORECASE
)
"""Beside these, a total is one of records, and none of money."""

_NOTHING = ("false", "null", '""', "0")


class PagedAnswer:
    """Keeps what stands around the records of a document, and counts these."""

    def __init__(self) -> None:
        self._around = bytearray()
        self._items = 0
        self._in_item = False

    @contextmanager
    def passing_item(self) -> Iterator[None]:
        """What is noted meanwhile is a record."""
        self._in_item, self._items = True, self._items + 1
        try:
            yield
        finally:
            self._in_item = False

    def note(self, taken: bytes) -> None:
        """Keep the next bytes of the document where they may be of its envelope, and not of a list in it."""
        is_short = len(taken) <= _MOST_BYTES and len(self._around) < _MOST_KEPT
        if is_short and not self._in_item and not taken.startswith(b"["):
            self._around += taken

    def sentences(self, name: str) -> list[str]:
        """That the document `name` says that there are more records than it holds, where it does."""
        around = self._around.decode("utf-8", "replace")
        if not self._items:
            return []
        patterns = (_TOTAL, _COUNT) if _PAGED.search(around) else (_TOTAL,)
        totals = [(found[1], int(found[2])) for one in patterns for found in one.finditer(around)]
        largest = max(totals, key=lambda one: one[1], default=("", 0))
        if largest[1] > self._items:
            said = f"{largest[0]} is {largest[1]:,}, and it holds {self._items:,}"
        elif further := self._further(around):
            said = f"{further}, and it holds {self._items:,}"
        else:
            return []
        return [f"{name} says that it is one page of several ({said}): import the other pages, too."]

    def _further(self, around: str) -> str:
        """What says that another page follows; the last page of several has the last word."""
        *_, last = [None, *_GOES_ON.finditer(around)]
        if last is None:
            return ""
        member, value = last.group().split(":", 1)
        is_done = member.strip().strip('"').lower() == "done"
        goes_on = value.strip() == "false" if is_done else value.strip() not in _NOTHING
        return " ".join(last.group().split())[:80] if goes_on else ""
