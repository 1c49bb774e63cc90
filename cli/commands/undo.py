"""`events undo ID`: undo an import, the assignment of a legacy author, or an event of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting_user import acting_name, known_acting, named_event
from cli.arguments import completion
from cli.arguments.options import Author, OneFormat
from cli.context import Context, get_context
from cli.exit_codes import ExitCode
from cli.progress import every_few_seconds
from cli.render import formats, safe
from cli.render.layout import Line
from cli.render.palette import DOT, Ink
from cli.render.people import counted
from cli.words.command_rules import opener
from events.errors import UsageError
from events.next_commands import as_user, joined, quoted_path

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from importers.ledger.models import Batch
    from importers.undo.undo import Undone, UndoProgress


def undo(
    ctx: typer.Context,
    *,
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="ID",
            autocompletion=completion.batches,
            help="A batch number, an operation id (op4), or the id of an event that you recorded (o17).",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be removed; change nothing.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask before undoing an import that is not the last.")
    ] = False,
    user: Author = None,
    format: OneFormat = "text",
) -> None:
    """Undo an import: remove its events, and the orders and people it created that nothing else uses.

    Notes added since are kept. An interrupted undo resumes. An id like op4 undoes an author assignment or
    a meaning that was set; one like o17, an event that you recorded (as `events undo-note` does).
    """
    context = get_context(ctx)
    from importers.ledger.batches import UnknownBatchError

    what = _newest(context, user) if what == LAST else what
    if what is None:
        raise UsageError(_ask(context, user))
    if what.startswith("op"):
        from cli.commands import actors_changes, meanings

        if not meanings.take_back(context, what, user=user, dry_run=dry_run, format=format):
            actors_changes.take_back(context, what, user=user, dry_run=dry_run, format=format)
        return
    if opener(what) == "show":
        from cli.commands.notes import take_back as take_back_event

        take_back_event(context, what, user=user, dry_run=dry_run, format=format)
        return
    if not (what.isascii() and what.isdigit() and len(what) < 19):
        raise UnknownBatchError(what)
    if not dry_run:
        _announce_newer(context, int(what), asks=context.can_ask and not yes)
    done = _undo(context, int(what), by=acting_name(context, user), dry_run=dry_run)
    if format != "text":
        formats.write_one(context.data, done.as_dict(), format=format)
    else:
        context.out.show(_summary(done) if context.quiet else _lines(done))
    context.info(_next(done))
    context.info_if(_counted_later(context, done))


def _counted_later(context: Context, done: Undone) -> str:
    """Which later imports of the source may have taken records for duplicates that this one brought: those of
    the same file, or with the same columns."""
    from importers.batch_settings import readable_settings
    from importers.earlier_batches import has_twin, is_alike
    from importers.ledger import batches
    from importers.trace import reimport_command

    with context.session() as session:
        undone = batches.one_batch(session, done.batch)
        settings = readable_settings(undone.settings)
        later = [batches.one_batch(session, one) for one in batches.undoable_after(session, done.batch)]
        same = [
            one
            for one in later
            if (one.source.name, one.source.shop) == (done.source, done.shop)
            and one.duplicate
            and (one.file == undone.file or is_alike(settings, readable_settings(one.settings)))
            and not has_twin(session, one, without=done.batch)
        ]
        again = "; ".join(reimport_command.command(one) for one in same)
    if not same:
        return ""
    had = counted(sum(one.duplicate for one in same), "record")
    which = ", ".join(f"batch {one.id}" for one in same)
    are = "would not be" if done.dry_run else "are not"
    return (
        f"Later imports of this source ({which}) found {had} in the log already: those that only "
        f"batch {done.batch} brought {are} in it any more. To have them, import again: {again}"
    )


LAST = "last"


def _newest(context: Context, user: str | None) -> str | None:
    """The id of what the acting user recorded last, if that was after the last import; else None."""
    from importers.ledger import batches
    from importers.undo.last_recorded import has_recorded, recorded_after

    with context.session() as session:
        author, last = known_acting(context, session, user=user), batches.last_undoable(session)
        if not (has_recorded(session, author) if last is None else recorded_after(session, author, last)):
            return None
        return named_event(context, session, LAST, user=user)


def _ask(context: Context, user: str | None) -> str:
    """Say what to type where no id was given: usually the last import is meant."""
    from importers.ledger import batches
    from importers.undo.last_recorded import has_recorded

    with context.session() as session:
        last = batches.last_undoable(session)
        own = has_recorded(session, known_acting(context, session, user=user))
        way = _other_ways(session, last, own=own, user=user)
        if last is None:
            return f"There is no import to undo{f'; {way}' if way else '.'}"
        events = counted(batches.counts_of(last).imported, "event")
        return (
            f"Which import? The last one is batch {last.id} ({last.file}, {events}): events undo {last.id}. "
            f"All of them: events batches{f'; {way}' if way else ''}"
        )


def _other_ways(session: Session, last: Batch | None, *, own: bool, user: str | None) -> str:
    """The commands that take back what was done after the last import, or by the acting user."""
    from events.notes.keys import event_id
    from importers.ledger import operations
    from importers.undo.last_recorded import change_after, of_anybody_after

    ways = [f"what you recorded last: events undo-note last{as_user(user)}"] if own else []
    if not own and (newest := of_anybody_after(session, last)) is not None and newest.user is not None:
        writer, name = newest.user.email or newest.user.name, event_id(newest)
        taken = joined(["events", "undo-note", name, "--user", writer])
        ways.append(f"{name}, which {safe.line(writer)} recorded since: {safe.line(taken)}")
    if (given := change_after(session, last)) is not None:
        name = operations.name_of(given)
        details = given.details
        is_meaning = given.kind == operations.MEANING
        what = f"meaning of {details['phrase']!r}" if is_meaning else f"assignment of {details['name']}"
        ways.append(f"the {safe.line(what)} since: events undo {name}")
    return "; ".join(ways)


def _announce_newer(context: Context, batch: int, *, asks: bool) -> None:
    """Say that newer imports stay; on a terminal, ask first: `undo 1` is often meant as one step back."""
    from importers.ledger import batches

    with context.session() as session:
        newer = batches.undoable_after(session, batch)
    if not newer:
        return
    later = "1 later import stays" if len(newer) == 1 else f"{len(newer):,} later imports stay"
    context.info(f"Only batch {batch} is undone: {later} (the last is batch {newer[-1]}).")
    if asks and not context.confirm(f"Undo batch {batch}? Type y to undo it:"):
        context.info("Nothing was changed.")
        raise typer.Exit(ExitCode.INCOMPLETE)


def _undo(context: Context, batch: int, *, by: str, dry_run: bool) -> Undone:
    from importers.undo.undo import undo

    try:
        with _progress(context) as update:
            return undo(batch, database=context.settings.database, by=by, dry_run=dry_run, on_progress=update)
    except KeyboardInterrupt:
        if not dry_run:
            context.info(f"Interrupted. Next: events undo {batch}; it resumes where it stopped.")
        raise


@contextmanager
def _progress(context: Context) -> Iterator[Callable[[UndoProgress], None]]:
    """A progress bar on a terminal, otherwise a line every few seconds."""
    if not context.err.is_terminal or context.quiet:
        yield every_few_seconds(
            lambda now: context.info(f"{now.done:,} of {counted(now.total, 'event')} removed")
        )
        return
    from rich.progress import Progress as Bar

    with Bar(console=context.console(), transient=True) as bar:
        task = bar.add_task("undoing", total=None)
        yield lambda now: bar.update(task, total=now.total, completed=now.done)


def _summary(done: Undone) -> Iterator[Line]:
    """What was removed, in a line."""
    numbers = {"events": done.events, "orders": done.orders, "people": done.people, "rejects": done.rejects}
    removed = [f"{number:,} {noun}" for noun, number in numbers.items() if number]
    operation = "" if done.dry_run else f", {done.operation}"
    did = "would be removed" if done.dry_run else "removed"
    yield [(f"Batch {done.batch}{operation}: {', '.join(removed) or 'nothing'} {did}", Ink.PLAIN)]


def _lines(done: Undone) -> Iterator[Line]:
    did = "Would undo" if done.dry_run else "Undid"
    shop = f" {DOT} shop {safe.line(done.shop)}" if done.shop else ""
    title = (
        f"{did} batch {done.batch} {DOT} {safe.line(done.file)} {DOT} source {safe.line(done.source)}{shop}"
    )
    yield [(title if done.dry_run else f"{title} {DOT} {done.operation}", Ink.STRONG)]
    if done.resumed:
        yield [("Resumed an interrupted undo; the counts cover both runs.", Ink.PLAIN)]
    yield []
    removed = {
        "events": (done.events, ""),
        "orders": (done.orders, "that nothing else uses"),
        "people": (done.people, "that nothing else uses"),
        "customers": (done.customers, "removed from orders that stay"),
        "rejects": (done.rejects, ""),
    }
    yield [("would remove" if done.dry_run else "removed", Ink.DIM)]
    for name, (number, note) in removed.items():
        remark = f"  {note}" if note and number else ""
        yield [
            (f"  {name:<10}", Ink.PLAIN),
            (f"{number:>12,}", Ink.PLAIN if number else Ink.DIM),
            (remark, Ink.DIM),
        ]
    if done.kept:
        yield []
        yield [("stay", Ink.DIM)]
    for reason, number in sorted(done.kept.items()):
        name, _, why = reason.partition(": ")
        yield [(f"  {name:<10}{number:>12,}", Ink.PLAIN), (f"  {why}", Ink.DIM)]


def _next(done: Undone) -> str:
    if done.dry_run:
        return f"Nothing was changed.{_retried(done)} Next: events undo {done.batch}"
    return f"To import it again: {done.reimport}{_retried(done)}"


def _retried(done: Undone) -> str:
    """What the import does not bring back: the rejects that were repaired and retried."""
    if not done.retried:
        return ""
    number = sum(done.retried.values())
    came = "event came from a repaired reject" if number == 1 else "events came from repaired rejects"
    again = "; ".join(f"events retry BATCH {quoted_path(file)}" for file in done.retried)
    would = "would be removed" if done.dry_run else "is gone" if number == 1 else "are gone"
    return (
        f"\n{number:,} {came} and {would}, too. After importing again, with the new batch's number: {again}"
    )
