"""`events export`: events out, complete and in order."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TextIO, cast

import typer

from cli import context
from cli.filters import Asked, filtered
from cli.outputs import check_output
from cli.render import formats, records
from cli.render.people import counted
from events.errors import CannotWrite, UsageFault

if TYPE_CHECKING:
    from events.tables import Reader
    from events.timeline import Subject


@filtered
def export(
    ctx: typer.Context,
    *,
    asked: Asked,
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="Where to; - is stdout.")] = "-",
    format: Annotated[
        Literal["jsonl", "csv"],
        typer.Option("--format", "-o", metavar="jsonl|csv", help="jsonl is exact, csv is for spreadsheets."),
    ] = "jsonl",
    order: Annotated[str | None, typer.Option(metavar="NUMBER", help="Only this order's events.")] = None,
    customer: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="Only this customer's, with their orders'.")
    ] = None,
) -> None:
    """All events out, complete and oldest first."""
    here = context.of(ctx)
    if order is not None and customer is not None:
        raise UsageFault("Choose --order or --customer, not both.")
    with here.reader() as reader:
        subject = _subject(reader, order, customer)
        written = _write(here, reader, subject, asked, file=file, format=format)
    here.say(f"Exported {counted(written, 'event')}" + (f" to {file}." if file != "-" else "."))


def _write(
    here: context.Context, reader: Reader, subject: Subject, asked: Asked, *, file: str, format: str
) -> int:
    from cli.telling import told
    from events.timeline import entries

    filters = asked.filters(here.zone, reader)
    written = 0

    def lines() -> Iterator[formats.Record]:
        nonlocal written
        for event in told(reader, entries(reader, subject, filters, newest_first=asked.reverse)):
            written += 1
            yield records.event(event)

    with _opened(here, file) as stream:
        formats.WRITERS[format](stream, lines(), records.EVENT_COLUMNS)
    return written


def _subject(reader: Reader, order: str | None, customer: str | None) -> Subject:
    from events.account.people import find_customer
    from events.order.lookup import find
    from events.timeline import EVERYTHING, Subject

    if order is not None:
        return Subject(order_id=find(reader, order).id)
    if customer is not None:
        who = find_customer(reader, customer)
        return Subject(user_id=who.id, email=who.email or "")
    return EVERYTHING


@contextmanager
def _opened(here: context.Context, file: str) -> Iterator[TextIO]:
    """stdout, or a file that appears whole or not at all. Raises `CannotWrite`."""
    if file == "-":
        yield here.data
        return
    check_output(file, spare=[here.settings.database])
    path = Path(file)
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, prefix=f".{path.name}.", encoding="utf-8", newline="", delete=False
        ) as stream:
            partial = Path(stream.name)
            try:
                yield cast(TextIO, stream)
                stream.flush()
                partial.replace(path)
            except BaseException:
                partial.unlink()
                raise
    except OSError as error:
        raise CannotWrite(f"Cannot write {file}: {error.strerror}. Nothing was exported.") from None
