"""`events import`: import legacy records in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli import exit_codes
from cli import report_file as written_report
from cli.acting_user import importing_name
from cli.arguments.options import (
    Author,
    DateFormats,
    Delimiter,
    Encoding,
    Escape,
    ImportSince,
    ImportUntil,
    InputFormat,
    Language,
    MapFile,
    NoHeader,
    OneFormat,
    OrderType,
    Platform,
    Quote,
    Seal,
    Sets,
    ShortRows,
    SkipLines,
    SourceName,
    Table,
    TablePrefix,
    Typed,
    Zone,
    date_overrides,
    input_overrides,
    mask_name,
)
from cli.arguments.outputs import check_output
from cli.arguments.share import parse_share
from cli.boundary import print_error
from cli.commands.import_source import import_one
from cli.commands.mapping_options import list_platforms, read_mapping
from cli.context import get_context
from cli.exit_codes import ExitCode
from cli.import_outcome import code_of, print_report
from cli.render import formats, import_report, import_report_markdown
from events.errors import EventsError, UsageError
from importers.readers.file_start import digested_ahead

if TYPE_CHECKING:
    from cli.commands.import_authors import Staff
    from importers.mapping.column_mapping import ColumnMapping
    from importers.options import Options
    from importers.report import ImportReport


def import_(
    ctx: typer.Context,
    *,
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE…", help="Files, directories or database URLs; - is stdin.")
    ],
    platform: Platform = "",
    list_: Annotated[
        bool,
        typer.Option("--list", is_eager=True, callback=list_platforms, help="List the platforms and exit."),
    ] = False,
    map_file: MapFile = None,
    sets: Sets = None,
    source: SourceName = None,
    shop: Annotated[
        str, typer.Option(metavar="NAME", callback=mask_name, help="The shop the orders belong to.")
    ] = "",
    tz: Zone = None,
    since: ImportSince = "",
    until: ImportUntil = "",
    html: Annotated[bool, typer.Option("--html", help="Convert HTML messages to plain text.")] = False,
    typed: Typed = False,
    language: Language = "",
    order_type: OrderType = "",
    table_prefix: TablePrefix = None,
    date_format: DateFormats = None,
    input_format: InputFormat = "",
    table: Table = "",
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = None,
    skip_lines: SkipLines = None,
    quote: Quote = None,
    escape: Escape = None,
    short_rows: ShortRows = None,
    missing_orders: Annotated[
        Literal["create", "reject"],
        typer.Option(
            metavar="create|reject",
            help="For orders that are not in the log: create them, or reject the record.",
        ),
    ] = "create",
    same_orders: Annotated[
        bool,
        typer.Option(
            "--same-orders",
            help="Merge orders with those of other sources by their numbers, whoever their customers are.",
        ),
    ] = False,
    missing_customers: Annotated[
        Literal["create", "reject"],
        typer.Option(
            metavar="create|reject",
            help="For customers that are not in the log: create them, or reject the record.",
        ),
    ] = "create",
    forgotten: Annotated[
        Literal["keep-out", "import"],
        typer.Option(
            metavar="keep-out|import",
            help="For people erased by `events forget`: import their records without them, or as they are.",
        ),
    ] = "keep-out",
    errors: Annotated[
        Literal["skip", "stop", "all-or-nothing"],
        typer.Option(
            metavar="skip|stop|all-or-nothing",
            help="After a rejected record: go on, stop, or import nothing at all.",
        ),
    ] = "skip",
    max_errors: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Stop after more than N rejected records.")
    ] = None,
    max_error_rate: Annotated[
        str,
        typer.Option(
            metavar="P",
            help="Stop when more than this share is rejected (0.02 or 2%); checked after the first "
            "1,000 records.",
        ),
    ] = "",
    rejects: Annotated[
        str,
        typer.Option(
            metavar="FILE", help="Write rejected records to FILE and the reasons to FILE.reasons.csv."
        ),
    ] = "",
    report_file: Annotated[
        str, typer.Option("--report", metavar="FILE.md|FILE.json", help="Also write the report to this file.")
    ] = "",
    expect: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="Exit 1 unless the input has exactly N records."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Import into a temporary copy; change nothing.")
    ] = False,
    seal: Seal = False,
    authors: Annotated[
        str,
        typer.Option(
            "--authors", metavar="FILE.csv", help="Who the authors are: their ids or names with e-mails."
        ),
    ] = "",
    user: Author = None,
    format: OneFormat = "text",
) -> None:
    """Import legacy records as events, with their dates, authors and origin.

    Importing the same data again adds nothing. A platform (`--from`), a mapping file (`--map`) or `--set`
    maps the columns; otherwise the mapping is inferred from column names and values.

    `events import shop.sql --from woocommerce --tz Europe/London`

    `events import notes.csv --set order=no --set date=at --set message=text`

    Fields: legacy_id, table, order, customer, date, author, message, kind, status, amount, currency.
    """
    context = get_context(ctx)
    if not dry_run and context.may_have_log:  # what that knows of the file is found by its digest
        ctx.with_resource(digested_ahead(sources[0]))
    if (rejects or expect is not None) and len(sources) > 1:
        option = "--rejects" if rejects else "--expect"
        raise UsageError(f"{option} works with one source only: import the sources one by one.")
    if rejects:
        from importers.ledger.user_files import SIDECAR

        for output in (rejects, rejects + SIDECAR):
            check_output(output, spare=[*sources, map_file or "", context.settings.database])
    from importers.error_budget import Budget, OnErrors
    from importers.options import Options

    if report_file:
        written_report.check(context, report_file, spare=[*sources, map_file or "", rejects])
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
    mapping = read_mapping(map_file, sets or [], date_format or [], overrides)
    mapping = replace(mapping, html=html or mapping.html, **date_overrides(since, until, tz=mapping.tz))
    options = Options(
        shop=shop,
        by=importing_name(context, user),
        platform=platform,
        table_prefix=table_prefix,
        language=language,
        order_type=order_type,
        typed=typed,
        guess=map_file is None,
        input_format=input_format,
        table=table,
        source_given=source is not None,
        same_orders=same_orders or mapping.same_orders,
        create_orders=missing_orders == "create",
        create_customers=missing_customers == "create",
        keep_out=forgotten == "keep-out",
        budget=Budget(
            on_errors=OnErrors(errors), max_errors=max_errors, max_rate=parse_share(max_error_rate)
        ),
        rejects_file=rejects,
        expect=expect,
        dry_run=dry_run,
        seal=seal,
    )
    if code := _import_all(
        ctx, sources, mapping, options, format=format, report_file=report_file, staff=_staff(authors)
    ):
        raise typer.Exit(code)


def _staff(file: str) -> Staff | None:
    if not file:
        return None
    from cli.commands.import_authors import Staff

    return Staff(file)


def _import_all(
    ctx: typer.Context,
    sources: Sequence[str],
    mapping: ColumnMapping,
    options: Options,
    *,
    format: str,
    report_file: str,
    staff: Staff | None,
) -> int:
    """Import each source, also after one has failed. Returns the highest exit code."""
    context = get_context(ctx)
    done: list[ImportReport] = []
    code = ExitCode.DONE
    for source in sources:
        try:
            done.append(import_one(context, source, mapping, options))
        except EventsError as error:
            from cli.commands.import_errors import complete_error

            complete_error(ctx, source, error)
            if len(sources) == 1:
                raise
            print_error(context.err, str(error), commands=error.commands)
            code = max(code, exit_codes.choose_exit_code(error))
            continue
        code = max(code, code_of(done[-1]))
        if format == "text":
            print_report(context, done[-1], source)
        elif format == "jsonl":
            formats.write_one(context.data, import_report.as_record(done[-1]), format=format)
        if staff:
            staff.assign(context, done[-1], by=options.by)
    if format == "json":
        context.data.write(
            formats.document(import_report.as_records(done, single=len(sources) == 1), indent=2) + "\n"
        )
    if report_file and done:
        written_report.write(
            report_file,
            record=lambda: import_report.as_records(done, single=len(sources) == 1),
            markdown=lambda: import_report_markdown.markdown(done),
        )
    return code
