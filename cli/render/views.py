"""Formats of events that are made to be read, each with the module that makes it, loaded on demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.render.layout import Line
    from cli.render.page import Page

SCREENS: Mapping[str, str] = {
    "text": "cli.render.timeline",
    "oneline": "cli.render.oneline",
    "full": "cli.render.full",
}
"""Formats for a screen: `lines(page)` gives styled lines."""

DOCUMENTS: Mapping[str, str] = {
    "markdown": "cli.render.markdown",
    "html": "cli.render.html",
}
"""Formats for a file: `chunks(page)` gives its text, piece by piece."""


def lines(format: str, page: Page) -> Iterator[Line]:
    """`page` for a screen."""
    made: Iterator[Line] = import_module(SCREENS[format]).lines(page)
    return made


def chunks(format: str, page: Page) -> Iterator[str]:
    """`page` as a document."""
    made: Iterator[str] = import_module(DOCUMENTS[format]).chunks(page)
    return made
