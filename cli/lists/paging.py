"""Pages of lists: which rows are shown, and how a page is printed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from cli.context import Context
from cli.render import formats
from cli.render.layout import Line, Span
from cli.render.palette import DASH, Ink
from cli.render.people import counted
from cli.render.table import Column, table

ROWS = 50
"""The rows of a page, and the newest events of the log, where nothing else is asked for."""

ALL = 2**31 - 1
"""More than any list has."""


def page_of(context: Context, format: str, page: int | None, size: int | None) -> tuple[int, int]:
    """The page that is asked for and its size. Data for a pipe or a file is not cut: it is all in one page
    where none is asked for."""
    if page is None and size is None and is_all(context, format):
        return 1, ALL
    return page or 1, size or ROWS


def is_all(context: Context, format: str) -> bool:
    """Whether everything is written where no number is asked for: as data, to a pipe or a file."""
    return formats.is_data(format) and not context.out.is_terminal


def cut_note(total: int, *, page: int, size: int, noun: str, sorting: str) -> str:
    """Which rows a page of data has; empty for all of them."""
    shown = max(min(size, total - (page - 1) * size), 0)
    return "" if shown == total else _place(shown, total, page=page, size=size, noun=noun, sorting=sorting)


def print_list(
    context: Context,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Span]],
    *,
    total: int,
    page: int,
    size: int,
    noun: str,
    sorting: str,
) -> None:
    """Print a page of `rows`, and which part of all of them it is, in which order.

    On a terminal, that is the last line; otherwise it is a message, which no pipe swallows.
    """
    place = _place(len(rows), total, page=page, size=size, noun=noun, sorting=sorting)
    lines = table(columns, rows, width=context.out.table_width) if rows else iter(())
    if context.out.is_terminal:
        below: list[Line] = [[], [(place, Ink.DIM)]] if rows else [[(place, Ink.DIM)]]
        context.out.page(chain(lines, below))
    else:
        context.out.page(lines)
        context.info(place)


def _place(shown: int, total: int, *, page: int, size: int, noun: str, sorting: str) -> str:
    if not shown:
        return f"Page {page} is empty: there are {counted(total, noun)}." if total else f"No {noun}s."
    if shown == total:
        return f"{counted(total, noun)}, {sorting}" if total > 1 else counted(total, noun)
    first = (page - 1) * size + 1
    more = f"; --page {page + 1} shows more" if first + shown <= total else ""
    return f"{first:,}{DASH}{first + shown - 1:,} of {counted(total, noun)}, {sorting}{more}"
