"""Options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import typer

from cli.arguments import completion
from cli.format_registry import Commands, offered
from events.errors import UsageError

_METAVAR = 60
"""The most characters that stand beside an option's name."""


def _format_option(commands: Commands, *, optional: bool = False) -> Any:
    """`--format` with the formats that the registry offers to these commands."""
    names = tuple(one.name for one in offered(commands))
    choice = Literal[names]  # type: ignore[valid-type]
    metavar = "|".join(names)
    is_long = len(metavar) > _METAVAR
    listed = f"{', '.join(names)}." if is_long and commands is not Commands.EXPORT else ""
    option = typer.Option(
        "--format", "-o", metavar="FORMAT" if is_long else metavar, help=_format_help(commands, listed)
    )
    return Annotated[choice | None if optional else choice, option]


def _format_help(commands: Commands, listed: str) -> str:
    if commands is not Commands.EXPORT:
        ids = " ids: one name or id per line." if commands in (Commands.NAMED, Commands.EVENTS) else ""
        return f"The output format{f': {listed}' if listed else '.'}{ids}"
    purposes = "; ".join(f"{one.name}: {one.purpose}" for one in offered(commands))
    return f"The output format. Default: the one of FILE's extension, else jsonl. {purposes}."


if TYPE_CHECKING:
    ListFormat: TypeAlias = str
    NamedFormat: TypeAlias = str
    EventFormat: TypeAlias = str
    OneFormat: TypeAlias = str
    ExportFormat: TypeAlias = str | None
else:
    ListFormat = _format_option(Commands.LISTS)
    NamedFormat = _format_option(Commands.NAMED)
    EventFormat = _format_option(Commands.EVENTS)
    OneFormat = _format_option(Commands.ONE)
    ExportFormat = _format_option(Commands.EXPORT, optional=True)

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]


def _user_option(help: str) -> Any:
    return typer.Option("--user", metavar="EMAIL", autocompletion=completion.people, help=help)


Author = Annotated[str | None, _user_option("The acting user: an e-mail or a name (also EVENTS_USER).")]
NextAuthor = Annotated[
    str | None,
    _user_option("The acting user of the next command, which the answer names. What is added has no author."),
]
Page = Annotated[int | None, typer.Option("--page", min=1, metavar="N", help="Page number.")]
PageSize = Annotated[
    int | None,
    typer.Option(
        "--limit",
        min=1,
        metavar="N",
        help="Rows per page (default: 50; all as data in a pipe or file, where no page is asked for).",
    ),
]

Reverse = Annotated[bool, typer.Option("--reverse", "-r", help="Reverse the order.")]

Seal = Annotated[
    bool,
    typer.Option("--seal", help="Seal the log afterwards, as `events seal` does; the report shows the seal."),
]

# Options that decide how an input is read, for `import` and for every command that reads it again.
MapFile = Annotated[
    str | None,
    typer.Option("--map", metavar="FILE", help="A TOML mapping file: which column holds which field."),
]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=COLUMN",
        help="Map a field to a column or to a {template} of columns; repeat a field to add a fallback.",
    ),
]


def mask_name(value: str | None) -> str | None:
    """The name of a source or shop as it is stored and found: a URL loses its password."""
    if not value:
        return value
    from events.url_secrets import mask_url

    return mask_url(value)


