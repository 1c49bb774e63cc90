"""Prints a page of a list."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from cli.context import Context
from cli.render.layout import Line, Span
from cli.render.palette import DASH, Ink
from cli.render.people import counted
from cli.render.table import Column, table


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
