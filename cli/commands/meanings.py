"""`events meanings`: messages without a known meaning, and the meanings that people set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.acting_user import acting_name
from cli.arguments.options import Author, NamedFormat, OneFormat
from cli.context import Context, get_context
from cli.render import formats, safe
from cli.render.layout import Line, Span
from cli.render.order_examples import order_numbers
from cli.render.palette import Ink
from cli.render.people import counted
from cli.render.records import moment
from cli.render.table import Column, table
from cli.whole_log import changing
from events.errors import UsageError
from events.meaning.kind_names import kind_named
from events.next_commands import joined
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from events.statistics.message_counts import MessageCount
    from importers.ledger.models import Operation
    from importers.meanings.setting import MeaningChange

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_KEYS = ("message", "kind", "events", "order", "operation", "by", "date")
_SHOWN = 20
_UNKNOWN = (
    Column(title="events", right=True),
    Column(title="order"),
    Column(title="message", gives_way=True),
)
_GIVEN = (
    Column(title="id"),
    Column(title="events", right=True),
    Column(title="means"),
    Column(title="messages that begin with", gives_way=True),
    Column(title="by", optional=1),
    Column(title="date", optional=2),
)


@app.callback(invoke_without_command=True)
def meanings(ctx: typer.Context, *, format: NamedFormat = "text") -> None:
    """List imported messages and statuses without a known meaning, and the meanings that were set.

    Numbers are shown as #. `meanings set` says what messages mean.
    """
    if ctx.invoked_subcommand:
        return
    context = get_context(ctx)
    with context.session() as session:
        from importers.meanings.setting import active

        given = list(active(session))
        unknown = _unknown(context, session.connection())
    if format == "ids":
        raise UsageError("Meanings have no ids: choose --format csv or json.")
    if format != "text":
        records = [*map(_given_record, given), *map(_unknown_record, unknown)]
        context.write(records, _KEYS, format=format)
        return
    if not given and not unknown:
        context.print_answer("All imported messages have a known meaning.")
        return
    context.out.page(_lines(context, given, unknown))
    if unknown:
        context.info(_note(unknown))
        context.info(f"Next: {_following(unknown[0])} KIND")


@app.command("set")
def set_(
    ctx: typer.Context,
    *,
    phrase: Annotated[
        str, typer.Argument(metavar="TEXT", help="The messages or statuses, or the words they begin with.")
    ],
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="A kind, such as shipped: `events types` lists them.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; change nothing.")
    ] = False,
    user: Author = None,
    format: OneFormat = "text",
) -> None:
    """Set what imported messages that begin with TEXT mean, in upper or lower case.

    This holds for messages in the log and in later imports, and replaces the meaning of messages that are
    already understood. In an import, the table [meanings] of its mapping comes first. The messages themselves
    do not change.
    """
    context = get_context(ctx)
    from importers.meanings.setting import set_meaning

    meant = kind_named(kind)

    def change(session: Session) -> MeaningChange:
        return set_meaning(session, phrase, meant, by=acting_name(context, user))

    _change(context, change, dry_run=dry_run, format=format)


def take_back(context: Context, operation: str, *, user: str | None, dry_run: bool, format: str) -> bool:
    """Undo the operation with this id if it set a meaning; returns whether it did."""
    from importers.ledger import operations
    from importers.meanings import setting

    with context.session() as session:
        if operations.find(session, operation).kind != operations.MEANING:
            return False

    def change(session: Session) -> MeaningChange:
        by = acting_name(context, user)
        return setting.take_back(session, operations.find(session, operation), by=by)

    _change(context, change, dry_run=dry_run, format=format)
    return True


def _change(
    context: Context, change: Callable[[Session], MeaningChange], *, dry_run: bool, format: str
) -> None:
    with changing(context, dry_run=dry_run) as session:
        done = replace(change(session), dry_run=dry_run)
    if format != "text":
        formats.write_one(context.data, asdict(done), format=format)
    else:
        context.print_answer(_said(done))
    context.info(_next(done))


def _said(done: MeaningChange) -> str:
    of, phrase = counted(done.events, "event"), repr(safe.line(done.phrase))
    kind = Kind.parse(done.means).word
    if done.kind == "meaning":
        verb = "would be" if done.dry_run else "is now" if done.events == 1 else "are now"
        return f"{of} with messages that begin with {phrase} {verb} {kind}."
    verb = "would get" if done.dry_run else "got"
    back = "its earlier meaning" if done.events == 1 else "their earlier meanings"
    return f"{phrase} no longer means {kind}: {of} {verb} back {back}."


def _next(done: MeaningChange) -> str:
    if done.dry_run:
        return "Nothing was changed. Next: run the same command without --dry-run."
    return f"To undo: events undo {done.operation}" if done.kind == "meaning" else "Next: events meanings"


def _unknown(context: Context, reader: Connection) -> list[MessageCount]:
    """Wordings without a known meaning, and unknown names of statuses, the most frequent first."""
    from cli.timelines.kinds import prepare_kinds
    from events.filters import Filters
    from events.meaning.classify import classify_text
    from events.statistics.message_counts import count_messages
    from importers.first_look import is_unknown

    known = prepare_kinds(context, reader)
    messages, statuses = (
        count_messages(reader, Filters(), frozenset({kind}), legacy=known.legacy, stored=known.stored).counts
        for kind in (Kind.LEGACY, Kind.STATUS)
    )
    found = [*messages, *(one for one in statuses if is_unknown(classify_text(one.wording)))]
    return sorted(found, key=lambda one: (-one.events, one.wording))


def _lines(context: Context, given: list[Operation], unknown: list[MessageCount]) -> Iterator[Line]:
    width = context.out.table_width
    if unknown:
        rows: list[list[Span]] = [
            [
                (f"{one.events:,}", Ink.PLAIN),
                (safe.line(_order(one) or ""), Ink.PLAIN),
                (safe.line(one.wording), Ink.PLAIN),
            ]
            for one in unknown[:_SHOWN]
        ]
        yield [("No known meaning", Ink.STRONG)]
        yield from table(_UNKNOWN, rows, width=width)
    if given:
        if unknown:
            yield []
        yield [("Set here", Ink.STRONG)]
        yield from table(_GIVEN, [_given_row(context, one) for one in given], width=width)


def _given_row(context: Context, one: Operation) -> list[Span]:
    from importers.ledger import operations

    details = one.details
    return [
        (operations.name_of(one), Ink.PLAIN),
        (f"{details['events']:,}", Ink.PLAIN),
        (Kind.parse(details["means"]).word, Ink.PLAIN),
        (safe.line(details["phrase"]), Ink.PLAIN),
        (safe.line(details["by"]), Ink.DIM),
        (one.date.astimezone(context.zone).strftime("%Y-%m-%d"), Ink.DIM),
    ]


def _note(unknown: list[MessageCount]) -> str:
    messages = counted(sum(one.events for one in unknown), "message")
    cut = f"; the {_SHOWN} most frequent: -o csv gives all" if len(unknown) > _SHOWN else ""
    return f"{messages} of {counted(len(unknown), 'wording')}, numbers as #{cut}."


def _following(one: MessageCount) -> str:
    """The command that says what such messages mean, by the words before a number. A single word may begin
    messages that mean something else."""
    words, number, _ = safe.line(one.wording).partition("#")
    is_enough = not number or len(words.split()) > 1
    return joined(["events", "meanings", "set", words.strip() if is_enough else "TEXT"])


def _order(one: MessageCount) -> str | None:
    return order_numbers([one.example])[0] if one.example else None


def _unknown_record(one: MessageCount) -> dict[str, Any]:
    return {**dict.fromkeys(_KEYS), "message": one.wording, "events": one.events, "order": _order(one)}


def _given_record(one: Operation) -> dict[str, Any]:
    from importers.ledger import operations

    details = one.details
    return {
        "message": details["phrase"],
        "kind": details["means"],
        "events": details["events"],
        "order": None,
        "operation": operations.name_of(one),
        "by": details["by"],
        "date": moment(one.date),
    }
