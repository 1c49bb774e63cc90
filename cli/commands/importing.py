"""`events import`: legacy records in, in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli import context, exit_codes
from cli.boundary import tell
from cli.exit_codes import ExitCode
from cli.options import (
    DateFormats,
    Delimiter,
    Encoding,
    InputFormat,
    MapFile,
    OneFormat,
    Sets,
    SourceName,
    Zone,
)
from cli.outputs import check_output
from cli.progress import progress
from cli.render import formats, report
from events.errors import EventsError, UsageFault

if TYPE_CHECKING:
    from importers.mapping import Mapping
    from importers.pipeline import Options
    from importers.report import ImportReport


def import_(
    ctx: typer.Context,
    *,
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE…", help="Files, directories or database URLs; - is stdin.")
    ],
    map_file: MapFile = None,
    sets: Sets = None,
    source: SourceName = None,
    shop: Annotated[str, typer.Option(metavar="NAME", help="The shop that the orders belong to.")] = "",
    tz: Zone = None,
    date_format: DateFormats = None,
    input_format: InputFormat = "",
    table: Annotated[
        str, typer.Option(metavar="NAME", help="The table to import, of a source that holds several.")
    ] = "",
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    missing_orders: Annotated[
        Literal["create", "reject"],
        typer.Option(metavar="create|reject", help="What to do about orders that are not in the log."),
    ] = "create",
    max_errors: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Stop where more than N records are rejected.")
    ] = None,
    rejects: Annotated[
        str, typer.Option(metavar="FILE", help="Write rejected records there, and why beside it.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Rehearse on a copy; change nothing.")] = False,
    format: OneFormat = "text",
) -> None:
    """Import legacy records as OTHER events, with their dates, authors and origin.

    Doing it again adds nothing. Fields: legacy_id, table, order, customer, date, author, message, kind.
    """
    here = context.of(ctx)
    if rejects and len(sources) > 1:
        raise UsageFault("--rejects takes one file: import the sources one by one.")
    if rejects:
        from importers.rejects import SIDECAR

        for output in (rejects, rejects + SIDECAR):
            check_output(output, spare=[*sources, map_file or "", here.settings.database])
    from importers.pipeline import Options

    overrides = {"source": source, "tz": tz, "encoding": encoding, "delimiter": delimiter}
    mapping = read_mapping(map_file, sets or [], date_format or [], overrides)
    options = Options(
        shop=shop,
        input_format=input_format,
        table=table,
        make_orders=missing_orders == "create",
        max_errors=max_errors,
        rejects_file=rejects,
        dry_run=dry_run,
    )
    code = _import_all(here, sources, mapping, options, format)
    if code:
        raise typer.Exit(code)


def read_mapping(
    map_file: str | None, sets: list[str], date_formats: list[str], overrides: dict[str, str | None]
) -> Mapping:
    """The mapping that these options ask for. Raises what a wrong one raises."""
    from dataclasses import replace

    from events import settings
    from importers.mapping import Mapping, load, with_sets

    mapping = with_sets(load(map_file) if map_file else Mapping(), sets)
    if overrides["tz"]:
        settings.zone(overrides["tz"])
    given = {name: value for name, value in overrides.items() if value is not None}
    if date_formats:
        mapping = replace(mapping, date_formats=tuple(date_formats))
    return replace(mapping, **given)  # type: ignore[arg-type]


def _import_all(
    here: context.Context, sources: Sequence[str], mapping: Mapping, options: Options, format: str
) -> int:
    """Import each source; one that fails does not keep the others from it. Gives the worst exit code."""
    done: list[ImportReport] = []
    code = ExitCode.DONE
    for source in sources:
        try:
            done.append(import_one(here, source, mapping, options))
        except EventsError as error:
            if len(sources) == 1:
                raise
            tell(here.err, str(error))
            code = max(code, exit_codes.of(error))
            continue
        code = max(code, _code(done[-1]))
        if format == "text":
            print_report(here, done[-1])
        elif format == "jsonl":
            formats.write_one(here.data, report.as_record(done[-1]), format=format)
    if format == "json":
        records = [report.as_record(one) for one in done]
        here.data.write(formats.document(records[0] if len(sources) == 1 else records, indent=2) + "\n")
    return code


def import_one(here: context.Context, source: str, mapping: Mapping, options: Options) -> ImportReport:
    """Import one source, telling how far it is. Raises what the pipeline raises."""
    from importers.pipeline import run
    from importers.readers.opening import shown

    try:
        with progress(here, shown(source)) as update:
            return run(source, mapping, options, database=here.settings.database, on_progress=update)
    except KeyboardInterrupt:
        here.say("Interrupted. What was committed stays; the same command goes on from there.")
        raise


def print_report(here: context.Context, done: ImportReport) -> None:
    """The report on stdout, and on stderr what to do next."""
    here.out.show(report.lines(done, width=here.out.width))
    here.say(_next(done))


def _next(done: ImportReport) -> str:
    if done.dry_run:
        return "Nothing was changed. Next: the same command without --dry-run."
    if done.stopped:
        again = "it goes on from there" if done.counts.read else "it starts again"
        return f"Next: mend the input or raise --max-errors, and run the command again; {again}."
    if done.counts.rejected and done.rejects_file:
        return (
            f"Next: mend {done.rejects_file} ({done.rejects_file}.reasons.csv says why), "
            f"then: events retry {done.batch}"
        )
    if done.counts.rejected:
        return f"Next: events batch {done.batch} --rejects rejects.csv"
    return (
        f"Next: events order {done.first_order}" if done.first_order else f"Next: events batch {done.batch}"
    )


def _code(done: ImportReport) -> ExitCode:
    if done.stopped:
        return ExitCode.DATA
    return ExitCode.DONE if done.complete else ExitCode.INCOMPLETE
