"""`events seal` and `events verify`: one digest over the log's events, and the comparison with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting_user import acting_name
from cli.arguments.options import Author, OneFormat
from cli.context import Context, get_context
from cli.exit_codes import ExitCode
from cli.render import formats, seals
from events.errors import BusyError, UsageError

if TYPE_CHECKING:
    from importers.report import ImportReport


def seal(ctx: typer.Context, *, user: Author = None, format: OneFormat = "text") -> None:
    """Seal the log: make one digest over all events, to be kept elsewhere.

    Events that no seal covers yet are hashed, batch by batch. The seal is recorded as an operation. Without
    new events, the last seal is printed again.
    """
    from importers.seals.seal import seal as make

    context = get_context(ctx)
    context.check_log()
    done = make(context.settings.database, by=acting_name(context, user))
    if format != "text":
        formats.write_one(context.data, seals.seal_record(done), format=format)
    else:
        context.out.show(seals.seal_lines(done))
    context.info(f"Keep it outside of the log. Next: events verify {done.digest}")


def seal_report(context: Context, done: ImportReport) -> ImportReport:
    """Seal the log after an import; returns its report with the seal. Where others import at the same time, a
    message says so, and there is no seal."""
    from importers.seals.seal import NothingToSealError
    from importers.seals.seal import seal as make

    try:
        made = make(context.settings.database, by=acting_name(context, None))
    except NothingToSealError:
        return done
    except BusyError as error:
        context.info(f"Imported, but not sealed: {error} Next: events seal")
        return done
    return replace(done, seal=made.digest)


def verify(
    ctx: typer.Context,
    *,
    digest: Annotated[
        str | None,
        typer.Argument(metavar="SEAL", help="The digest that `events seal` printed, or its operation: op5."),
    ] = None,
    format: OneFormat = "text",
) -> None:
    """Compare the log with a seal, and name the first event that was altered, removed or added since.

    What undo, assign and forget did is explained by the recorded operation. Changes nothing. The exit code
    is 1 where something is not explained.
    """
    from importers.seals.verify import verify as compare

    context = get_context(ctx)
    if digest is None:
        raise UsageError(_ask(context))
    context.check_log()
    found = compare(context.settings.database, _digest_of(context, digest))
    if format != "text":
        formats.write_one(context.data, seals.verification_record(found), format=format)
    else:
        context.out.show(seals.verification_lines(found, zone=context.zone, width=context.out.width))
        context.info_if(seals.next_command(found))
    if not found.fits:
        raise typer.Exit(ExitCode.INCOMPLETE)


def _digest_of(context: Context, text: str) -> str:
    """The digest that is meant: for an operation, the one that the log itself has."""
    from importers.ledger.operations import PREFIX, UnknownOperationError
    from importers.seals.stored_seals import all_seals

    if not (text.startswith(PREFIX) and text[len(PREFIX) :].isdecimal()):
        return text
    with context.reader() as reader:
        known = next((one for one in all_seals(reader) if one.name == text), None)
    if known is None:
        raise UnknownOperationError(text)
    context.info(
        f"The digest of {text} comes from the log itself: whoever altered the log may have altered it too. "
        "Compare it with the one that you kept."
    )
    return known.digest


def _ask(context: Context) -> str:
    """Say what to type where no seal was given."""
    from importers.seals.stored_seals import all_seals

    with context.reader() as reader:
        known = all_seals(reader)
    if not known:
        return "There is no seal yet. Next: events seal"
    return (
        f"Which seal? The last one that this log knows is {known[-1].digest} ({known[-1].name}). "
        "Give the one that you kept elsewhere: whoever can change the log can change this one too."
    )
