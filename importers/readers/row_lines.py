"""The lines of a document that rows made of its elements come from."""

from __future__ import annotations

from array import array


class RowLines:
    """The first and last lines of rows in the document that they come from, until they are taken."""

    def __init__(self) -> None:
        self._lines = array("q")

    def add(self, first: int, last: int) -> None:
        """Add the lines of the next row."""
        self._lines.extend((first, last))

    def take(self, count: int) -> tuple[list[int], list[int]]:
        """The first and the last lines of the next `count` rows."""
        taken, self._lines = self._lines[: 2 * count], self._lines[2 * count :]
        return taken[::2].tolist(), taken[1::2].tolist()
