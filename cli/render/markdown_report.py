"""Sections and tables of the reports that are written as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cli.render.safe import markdown_cell as cell


def section(title: str, lines: Iterable[str], *, head: str = "") -> Iterator[str]:
    """The lines below their title and the `head` of their table; nothing where there are no lines."""
    for number, line in enumerate(lines):
        if number == 0:
            yield f"\n## {title}\n\n{head}"
        yield line


def row(*values: object) -> str:
    """A row of a table: its cells are foreign text, and are escaped."""
    return f"| {' | '.join(map(cell, values))} |\n"
