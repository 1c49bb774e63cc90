"""`events map`: inspect an input and draft a mapping file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments.options import (
    Delimiter,
    Encoding,
    Escape,
    InputFormat,
    NoHeader,
    OneFormat,
    Quote,
    ShortRows,
    SkipLines,
    Table,
    Zone,
    input_overrides,
)
from cli.arguments.outputs import check_output
from cli.commands.mapping_options import read_mapping
from cli.context import Context, get_context
from cli.render import formats, safe
from cli.render.folding import fold
from cli.render.layout import Line
from cli.render.palette import Ink
from events.errors import UsageError, WriteError
from events.next_commands import joined, path_word

if TYPE_CHECKING:
    from importers.draft.evidence import Evidence


def map_(
    ctx: typer.Context,
    *,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The input of the later `events import`.")],
    file: Annotated[
        str, typer.Argument(metavar="[FILE.toml]", help="Write the draft to this file (default: stdout).")
    ] = "-",
    input_format: InputFormat = "",
    table: Table = "",
    tz: Zone = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = None,
    skip_lines: SkipLines = None,
    quote: Quote = None,
    escape: Escape = None,
    short_rows: ShortRows = None,
    format: OneFormat = "text",
) -> None:
    """Inspect SOURCE and draft a mapping file, with the evidence in comments.

    Imports nothing. Run `events map history.csv legacy.toml`, check the file, then
    `events import history.csv --map legacy.toml`.
    """
    context = get_context(ctx)
    from importers.draft.evidence import evidence
    from importers.draft.mapping_draft import draft

    overrides = input_overrides(
        tz=tz,
        encoding=encoding,
        delimiter=delimiter,
        no_header=no_header,
        skip_lines=skip_lines,
        quote=quote,
        escape=escape,
        short_rows=short_rows,
    )
    context.announce_input(source)
    found = evidence(source, read_mapping(None, [], [], overrides), input_format=input_format, table=table)
    if file != "-":
        _write(context, file, found, source=source)
        return
    if format == "text":
        width = context.out.width if context.out.is_terminal else None
        context.out.show(chain.from_iterable(_shown(safe.line(line), width) for line in draft(found)))
        context.info(f"Next: {found.import_command}")
        if not context.out.is_terminal:
            context.info("To import with the draft, add --map and the name of its file.")
        return
    record = {**asdict(found), "command": found.command, "draft": "\n".join(draft(found)) + "\n"}
    record["platforms"] = [
        {"name": name, "title": title, "certain": certain} for name, title, certain in found.platforms
    ]
    formats.write_one(context.data, record, format=format)


def _shown(line: str, width: int | None) -> Iterator[Line]:
    """A line of TOML; a comment as several, so that it can be read and is still a comment."""
    if width is None or not line.startswith("# "):
        yield [(line, Ink.VERBATIM)]
        return
    text = line[2:].lstrip(" ")
    lead = "# " + " " * (len(line) - 2 - len(text))
    for part in fold([(text, Ink.PLAIN)], width - len(lead)):
        yield [(lead, Ink.PLAIN), *part]


def _write(context: Context, file: str, found: Evidence, *, source: str) -> None:
    """Write the draft to a new file. Raises `UsageError` where there is one, and `WriteError`."""
    from importers.draft.mapping_draft import draft

    check_output(file, spare=[source, context.settings.database])
    try:
        with Path(file).open("x", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in draft(found))
    except FileExistsError:
        raise UsageError(f"{file} exists already. Nothing was changed; choose another name.") from None
    except OSError as error:
        raise WriteError(f"Cannot write {file}: {error.strerror}. Choose another place.") from None
    check = joined(["events", "import", path_word(found.source), "--map", file])
    context.info(f"Wrote the mapping to {file}. Next: check it, then: {check}")
