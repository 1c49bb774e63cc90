"""`events reconcile FILE…`: compare files with the log."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import exit_codes, report_file
from cli.arguments.options import (
    DateFormats,
    Delimiter,
    Encoding,
    Escape,
    InputFormat,
    Language,
    MapFile,
    NoHeader,
    OneFormat,
    OrderType,
    Platform,
    Quote,
    Sets,
    ShortRows,
    SkipLines,
    SourceName,
    Table,
    TablePrefix,
    Typed,
    Zone,
    input_overrides,
    mask_name,
)
from cli.boundary import print_error
from cli.commands.mapping_options import read_mapping
from cli.context import Context, get_context
from cli.exit_codes import ExitCode
from cli.progress import progress
from cli.render import formats
from cli.render import reconcile as reconciling
from events.errors import EventsError, UsageError

if TYPE_CHECKING:
    from importers.options import Options
    from importers.reconcile.result import Reconciliation
    from importers.trace.replay import ReplaySettings


def reconcile(
    ctx: typer.Context,
    *,
    sources: Annotated[list[str], typer.Argument(metavar="FILE…", help="Files that were imported.")],
    platform: Platform = "",
    map_file: MapFile = None,
    sets: Sets = None,
    source: SourceName = None,
    shop: Annotated[
        str | None, typer.Option(metavar="NAME", callback=mask_name, help="The shop the orders belong to.")
    ] = None,
    tz: Zone = None,
    date_format: DateFormats = None,
    input_format: InputFormat = "",
    table: Table = "",
    table_prefix: TablePrefix = None,
    language: Language = "",
    order_type: OrderType = "",
    typed: Typed = False,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = None,
    skip_lines: SkipLines = None,
    quote: Quote = None,
    escape: Escape = None,
    short_rows: ShortRows = None,
    whole: Annotated[
        bool,
        typer.Option(
            "--whole", help="The file is complete: report records of its source that only the log has."
        ),
    ] = False,
    report: Annotated[
        str, typer.Option(metavar="FILE.md|FILE.json", help="Write a report for sign-off to this file.")
    ] = "",
    format: OneFormat = "text",
) -> None:
    """Compare files with the log, record by record: missing, changed, rejected and extra records.

    Without mapping options, each file is read as in its last import. Changes nothing.
    """
    context = get_context(ctx)
    if report:
        if len(sources) > 1:
            raise UsageError("--report works with one file only: reconcile the files one by one.")
        report_file.check(context, report, spare=[*sources, map_file or ""])
    from importers.options import Options

    overrides = input_overrides(
        source=source,
        tz=tz,
        encoding=encoding,
        delimiter=delimiter,
        no_header=no_header,
        skip_lines=skip_lines,
        quote=quote,
        escape=escape,
        short_rows=short_rows,
    )
    options = Options(
        shop=shop or "",
        platform=platform,
        table_prefix=table_prefix,
        language=language,
        order_type=order_type,
        typed=typed,
        guess=map_file is None,
        input_format=input_format,
        table=table,
    )
    terms = _terms(options, overrides, map_file=map_file, sets=sets or [], date_formats=date_format or [])
    code = ExitCode.DONE
    for file in sources:
        try:
            context.announce_input(file)
            done = _compare(context, file, terms, source=source or "", shop=shop, whole=whole)
        except EventsError as error:
            if len(sources) == 1:
                raise
            print_error(context.err, str(error))
            code = max(code, exit_codes.choose_exit_code(error))
            continue
        with closing(done.findings):
            _print_result(context, done, report, format)
            code = max(code, ExitCode.DONE if done.complete else ExitCode.INCOMPLETE)
    if code:
        raise typer.Exit(code)


def _terms(
    options: Options,
    overrides: dict[str, Any],
    *,
    map_file: str | None,
    sets: list[str],
    date_formats: list[str],
) -> ReplaySettings | None:
    """How the options say that the files are read; None where they leave that to the last import.

    A source and a shop choose the import, and say nothing of how it read the file.
    """
    from importers.options import Options
    from importers.trace.replay import ReplaySettings

    is_overridden = any(value not in (None, "") for name, value in overrides.items() if name != "source")
    is_asked_for = options != Options(shop=options.shop, guess=options.guess)
    if not (map_file or sets or date_formats or is_overridden or is_asked_for):
        return None
    mapping = read_mapping(map_file, sets, date_formats, overrides)
    if options.platform and mapping.source == "default":
        mapping = replace(mapping, source=options.platform)
    return ReplaySettings(mapping=mapping, options=options)


def _compare(
    context: Context,
    file: str,
    terms: ReplaySettings | None,
    *,
    source: str,
    shop: str | None,
    whole: bool,
) -> Reconciliation:
    from importers.reconcile.reconcile import reconcile as compare

    context.check_log()
    with progress(context, file) as update:
        return compare(
            file,
            database=context.settings.database,
            on_progress=update,
            terms=terms,
            source=source,
            shop=shop,
            whole=whole,
        )


def _print_result(context: Context, done: Reconciliation, report: str, format: str) -> None:
    if report:
        report_file.write(
            report,
            record=lambda: reconciling.as_record(done),
            markdown=lambda: reconciling.markdown(done),
        )
    if format == "text":
        context.out.show(reconciling.lines(done, width=context.out.width))
    elif format == "json":
        formats.write_one(context.data, reconciling.as_record(done), format=format)
    else:
        for record in reconciling.records(done):
            formats.write_one(context.data, record, format=format)
    if report:
        context.info(f"Wrote {report} for sign-off.")
    elif format == "text":
        context.info_if(_how_to_take(context, done))
        context.info(reconciling.next_command(done))


_LOOKED_UP = 500
"""Of how many changed records the batches are looked up."""


def _how_to_take(context: Context, done: Reconciliation) -> str:
    """How the log gets the file's version of what has changed; empty where nothing has."""
    events = done.findings.changed_events(most=_LOOKED_UP)
    if not events:
        return ""
    from importers.ledger.provenance import batches_of

    with context.reader() as reader:
        batches = batches_of(reader, events)
    if not batches:
        return ""
    undo = ", ".join(f"events undo {batch}" for batch in batches)
    each = "it takes" if len(batches) == 1 else "each takes"
    return (
        f"The log keeps the first version of what changed. To have the file's: {undo}; {each} back a "
        "whole import, and prints the command that repeats it."
    )
