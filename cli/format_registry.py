"""All output formats: one row and one module each. Choices, help and completion follow from the rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from pathlib import PurePath
from typing import Any


class Media(Enum):
    """What a format's module produces, and for which kind of reader."""

    SCREEN = "screen"
    """`lines(page)` yields styled lines for a terminal."""

    DOCUMENT = "document"
    """`chunks(page)` yields the text of a page to print or publish."""

    DATA = "data"
    """`write(stream, records, columns)` writes plain records as text."""

    BOOK = "workbook"
    """`write(stream, records, columns, zone)` writes plain records as bytes, and returns a note like that of
    `FILE`."""

    FILE = "file"
    """`write(stream, events, reader)` writes bytes, and returns a note about what it left out, or ""."""


class Commands(Enum):
    """Groups of commands that offer the same formats with `--format`."""

    EVENTS = "commands that print events"
    LISTS = "commands that print a list"
    NAMED = "commands that print a list of what has a name or an id"
    ONE = "commands that print one result"
    EXPORT = "events export"


@dataclass(frozen=True, kw_only=True)
class OutputFormat:
    """A row of `FORMATS`.

    `name` is the value of `--format`; `module` is imported when the format is used; `commands` offer it.
    `extension` chooses the format by an output file's name ("" if none does); `other_extensions` fit it,
    too. `purpose` completes the help
    of `events export`. An `endless` format can be written as events arrive.
    """

    name: str
    media: Media
    module: str
    commands: frozenset[Commands]
    extension: str = ""
    other_extensions: tuple[str, ...] = ()
    purpose: str = ""
    endless: bool = False

    def load(self) -> Any:
        """The format's module."""
        return import_module(self.module)


_EVENTS, _LISTS, _NAMED, _ONE, _EXPORT = Commands
_ALL = frozenset(Commands)

FORMATS: tuple[OutputFormat, ...] = (
    OutputFormat(
        name="text",
        media=Media.SCREEN,
        module="cli.render.timeline",
        commands=_ALL - {_EXPORT},
        endless=True,
    ),
    OutputFormat(
        name="oneline",
        media=Media.SCREEN,
        module="cli.render.oneline",
        commands=frozenset({_EVENTS}),
        endless=True,
    ),
    OutputFormat(
        name="full",
        media=Media.SCREEN,
        module="cli.render.full",
        commands=frozenset({_EVENTS}),
        endless=True,
    ),
    OutputFormat(
        name="json",
        media=Media.DATA,
        module="cli.render.data.json_array",
        commands=_ALL,
        extension=".json",
        purpose="one array",
    ),
    OutputFormat(
        name="jsonl",
        media=Media.DATA,
        module="cli.render.data.json_lines",
        commands=_ALL,
        extension=".jsonl",
        other_extensions=(".json",),
        purpose="exact, one event per line",
        endless=True,
    ),
    OutputFormat(
        name="csv",
        media=Media.DATA,
        module="cli.render.data.csv_table",
        commands=_ALL - {_ONE},
        extension=".csv",
        purpose="for spreadsheets",
        endless=True,
    ),
    OutputFormat(
        name="xlsx",
        media=Media.BOOK,
        module="cli.render.data.workbook",
        commands=_ALL - {_ONE},
        extension=".xlsx",
        purpose="a workbook to read, in local time",
    ),
    OutputFormat(
        name="markdown",
        media=Media.DOCUMENT,
        module="cli.render.markdown",
        commands=frozenset({_EVENTS, _EXPORT}),
        extension=".md",
        purpose="a page of text",
    ),
    OutputFormat(
        name="html",
        media=Media.DOCUMENT,
        module="cli.render.html",
        commands=frozenset({_EVENTS, _EXPORT}),
        extension=".html",
        purpose="a page to print",
    ),
    OutputFormat(
        name="cloudevents",
        media=Media.DATA,
        module="cli.render.data.cloudevents",
        commands=frozenset({_EVENTS}),
        endless=True,
    ),
    OutputFormat(
        name="ids",
        media=Media.DATA,
        module="cli.render.data.ids",
        commands=frozenset({_EVENTS, _NAMED}),
        endless=True,
    ),
    OutputFormat(
        name="parquet",
        media=Media.FILE,
        module="cli.exports.parquet",
        commands=frozenset({_EXPORT}),
        extension=".parquet",
        purpose="for analysis",
    ),
    OutputFormat(
        name="ocel",
        media=Media.FILE,
        module="cli.exports.ocel",
        commands=frozenset({_EXPORT}),
        extension=".jsonocel",
        other_extensions=(".json",),
        purpose="OCEL 2.0, for process mining",
    ),
    OutputFormat(
        name="saleor",
        media=Media.FILE,
        module="cli.exports.saleor",
        commands=frozenset({_EXPORT}),
        other_extensions=(".json",),
        purpose="a fixture for Saleor's loaddata",
    ),
)
"""Every output format, in the order in which help lists them."""

_BY_NAME = {one.name: one for one in FORMATS}


def find_format(name: str) -> OutputFormat:
    """The format called `name`. Raises `KeyError` for one that is not registered."""
    return _BY_NAME[name]


def offered(commands: Commands) -> tuple[OutputFormat, ...]:
    """The formats that a group of commands offers, in the order of `FORMATS`."""
    return tuple(one for one in FORMATS if commands in one.commands)


def export_format_of(path: str) -> OutputFormat | None:
    """The export format that a file's extension stands for, in any case; None if it stands for none."""
    extension = PurePath(path).suffix.lower()
    return next((one for one in offered(_EXPORT) if extension and one.extension == extension), None)
