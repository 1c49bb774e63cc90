"""`events export`: events out, complete and in order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, Annotated, Literal, TextIO, cast

import typer

from cli import context
from cli.arguments import completion
from cli.arguments.filters import FilterArgs, filtered
from cli.arguments.outputs import check_output
from cli.render import formats, records, views
from cli.render.people import counted
from events.errors import UsageError, WriteError
from importers.output_files import as_text, replacing

if TYPE_CHECKING:
    from cli.timelines.print_events import Reading
    from events.tables import Reader


@filtered
def export(
    ctx: typer.Context,
    *,
    asked: FilterArgs,
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="Where to; - is stdout.")] = "-",
    format: Annotated[
        Literal["jsonl", "json", "csv", "markdown", "html", "parquet", "ocel", "saleor"],
        typer.Option(
            "--format",
            "-o",
            metavar="jsonl|json|csv|markdown|html|parquet|ocel|saleor",
            help="jsonl is exact, csv is for spreadsheets, html is a page to print, parquet is for analysis, "
            "ocel (OCEL 2.0) for process mining, saleor a fixture for its loaddata.",
        ),
    ] = "jsonl",
    order: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", autocompletion=completion.orders, help="Only this order's events."),
    ] = None,
    customer: Annotated[
        str | None,
        typer.Option(
            metavar="EMAIL",
            autocompletion=completion.people,
            help="Only this customer's, with their orders'.",
        ),
    ] = None,
) -> None:
    """Write all events, or those that pass the filters, complete and oldest first.

    `events export --format csv events.csv`
    """
    here = context.of(ctx)
    if order is not None and customer is not None:
        raise UsageError("Choose --order or --customer, not both.")
    if format == "saleor" and asked.redact:
        raise UsageError("A fixture makes users and orders: it cannot be redacted. Choose another format.")
    if format == "parquet" and file == "-" and here.out.is_terminal:
        raise UsageError("Parquet is no text for a terminal. Name a file, or redirect the output.")
    with here.reader() as reader:
        reading = _reading(here, reader, order, customer)
        written, left_out = _write(here, reader, reading, asked, file=file, format=format)
    here.info_if(left_out)
    here.info(f"Exported {counted(written, 'event')}" + (f" to {file}." if file != "-" else "."))


def _write(
    here: context.Context, reader: Reader, reading: Reading, asked: FilterArgs, *, file: str, format: str
) -> tuple[int, str]:
    """How many events were read, and what of them the format could not take, or what filters hide."""
    from cli.exports import EXPORTS, write
    from cli.timelines.print_events import chosen_page, whole_page

    is_data = format in formats.WRITERS or format in EXPORTS
    left_out = ""
    page = (chosen_page if is_data else whole_page)(here, reader, reading, asked)
    with _opened(here, file) as stream:
        if format in EXPORTS:
            left_out = write(format, cast(IO[bytes], cast(TextIOWrapper, stream).buffer), page.events, reader)
        elif is_data:
            formats.WRITERS[format](stream, map(records.event, page.events), records.EVENT_COLUMNS)
        else:
            stream.writelines(views.chunks(format, page))
    count = page.events.count
    return count, left_out or ("" if count else page.note())


def _reading(here: context.Context, reader: Reader, order: str | None, customer: str | None) -> Reading:
    from cli.render.page import Badges
    from cli.timelines import subjects
    from cli.timelines.print_events import Reading
    from events.filters import EVERYTHING

    if order is not None:
        return subjects.order(reader, order, here.zone)
    if customer is not None:
        return subjects.customer(reader, customer, here.zone)
    return Reading(subject=EVERYTHING, badges=Badges.SUBJECT)


@contextmanager
def _opened(here: context.Context, file: str) -> Iterator[TextIO]:
    """stdout, or a file that appears whole or not at all. Raises `WriteError`."""
    if file == "-":
        yield here.data
        return
    check_output(file, spare=[here.settings.database])
    try:
        with replacing(file) as out, as_text(out) as stream:
            yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        raise WriteError(f"Cannot write {file}: {error.strerror}. Nothing was exported.") from None
