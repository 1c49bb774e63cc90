"""Lists in aligned columns, as wide as they need to be and no wider than the screen.

Where room is short, in this order: texts that give way are narrowed; columns that are optional are left out;
the longest rows, or all, have their cells below each other. What people copy (an order's number, an e-mail)
is never cut.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cli.render.layout import Line, Span, clip, pad, span_width, width_of
from cli.render.links import OrderText
from cli.render.palette import Ink

GAP = "  "
_NARROW = 12
"""A column that gives way is no narrower than this."""
_KEPT = 1
"""Columns up to this optional are shown of a row whose cells stand below each other."""
_FEW, _HALF = 0.2, 0.5
"""The share of rows whose cells may stand below each other, rather than that one of these columns is left out
or that all rows look so."""
_INDENT: Span = ("  ", Ink.PLAIN)

Row = Sequence[Span]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its title, and whether it is of numbers. One that `gives_way` may be cut; those that are
    `optional` are left out where room is short, the most optional first."""

    title: str
    right: bool = False
    gives_way: bool = False
    optional: int = 0


def table(columns: Sequence[Column], rows: Sequence[Row], *, width: int) -> Iterator[Line]:
    """A title line, then one line per row; several for a row that no line has room for. Cells are safe
    already."""
    shown, long = _layout(columns, rows, width)
    few = [columns[at] for at in shown]
    if few:
        narrow = [[row[at] for at in shown] for row in rows]
        widths = _widths(few, [row for at, row in enumerate(narrow) if at not in long], width)
        yield _line([(column.title, Ink.DIM) for column in few], few, widths)
    for at, row in enumerate(rows):
        if at in long or not few:
            yield from _below_each_other(columns, row, width)
        else:
            yield _line(narrow[at], few, widths)


def _layout(columns: Sequence[Column], rows: Sequence[Row], width: int) -> tuple[list[int], set[int]]:
    """The numbers of the columns that are shown, and of the rows that are too long for them; no columns where
    most rows are too long."""
    for shown, share in _choices(columns, rows):
        few = [columns[at] for at in shown]
        long = _too_long(few, [[row[at] for at in shown] for row in rows], width)
        if len(long) <= len(rows) * share:
            return shown, long
    return [], set()


def _too_long(columns: Sequence[Column], rows: Sequence[Row], width: int) -> set[int]:
    """The numbers of the longest rows, as many as have to stand aside for the others to fit."""
    by_length = sorted(range(len(rows)), key=lambda at: _least_width(columns, rows[at]), reverse=True)

    def fits(long: int) -> bool:
        return _needed(_widths(columns, [rows[at] for at in by_length[long:]], width)) <= width

    least = bisect_left(range(len(rows)), True, key=fits)
    return set(by_length[:least]) if fits(least) else {*by_length, len(rows)}


def _choices(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[tuple[list[int], float]]:
    """Which columns to show, the best choice first, and which share of the rows may be too long for them. An
    optional column that is empty is never shown."""
    shown = [
        at for at, column in enumerate(columns) if not column.optional or any(row[at][0] for row in rows)
    ]
    while optional := max(columns[at].optional for at in shown):
        yield shown, _FEW if optional <= _KEPT else 0
        shown = [at for at in shown if at != max(shown, key=lambda at: (columns[at].optional, at))]
    yield shown, _HALF


def _least_width(columns: Sequence[Column], row: Row) -> int:
    """How wide the cells of a row are, with its texts as narrow as they get."""
    return sum(
        min(width_of(text), _NARROW) if column.gives_way else width_of(text)
        for column, (text, _) in zip(columns, row, strict=True)
    )


def _widths(columns: Sequence[Column], rows: Sequence[Row], width: int) -> list[int]:
    widths = [
        max([width_of(column.title), *(width_of(row[number][0]) for row in rows)])
        for number, column in enumerate(columns)
    ]
    excess = _needed(widths) - width
    for number, column in enumerate(columns):
        if column.gives_way and excess > 0:
            narrower = max(widths[number] - excess, min(_NARROW, widths[number]))
            excess -= widths[number] - narrower
            widths[number] = narrower
    return widths


def _needed(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _below_each_other(columns: Sequence[Column], row: Row, width: int) -> Iterator[Line]:
    """A row as its first cell, and below it the others with their titles, as many to a line as fit."""
    yield [row[0]]
    line: Line = []
    for column, (text, ink) in zip(columns[1:], row[1:], strict=True):
        if not text or column.optional > _KEPT:
            continue
        part: Line = [_INDENT, (f"{column.title} ", Ink.DIM), (text, ink)]
        if span_width(part) > width:
            part = [_INDENT, (text, ink)]
        if line and span_width([*line, *part]) > width:
            yield line
            line = []
        line += part
    if line:
        yield line


def _line(row: Row, columns: Sequence[Column], widths: Sequence[int]) -> Line:
    line: Line = []
    for (text, ink), column, width in zip(row, columns, widths, strict=True):
        cut = clip(text, width)
        if isinstance(cut, OrderText):  # a link ends with its text
            line += [(cut, ink), (" " * (width - width_of(cut)), Ink.PLAIN)]
        else:
            line.append((cut.rjust(width) if column.right else pad(cut, width), ink))
        line.append((GAP, Ink.PLAIN))
    return line[:-1]
