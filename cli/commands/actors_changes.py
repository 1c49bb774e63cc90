"""The changes of `events actors assign` and `unassign`: made, previewed, taken back, and reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from cli.acting_user import acting_name
from cli.context import Context
from cli.render import formats
from cli.render.people import counted
from cli.whole_log import changing
from events.errors import EventsError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cli.commands.actors_file import AssignmentFile
    from importers.authors.assignments import Attributed
    from importers.authors.every_source import Change


def assign_all(
    context: Context,
    given: AssignmentFile,
    *,
    source: str | None,
    shop: str | None,
    user: str | None,
    dry_run: bool,
    format: str,
) -> None:
    """Assign the authors of a file in one transaction. An error names the line."""
    from importers.authors import assignments, every_source
    from importers.authors.every_source import Change

    changes: list[Change] = []
    by = acting_name(context, user)
    with changing(context, dry_run=dry_run) as session:
        for row in given.rows:
            of = {"source": row.source or source, "shop": row.shop or shop}
            try:
                if given.is_staff_list:
                    known = assignments.assign_known(session, row.names, row.person, **of, by=by)
                    changes += [Change(done=[one]) for one in known]
                else:
                    changes.append(every_source.assign(session, row.names[0], row.person, **of, by=by))
            except EventsError:
                context.info(f"Line {row.line} cannot be assigned. Nothing was changed.")
                raise
    if dry_run:
        changes = [_previewed(each) for each in changes]
    if format != "text":
        context.write((each.as_dict() for each in changes), (), format=format)
    for each in changes if format == "text" else ():
        _print_change(context, each)
    is_changed = changes and not dry_run
    next_step = "To undo one: events batches --operations" if is_changed else "Nothing was changed."
    found = counted(len(changes), "author")
    context.info(f"{found} in the file. {next_step}")


def take_back(context: Context, operation: str, *, user: str | None, dry_run: bool, format: str) -> None:
    """Undo the assignment that an operation made, in all sources of the same command."""
    from importers.authors import every_source
    from importers.ledger import operations

    def work(session: Session) -> Change:
        found = operations.find(session, operation)
        return every_source.take_back(session, found, by=acting_name(context, user))

    change(context, work, dry_run=dry_run, format=format)


def change(context: Context, work: Callable[[Session], Change], *, dry_run: bool, format: str) -> None:
    """Do the work, or preview it, and print what changed and what to do next."""
    with changing(context, dry_run=dry_run) as session:
        done = work(session)
    if dry_run:
        done = _previewed(done)
    if format != "text":
        formats.write_one(context.data, done.as_dict(), format=format)
    else:
        _print_change(context, done)
    context.info(_next(done))


def _previewed(done: Change) -> Change:
    return replace(done, done=[replace(one, dry_run=True) for one in done.done])


def _print_change(context: Context, change: Change) -> None:
    for one in change.done:
        context.print_answer(_sentence(one))


def _sentence(done: Attributed) -> str:
    name = f"{done.name} of {done.source}" + (f" (shop {done.shop})" if done.shop else "")
    events = counted(done.events, "event")
    if done.kind == "assign":
        verb = "would be" if done.dry_run else "is now"
        new = ", a new staff user" if done.made_user else ""
        return f"{name} {verb} {done.email}{new}: {events} re-attributed."
    verb = "would be" if done.dry_run else "is"
    gone = f" {done.email} {verb} removed: the user has no other events." if done.made_user else ""
    return f"{name} {verb} unassigned again: {events} taken back from {done.email}.{gone}"


def _next(change: Change) -> str:
    first, *more = change.done
    is_given = first.kind == "assign"
    option = "--source" if len({one.source for one in change.done}) > 1 else "--shop"
    only = f" To assign the name in one of them only: {option} NAME." if more and is_given else ""
    if first.dry_run:
        return f"Nothing was changed.{only} Next: run the same command without --dry-run."
    if not is_given:
        return "Next: events actors"
    stays = f" As before: the author of {', '.join(change.others)}." if change.others else ""
    what = " all of it" if more else ""
    undo = f"To undo{what}: events undo {first.operation}"
    return f"{undo}.{only}{stays}" if only or stays else undo
