"""Lists in aligned columns, as wide as they need to be and no wider than the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cli.render.layout import Line, Span, clip, pad, width_of
from cli.render.links import OrderText
from cli.render.palette import Ink

GAP = "  "
_NARROW, _LEAST = 12, 7
"""A column that gives way is no narrower than this, and than that where no column is left to leave out."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its title, and whether it is of numbers. Where room is short, one that `gives_way` is
    narrowed first; then those that are `optional` are left out, the most optional first."""

    title: str
    right: bool = False
    gives_way: bool = False
    optional: int = 0


def table(columns: Sequence[Column], rows: Sequence[Sequence[Span]], *, width: int) -> Iterator[Line]:
    """A title line, then one line per row. Cells are safe already."""
    widths = _widths(columns, rows, width)
    while _needed(widths) > width and any(column.optional for column in columns):
        last = max(range(len(columns)), key=lambda number: (columns[number].optional, number))
        columns = [*columns[:last], *columns[last + 1 :]]
        rows = [[*row[:last], *row[last + 1 :]] for row in rows]
        widths = _widths(columns, rows, width)
    if _needed(widths) > width:
        widths = _widths(columns, rows, width, least=_LEAST)
    yield _line([(column.title, Ink.DIM) for column in columns], columns, widths)
    for row in rows:
        yield _line(row, columns, widths)


def _widths(
    columns: Sequence[Column], rows: Sequence[Sequence[Span]], width: int, *, least: int = _NARROW
) -> list[int]:
    widths = [
        max([width_of(column.title), *(width_of(row[number][0]) for row in rows)])
        for number, column in enumerate(columns)
    ]
    excess = _needed(widths) - width
    for number, column in enumerate(columns):
        if column.gives_way and excess > 0:
            narrower = max(widths[number] - excess, min(least, widths[number]))
            excess -= widths[number] - narrower
            widths[number] = narrower
    return widths


def _needed(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _line(row: Sequence[Span], columns: Sequence[Column], widths: Sequence[int]) -> Line:
    line: Line = []
    for (text, ink), column, width in zip(row, columns, widths, strict=True):
        cut = clip(text, width)
        if isinstance(cut, OrderText):  # a link ends with its text
            line += [(cut, ink), (" " * (width - width_of(cut)), Ink.PLAIN)]
        else:
            line.append((cut.rjust(width) if column.right else pad(cut, width), ink))
        line.append((GAP, Ink.PLAIN))
    return line[:-1]
