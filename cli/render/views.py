"""Renders a page of events in the formats made for people; their modules are loaded on demand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.format_registry import Media, find_format

if TYPE_CHECKING:
    from cli.render.layout import Line
    from cli.render.page import Page


def is_document(format: str) -> bool:
    """Whether `format` is a document, rather than lines on a screen or data."""
    return find_format(format).media is Media.DOCUMENT


def is_screen(format: str) -> bool:
    """Whether `format` is shown as lines on a screen."""
    return find_format(format).media is Media.SCREEN


def lines(format: str, page: Page) -> Iterator[Line]:
    """`page` as styled lines, in a screen format."""
    made: Iterator[Line] = find_format(format).load().lines(page)
    return made


def chunks(format: str, page: Page) -> Iterator[str]:
    """`page` as the text of a document, piece by piece."""
    made: Iterator[str] = find_format(format).load().chunks(page)
    return made