SourceName = Annotated[
    str | None,
    typer.Option(
        "--source", metavar="NAME", callback=mask_name, help="Name of the legacy system in the log."
    ),
]
Zone = Annotated[
    str | None,
    typer.Option("--tz", metavar="ZONE", help="Time zone of dates without an offset (default: UTC)."),
]
DateFormats = Annotated[
    list[str] | None,
    typer.Option("--date-format", metavar="FORMAT", help="Date format, e.g. '%d/%m/%Y %H:%M' (repeatable)."),
]
InputFormat = Annotated[
    str,
    typer.Option(
        "--input-format",
        metavar="FORMAT",
        help="Input format: csv, jsonl, sql, xlsx … (default: detected).",
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help="Text encoding, e.g. cp1250 (default: detected)."),
]
Delimiter = Annotated[
    str | None,
    typer.Option("--delimiter", metavar="CHAR", help="Column delimiter (default: detected)."),
]
NoHeader = Annotated[
    str | None,
    typer.Option("--no-header", metavar="NAMES", help="Column names of a file without a header."),
]
SkipLines = Annotated[
    int | None,
    typer.Option(
        "--skip-lines", min=0, metavar="N", help="Lines above the header or first record (default: detected)."
    ),
]
Quote = Annotated[
    str | None,
    typer.Option("--quote", metavar="CHAR|none", help="Quotation mark around cells (default: detected)."),
]
Escape = Annotated[
    Literal["backslash", "none"] | None,
    typer.Option(
        "--escape", metavar="backslash|none", help="Whether backslashes escape (default: detected)."
    ),
]
ShortRows = Annotated[
    Literal["pad", "reject"] | None,
    typer.Option(
        "--short-rows", metavar="pad|reject", help="Records with missing cells at the end (default: reject)."
    ),
]


def input_overrides(
    *,
    source: str | None = None,
    tz: str | None,
    encoding: str | None,
    delimiter: str | None,
    no_header: str | None,
    skip_lines: int | None,
    quote: str | None,
    escape: str | None,
    short_rows: str | None,
) -> dict[str, Any]:
    """What these options say of an input, by the names of a mapping's fields; None where they say nothing."""
    names = None if no_header is None else tuple(name.strip() for name in no_header.split(","))
    return {
        "source": source,
        "tz": tz,
        "encoding": encoding,
        "delimiter": delimiter,
        "no_header": names,
        "skip_lines": skip_lines,
        "quote": quote,
        "escape": escape,
        "short_rows": short_rows,
    }


def date_overrides(since: str, until: str, *, tz: str) -> dict[str, Any]:
    """The limits as a mapping has them, read in the zone `tz` (UTC if empty).

    Raises `InvalidDateError`, and `UsageError` for limits the wrong way round.
    """
    from events import moments, settings
    from events.database.types import to_microseconds

    zone = settings.zone(tz or "UTC")
    limits = {}
    if since:
        limits["since"] = to_microseconds(moments.since(since, zone))
    if until:
        limits["until"] = to_microseconds(moments.until(until, zone))
    if len(limits) > 1 and limits["since"] >= limits["until"]:
        raise UsageError(f"--since {since} is not before --until {until}: nothing matches. Exchange them.")
    return limits


Platform = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="PLATFORM",
        autocompletion=completion.platforms,
        help="The legacy platform; `events import --list` lists them.",
    ),
]
Table = Annotated[
    str,
    typer.Option("--table", metavar="NAME", help="The table to read if the input contains several."),
]

ImportSince = Annotated[
    str, typer.Option("--since", metavar="DATE", help="Skip records dated earlier, read in --tz.")
]
ImportUntil = Annotated[
    str,
    typer.Option(
        "--until", metavar="DATE", help="Skip records dated later; a day, month or year includes all of it."
    ),
]
Typed = Annotated[
    bool,
    typer.Option(
        "--typed",
        help="Map records to specific event types where the platform defines them; otherwise use OTHER.",
    ),
]
Language = Annotated[
    str,
    typer.Option(metavar="ID", help="Language of status labels: its id, name or code in the legacy system."),
]
OrderType = Annotated[
    str, typer.Option(metavar="NAME", help="Object type whose objects are the orders, in an OCEL log.")
]
TablePrefix = Annotated[
    str | None, typer.Option(metavar="PREFIX", help="Table name prefix, if a dump holds several shops.")
]


def check_key(key: str | None) -> None:
    """Raises `UsageError` for an idempotency key that is blank."""
    if key is not None and not key.strip():
        raise UsageError("--idempotency-key is blank. Nothing was changed.")
