"""`events forget`: erase a person; their events stay, anonymised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.acting_user import acting_name
from cli.arguments import completion
from cli.arguments.options import Author, OneFormat, Yes
from cli.context import Context, get_context
from cli.exit_codes import ExitCode
from cli.render import formats, safe
from cli.render.layout import Line, flow
from cli.render.palette import Ink
from cli.render.people import counted
from cli.whole_log import changing

if TYPE_CHECKING:
    from sqlalchemy import URL

    from events.database.compaction import Compaction
    from importers.erasure.forget import Forgotten

_FEW = 3
"""Files of one folder that are named one by one."""

_LABELS = {
    "people": "",
    "names": "that identified them",
    "orders": "no longer name a customer",
    "lines": "of orders that named them",
    "events": "anonymised",
    "texts": "of events that named them",
    "records": "of imported data that contained them",
    "rejects": "that contained them",
    "batches": "whose notes named them",
    "operations": "that named them",
    "sealed": "whose hashes in seals no longer confirm a guess",
    "namesakes": "of the same full name, who keep it",
}


@dataclass(frozen=True, kw_only=True)
class _Beyond:
    """Files that the command knows of and cannot change: they may still name the person."""

    copies: list[str]
    rejects_files: list[str]
    inputs: list[str]
    notes: list[str]
    exports: list[str]
    mentions: dict[str, int]
    """Words of their name or e-mail, and how many events still say each."""
    faults: list[str]
    removed: list[str]
    """Private copies that commands which were killed had left, and this one removed."""


def forget(
    ctx: typer.Context,
    *,
    email: Annotated[
        str, typer.Argument(metavar="EMAIL", autocompletion=completion.people, help="The person to erase.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be erased; change nothing.")
    ] = False,
    also: Annotated[
        list[str] | None,
        typer.Option(
            "--also",
            metavar="TEXT",
            help="Also erase TEXT: a single word only in the person's own records, several words everywhere "
            "(repeatable).",
        ),
    ] = None,
    yes: Yes = False,
    user: Author = None,
    format: OneFormat = "text",
) -> None:
    """Erase a person from users, events, imported records and search. This cannot be undone.

    Removes their e-mail and full name everywhere; a single-word name is removed only from their own
    records. Orders and events stay, anonymised. On a terminal, it asks first.
    """
    context = get_context(ctx)
    by, texts = acting_name(context, user), also or []
    if not dry_run and not yes and (context.can_ask or context.no_input):
        _ask(context, email, by, texts)
    done, compaction, beyond = _forget(context, email, by, texts, dry_run=dry_run)
    if format != "text":
        formats.write_one(context.data, _record(done, compaction, beyond, dry_run=dry_run), format=format)
    else:
        context.out.show(_lines(done, "Would erase" if dry_run else "Erased"))
    _warn(context, compaction, beyond, email=email, also=texts, dry_run=dry_run)


def _ask(context: Context, email: str, by: str, also: list[str]) -> None:
    """Show what will be erased, and go on only if the answer is yes."""
    from importers.erasure import forget as forgetting
    from importers.erasure import leftovers

    with changing(context, dry_run=True) as session:
        words = leftovers.name_words(session, email)
        expected = forgetting.forget(session, email, by=by, also=also)
        mentions = leftovers.count_mentions(session, words)
    context.err.show(_lines(expected, f"This will erase {safe.line(email)}"))
    for text in _mentioned(email, mentions, also=also, is_done=False):
        context.err.show(flow([(safe.line(text), Ink.PLAIN)], context.err.width))
    if not context.confirm("Erase this person? It cannot be undone. Type y to erase:"):
        context.info("Nothing was changed.")
        raise typer.Exit(ExitCode.INCOMPLETE)


def _forget(
    context: Context, email: str, by: str, also: list[str], *, dry_run: bool
) -> tuple[Forgotten, Compaction | None, _Beyond]:
    from cli import fault_report
    from cli.notes import kept
    from events.database.backups import list_backups
    from events.database.compaction import compact
    from events.database.engine import parse
    from importers.erasure import forget as forgetting
    from importers.erasure import leftovers
    from importers.ledger import exports, locks, user_files

    with context.session() as session, locks.exclusive(url := parse(context.settings.database)):
        known = exports.export_files(session)  # before names that hold the address are erased
        words = leftovers.name_words(session, email)
        try:
            done = forgetting.forget(session, email, by=by, also=also)
        except forgetting.UnknownPersonError as error:
            session.rollback()
            if error.was_erased and not dry_run:  # and perhaps interrupted before the file was compacted
                compact(session.get_bind().engine, tables=forgetting.TABLES)
            raise
        mentions = leftovers.count_mentions(session, words)
        if dry_run:
            session.rollback()
        else:
            session.commit()
        compaction = None if dry_run else compact(session.get_bind().engine, tables=forgetting.TABLES)
        beyond = _Beyond(
            copies=list_backups(url),
            rejects_files=user_files.rejects_files(session),
            inputs=user_files.input_files(session),
            notes=kept.files(),
            exports=known,
            mentions=mentions,
            faults=fault_report.files(),
            removed=[] if dry_run else _remove_private_copies(url),
        )
    return done, compaction, beyond


def _mentioned(email: str, mentions: dict[str, int], *, also: Iterable[str], is_done: bool) -> list[str]:
    """That texts may name the person in part, how to find these, and how to erase what they say."""
    from events.next_commands import joined

    given = {text.strip().casefold() for text in also}
    if not mentions:
        return (
            []
            if given
            else [
                "Texts may also mention the person's address or phone number; erase those with --also TEXT."
            ]
        )
    said = ", ".join(f"{word} ({counted(number, 'event')})" for word, number in mentions.items())
    look = "; ".join(joined(["events", "search", word]) for word in mentions)
    word = [] if is_done else [word for word in mentions if word.casefold() not in given][:1]
    where = "from the person's own records" if word else "with the words around it, which you add in quotes"
    return [
        f"Some messages still contain parts of the name or e-mail: {said}. To see them: {look}. "
        f"To erase one {where}: {joined(['events', 'forget', email, '--also', *word])}"
    ]


def _remove_private_copies(url: URL) -> list[str]:
    from events.database.engine import sqlite_path
    from importers import private_files

    return [str(path) for path in private_files.remove(private_files.left_behind(sqlite_path(url)))]


def _lines(done: Forgotten, title: str) -> Iterator[Line]:
    from events.next_commands import quoted

    yield [(title, Ink.STRONG)]
    for name, number in done.as_dict().items():
        if number:
            yield [(f"  {name:<10}{number:>12,}", Ink.PLAIN), (f"  {_LABELS[name]}", Ink.DIM)]
    for text, number in done.also.items():
        yield [(safe.line(f"  --also {quoted(text)}: {counted(number, 'event')}"), Ink.PLAIN)]


def _record(
    done: Forgotten, compaction: Compaction | None, beyond: _Beyond, *, dry_run: bool
) -> dict[str, Any]:
    compacted = {"compacted_seconds": compaction.seconds, "left": [*compaction.left]} if compaction else {}
    return {**done.as_dict(), "also": done.also, "dry_run": dry_run, **compacted, **asdict(beyond)}


def _warn(
    context: Context,
    compaction: Compaction | None,
    beyond: _Beyond,
    *,
    email: str,
    also: list[str],
    dry_run: bool,
) -> None:
    """Report the compaction, and warn about copies that this program cannot erase."""
    warnings = []
    if compaction is not None:
        if beyond.removed:
            warnings.append(f"Removed copies that killed commands had left: {', '.join(beyond.removed)}.")
        warnings += [f"Compacted the database in {compaction.seconds:.1f} s.", *compaction.left]
    if not dry_run:
        warnings.append("It is erased for good: no command brings it back.")
    warnings += _mentioned(email, beyond.mentions, also=also, is_done=not dry_run)
    warnings.append("Not erased, because this command cannot reach them:")
    named = f": {', '.join(beyond.inputs)}" if beyond.inputs else ""
    warnings.append(f"- The imported files{named}; importing one again keeps the person out.")
    if beyond.copies:
        warnings.append(f"- Database backups contain this person too: {', '.join(beyond.copies)}.")
    if beyond.rejects_files:
        warnings.append(f"- Rejects files may contain this person: {', '.join(beyond.rejects_files)}.")
    if beyond.notes:
        warnings.append(f"- Notes that could not be written may name this person: {', '.join(beyond.notes)}.")
    if beyond.exports:
        warnings.append(f"- Exports may contain this person: {', '.join(beyond.exports)}.")
    if beyond.faults:
        warnings.append(f"- Reports of faults may quote this person: {in_their_folder(beyond.faults)}.")
    warnings.append("- Redirected output, and copies and backups made elsewhere, which it has no list of.")
    if dry_run:
        warnings.append("Nothing was changed. Next: run the same command without --dry-run.")
    for text in warnings if not context.quiet else []:
        context.err.show(flow([(safe.line(text), Ink.PLAIN)], context.err.width))


def in_their_folder(files: list[str]) -> str:
    """The files of one folder: by name if they are few, else their number and the folder."""
    if len(files) <= _FEW:
        return ", ".join(files)
    return f"{len(files):,} files in {Path(files[0]).parent}"
