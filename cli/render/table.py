"""Lists in aligned columns, as wide as they need to be and no wider than the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cli.render.layout import Line, Span, clip, pad, width_of
from cli.render.palette import Ink

GAP = "  "


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its title, whether it is of numbers, and whether it gives way where room is short."""

    title: str
    right: bool = False
    gives_way: bool = False


def table(columns: Sequence[Column], rows: Sequence[Sequence[Span]], *, width: int) -> Iterator[Line]:
    """A title line, then one line per row. Cells are safe already."""
    widths = _widths(columns, rows, width)
    yield _line([(column.title, Ink.DIM) for column in columns], columns, widths)
    for row in rows:
        yield _line(row, columns, widths)


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[Span]], width: int) -> list[int]:
    widths = [
        max([width_of(column.title), *(width_of(row[number][0]) for row in rows)])
        for number, column in enumerate(columns)
    ]
    excess = sum(widths) + len(GAP) * (len(columns) - 1) - width
    for number, column in enumerate(columns):
        if column.gives_way and excess > 0:
            narrower = max(widths[number] - excess, min(12, widths[number]))
            excess -= widths[number] - narrower
            widths[number] = narrower
    return widths


def _line(row: Sequence[Span], columns: Sequence[Column], widths: Sequence[int]) -> Line:
    line: Line = []
    for (text, ink), column, width in zip(row, columns, widths, strict=True):
        cut = clip(text, width)
        line.append((cut.rjust(width) if column.right else pad(cut, width), ink))
        line.append((GAP, Ink.PLAIN))
    return line[:-1]
