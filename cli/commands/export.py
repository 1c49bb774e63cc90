"""`events export`: write events to a file or stdout, complete and in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import partial
from io import TextIOWrapper
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Annotated, TextIO, cast

import typer

from cli.arguments.columns import pick_columns, picked_record
from cli.arguments.filters import FilterArgs, filtered
from cli.arguments.options import ExportFormat
from cli.arguments.outputs import check_output
from cli.context import Context, get_context
from cli.exit_codes import ExitCode
from cli.format_registry import Commands, Media, export_format_of, find_format, offered
from cli.noted_exports import note_export
from cli.render import formats, records, views
from cli.render.people import counted
from events.errors import UsageError, WriteError
from importers.output_files import as_text, replacing

DEFAULT_FORMAT = "jsonl"
_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,9}")
_NAMED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_MARK = "\ufeff"
"""The byte order mark, by which Excel knows UTF-8."""

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cli.event_view import EventView
    from cli.timelines.print_events import Reading


@dataclass(frozen=True, kw_only=True)
class _Table:
    """How a table is written: the columns that were picked, none for all, CSV's delimiter, "" for the usual
    one, and what the file begins with."""

    picked: Sequence[str]
    delimiter: str
    mark: str


@filtered
def export(
    ctx: typer.Context,
    *,
    asked: FilterArgs,
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="The output file; - is stdout.")] = "-",
    number: Annotated[
        str, typer.Argument(metavar="[N]", help="After `order` instead of FILE: the order to export.")
    ] = "",
    proof: Annotated[
        bool,
        typer.Option(
            "--proof", help="Of one order: with the hashes that prove that it belongs to the last seal."
        ),
    ] = False,
    format: ExportFormat = None,
    columns: Annotated[
        str,
        typer.Option(
            metavar="NAMES",
            help="Only these columns of CSV, JSON or a workbook: id,date,order,message,source.line …; or "
            "short, the eleven that people read.",
        ),
    ] = "",
    delimiter: Annotated[
        str,
        typer.Option("--delimiter", metavar="CHAR", help="What stands between CSV's cells: ; or tab."),
    ] = "",
    excel: Annotated[
        bool,
        typer.Option("--excel", help="CSV that Excel opens in most countries: with ; and a byte order mark."),
    ] = False,
) -> None:
    """Export all events, or those that pass the filters, oldest first.

    `events export events.csv` writes CSV: the extension chooses the format.
    """
    context = get_context(ctx)
    if number:
        file, asked = _of_order(file, number, asked)
    if proof:
        _write_proof(context, asked, file=file, format=format or "json")
        return
    chosen = _format_of(file, format or ("csv" if excel and export_format_of(file) is None else None))
    separator = _delimiter_of(delimiter, excel=excel, format=chosen)
    if chosen == "saleor" and asked.redact:
        raise UsageError(
            "--redact cannot be used with saleor: its fixture contains users. Choose another format."
        )
    if chosen in ("parquet", "xlsx") and file == "-" and context.out.is_terminal:
        raise UsageError(
            f"{chosen} is binary and cannot be printed on a terminal. Name a file or redirect the output."
        )
    with context.reader() as reader:
        from cli.timelines import subjects
        from cli.timelines.print_events import remarks

        is_whole = asked == FilterArgs(redact=asked.redact) and not views.is_document(chosen)
        reading, asked = subjects.chosen(reader, asked, context.zone)
        picked = pick_columns(columns, format=chosen)
        table = _Table(picked=picked, delimiter=separator, mark=_MARK if excel else "")
        written, left_out = _write(context, reader, reading, asked, file=file, format=chosen, table=table)
        lacking = _lacking(reader) if is_whole else remarks(context, reader, reading, asked)
    context.info_if(left_out)
    context.info(f"Exported {counted(written, 'event')}" + (f" to {file}." if file != "-" else "."))
    context.info_if(lacking)


def _delimiter_of(text: str, *, excel: bool, format: str) -> str:
    """The delimiter that is asked for, "" for the usual one. Raises `UsageError` for what cannot be one."""
    if (text or excel) and format != "csv":
        raise UsageError(f"--delimiter and --excel are for csv, not for {format}.")
    char = _NAMED.get(text.lower(), text)
    if text and (len(char) != 1 or char.isalnum() or char in "\"'\r\n "):
        raise UsageError(f"--delimiter takes one character, such as ; or tab, not {text!r}.")
    return char or (";" if excel else "")


def _lacking(reader: Connection) -> str:
    """A note on what the log holds beside its events; empty if there is nothing else."""
    from events.not_in_events import count_not_in_events

    found = count_not_in_events(reader)
    people = f"{found.people:,} {'person' if found.people == 1 else 'people'} without events"
    parts = [
        counted(found.lines, "order line") if found.lines else "",
        f"{counted(found.orders, 'order')} without events" if found.orders else "",
        people if found.people else "",
    ]
    listed = ", ".join(filter(None, parts))
    return f"Not in the export, which holds events only: {listed}." if listed else ""


def _of_order(file: str, number: str, asked: FilterArgs) -> tuple[str, FilterArgs]:
    """`order N` means stdout and `--order N`."""
    if file != "order":
        raise UsageError(
            f"events export takes one file, not {file!r} and {number!r}. An order: events export order N"
        )
    return "-", replace(asked, order=number)


def _write_proof(context: Context, asked: FilterArgs, *, file: str, format: str) -> None:
    """Write the proof of one order. Exits 1 where an event of it cannot be proven."""
    from events.order.lookup import find, full_number
    from importers.seals.proof import prove
    from importers.seals.verify import snapshot

    if asked != FilterArgs(order=asked.order) or asked.order is None:
        raise UsageError("--proof is of one order, without other filters: events export order N --proof")
    if format not in ("json", "jsonl"):
        raise UsageError(f"A proof is a JSON document, not {format}: leave --format out.")
    with context.reader() as reader, snapshot(reader.engine.connect()) as connection:
        order = find(connection, asked.order)
        done, named = prove(connection, order), full_number(connection, order)
    with _opened(context, file) as stream:
        formats.write_one(stream, done.as_dict(), format=format)
    for one in done.left_out:
        context.info(f"Not proven: {one.event} {one.why}.")
    where = f" to {file}" if file != "-" else ""
    proven = counted(len(done.events), "event")
    context.info(f"Exported the proof of {proven} of order {named}{where}.")
    if done.left_out:
        raise typer.Exit(ExitCode.INCOMPLETE)


def _format_of(file: str, asked: str | None) -> str:
    """The format that was asked for, else that of the file's extension. Raises where they differ."""
    found = export_format_of(file)
    if not (asked or found) and _EXTENSION.fullmatch(PurePath(file).suffix):
        known = ", ".join(one.extension for one in offered(Commands.EXPORT) if one.extension)
        raise UsageError(
            f"{file}: no format has the extension {PurePath(file).suffix}. Nothing was exported; use one of "
            f"{known} (.csv opens in a spreadsheet), or name the format: --format {DEFAULT_FORMAT}."
        )
    if asked and found and found.extension not in _extensions(asked):
        raise UsageError(
            f"{file} has the extension of {found.name}, but --format says {asked}. Nothing was exported; "
            "leave one of them out."
        )
    return asked or (found.name if found else DEFAULT_FORMAT)


