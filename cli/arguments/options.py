"""Options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import typer

from cli.arguments import completion
from cli.format_registry import Commands, offered


def _format_option(commands: Commands, *, optional: bool = False) -> Any:
    """`--format` with the formats that the registry offers to these commands."""
    names = tuple(one.name for one in offered(commands))
    choice = Literal[names]  # type: ignore[valid-type]
    option = typer.Option("--format", "-o", metavar="|".join(names), help=_format_help(commands))
    return Annotated[choice | None if optional else choice, option]


def _format_help(commands: Commands) -> str:
    if commands is not Commands.EXPORT:
        return "The output format."
    purposes = "; ".join(f"{one.name}: {one.purpose}" for one in offered(commands))
    return f"The output format. Default: the one of FILE's extension, else jsonl. {purposes}."


if TYPE_CHECKING:
    ListFormat: TypeAlias = str
    EventFormat: TypeAlias = str
    OneFormat: TypeAlias = str
    ExportFormat: TypeAlias = str | None
else:
    ListFormat = _format_option(Commands.LISTS)
    EventFormat = _format_option(Commands.EVENTS)
    OneFormat = _format_option(Commands.ONE)
    ExportFormat = _format_option(Commands.EXPORT, optional=True)

Author = Annotated[
    str | None,
    typer.Option(
        "--user",
        metavar="EMAIL",
        autocompletion=completion.people,
        help="Who acts: an e-mail or a name; also EVENTS_USER.",
    ),
]
Page = Annotated[int, typer.Option("--page", min=1, metavar="N", help="Which page of the list.")]
PageSize = Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many on a page.")]

# What tells how an input is to be read: of an import, and of whoever reads the input again.
MapFile = Annotated[
    str | None, typer.Option("--map", metavar="FILE", help="A TOML file that says what columns mean.")
]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=COLUMN",
        help="Where a field comes from: a column, or a {template} of several; "
        "the same field again is a fallback.",
    ),
]
SourceName = Annotated[
    str | None, typer.Option("--source", metavar="NAME", help="What to call the legacy system in the log.")
]
Zone = Annotated[
    str | None, typer.Option("--tz", metavar="ZONE", help="The zone of dates without an offset; else UTC.")
]
DateFormats = Annotated[
    list[str] | None,
    typer.Option("--date-format", metavar="FORMAT", help="How dates are written: '%d/%m/%Y %H:%M'."),
]
InputFormat = Annotated[
    str,
    typer.Option(
        "--input-format",
        metavar="FORMAT",
        help="The format, where it is not found out: csv, jsonl, sql, xlsx …",
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help="The encoding, where it is not found out: cp1250 …"),
]
Delimiter = Annotated[
    str | None,
    typer.Option("--delimiter", metavar="CHAR", help="What separates columns, where it is not found out."),
]
Platform = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="PLATFORM",
        autocompletion=completion.platforms,
        help="The legacy system it comes from.",
    ),
]
Table = Annotated[
    str,
    typer.Option("--table", metavar="NAME", help="The table to read, of a source that holds several."),
]

Typed = Annotated[
    bool, typer.Option("--typed", help="Give records a type of their own where the platform is sure of it.")
]
Language = Annotated[
    str, typer.Option(metavar="ID", help="The language of status labels: its id in the old system.")
]
TablePrefix = Annotated[
    str | None, typer.Option(metavar="PREFIX", help="Which shop's tables, where a dump holds several.")
]
