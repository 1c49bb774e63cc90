"""Codes of one table's events in memory, by id: a byte each, in pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

BITS = 16
SIZE = 1 << BITS
"""Ids in a page."""

EMPTY = bytes(SIZE)
"""A page of which nothing is known."""

MOST_HOLES = 100
"""Further gaps are joined with their neighbours: each is a query."""

_HOLE = re.compile(rb"\0+")


class CodePages:
    """The codes of a table's events; 0 for those that were not put here."""

    def __init__(self) -> None:
        self.pages: dict[int, bytearray] = {}

    def get(self, number: int) -> int:
        """The code of the event with this id."""
        return self.pages.get(number >> BITS, EMPTY)[number & (SIZE - 1)]

    def put(self, number: int, code: int) -> None:
        """Set the code of one event."""
        self._page(number >> BITS)[number & (SIZE - 1)] = code

    def put_all(self, first: int, codes: bytes) -> None:
        """Set the codes of the events from id `first`; where one is unknown, what was known stays."""
        while codes:
            page, start = self._page(first >> BITS), first & (SIZE - 1)
            part = codes[: SIZE - start]
            known = page[start : start + len(part)]
            page[start : start + len(part)] = _both(known, part)
            first, codes = first + len(part), codes[len(part) :]

    def ids(self, codes: Iterable[int]) -> Iterator[int]:
        """The ids of the events with one of these codes, in ascending order."""
        wanted = frozenset(codes)
        for number in sorted(self.pages):
            yield from self.ids_of_page(number, wanted)

    def ids_of_page(self, number: int, codes: frozenset[int]) -> Iterator[int]:
        """The same of the events of one page."""
        start, wanted = number << BITS, _any_of(codes)
        return (start + found.start() for found in wanted.finditer(self.pages[number]))

    def has_only(self, number: int, codes: frozenset[int]) -> bool:
        """Whether all events of a page that are known have one of these codes."""
        return not self.pages[number].translate(None, bytes([0, *codes]))

    def count(self, codes: Iterable[int]) -> int:
        """The number of events with one of these codes."""
        wanted = [bytes([code]) for code in codes]
        return sum(page.count(code) for page in self.pages.values() for code in wanted)

    def replace(self, code: int, other: int) -> None:
        """Put another code in the place of this one."""
        table = bytes.maketrans(bytes([code]), bytes([other]))
        self.pages = {number: page.translate(table) for number, page in self.pages.items()}

    def extent(self, code: int) -> tuple[int, int] | None:
        """The lowest and the highest id with this code; None if there is none."""
        one = bytes([code])
        having = sorted(number for number, page in self.pages.items() if one in page)
        if not having:
            return None
        first, last = having[0], having[-1]
        return (first << BITS) + self.pages[first].find(one), (last << BITS) + self.pages[last].rfind(one)

    def holes(self, highest: int) -> list[tuple[int, int]]:
        """The first and last ids of the gaps from 1 to `highest`; small distances between gaps, if there are
        many, belong to them."""
        found = list(self._holes(highest))
        tolerance = 64
        while len(found) > MOST_HOLES:
            found, tolerance = _joined(found, tolerance), tolerance * 4
        return found

    def _holes(self, highest: int) -> Iterator[tuple[int, int]]:
        begun, ended = 1, 0
        for first, last in self._gaps(highest):
            if first > ended + 1:
                if begun <= ended:
                    yield begun, ended
                begun = first
            ended = last
        if begun <= ended:
            yield begun, ended

    def _gaps(self, highest: int) -> Iterator[tuple[int, int]]:
        """The gaps within each page and between pages, in order."""
        after = 1
        for number in sorted(self.pages):
            start = number << BITS
            found = (
                (start + one.start(), start + one.end() - 1) for one in _HOLE.finditer(self.pages[number])
            )
            for first, last in ((after, start - 1), *found):
                if max(first, 1) <= min(last, highest):
                    yield max(first, 1), min(last, highest)
            after = start + SIZE
        if after <= highest:
            yield after, highest

    def _page(self, number: int) -> bytearray:
        found = self.pages.get(number)
        if found is None:
            found = self.pages[number] = bytearray(SIZE)
        return found


@cache
def _any_of(codes: frozenset[int]) -> re.Pattern[bytes]:
    return re.compile(b"[" + b"".join(re.escape(bytes([code])) for code in sorted(codes)) + b"]")


def _both(one: bytes | bytearray, other: bytes) -> bytes:
    """What either of them knows: they do not contradict each other."""
    return (int.from_bytes(one) | int.from_bytes(other)).to_bytes(len(one))


def _joined(holes: list[tuple[int, int]], tolerance: int) -> list[tuple[int, int]]:
    found = holes[:1]
    for first, last in holes[1:]:
        if first - found[-1][1] <= tolerance:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found
