"""Printing a page of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    """Print a page of `rows`, and which part of all of them it is, in which order."""
    context.out.page(
        _text(
            context, columns, rows, _place(len(rows), total, page=page, size=size, noun=noun, sorting=sorting)
        )
    )


def _text(
    context: Context, columns: Sequence[Column], rows: Sequence[Sequence[Span]], place: str
) -> Iterator[Line]:
    if rows:
        yield from table(columns, rows, width=context.out.width)
        yield []
    yield [(place, Ink.DIM)]


def _place(shown: int, total: int, *, page: int, size: int, noun: str, sorting: str) -> str:
    if not shown:
        return f"Page {page} is empty: there are {counted(total, noun)}." if total else f"No {noun}s."
    if shown == total:
        return f"{counted(total, noun)}, {sorting}" if total > 1 else counted(total, noun)
    first = (page - 1) * size + 1
    more = f"; --page {page + 1} shows more" if first + shown <= total else ""
    return f"{first:,}{DASH}{first + shown - 1:,} of {counted(total, noun)}, {sorting}{more}"