def _extensions(format: str) -> tuple[str, ...]:
    row = find_format(format)
    return (row.extension, *row.other_extensions)


def _write(
    context: Context,
    reader: Connection,
    reading: Reading,
    asked: FilterArgs,
    *,
    file: str,
    format: str,
    table: _Table,
) -> tuple[int, str]:
    """The number of events read, and a note about those that the format or the filters left out."""
    from cli.exports import is_file, write
    from cli.timelines.print_events import chosen_page, whole_page

    left_out = ""
    page = (whole_page if views.is_document(format) else chosen_page)(context, reader, reading, asked)
    with _opened(context, file, is_noted=not asked.redact) as stream:
        if is_file(format):
            left_out = write(format, cast(IO[bytes], cast(TextIOWrapper, stream).buffer), page.events, reader)
        elif formats.is_data(format):
            left_out = _write_data(stream, page.events, format=format, table=table, zone=context.zone)
        else:
            stream.writelines(views.chunks(format, page))
    count = page.events.count
    return count, left_out or ("" if count else page.note())


def _write_data(
    stream: TextIO, views: Iterable[EventView], *, format: str, table: _Table, zone: tzinfo
) -> str:
    """Write all columns, or those that were picked; a workbook has the id of each event in any case, by which
    it is known again."""
    picked, delimiter = table.picked, table.delimiter
    stream.write(table.mark)
    events = map(records.event, views)
    is_book = find_format(format).media is Media.BOOK
    if picked and not is_book:
        chosen = (picked_record(event, picked) for event in events)
        return formats.write(stream, chosen, picked, format=format, delimiter=delimiter)
    columns = picked or records.event_columns(format)
    hidden = ["id"] if is_book and "id" not in columns else []
    write = partial(formats.write, stream, events, [*columns, *hidden], format=format, zone=zone)
    return write(hidden=len(hidden), delimiter=delimiter)


@contextmanager
def _opened(context: Context, file: str, *, is_noted: bool = True) -> Iterator[TextIO]:
    """stdout, or a file that is replaced only when complete, and noted before. Raises `WriteError`."""
    if file == "-":
        yield context.data
        return
    with context.session() as session:
        check_output(file, spare=[context.settings.database], session=session)
    try:
        with replacing(file) as out, as_text(out) as stream:
            yield stream
            if is_noted:
                note_export(context, file)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise WriteError(f"Cannot write {file}: {error.strerror}. Nothing was exported.") from None
