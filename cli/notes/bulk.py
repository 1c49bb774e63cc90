"""Notes from a file: checked as a whole, then all written in one transaction, or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from cli.acting_user import acting
from cli.context import Context
from cli.event_view import EventView, enrich
from cli.render import formats, records
from cli.render.people import counted
from cli.small_csv import delimiter_of, first_line, objects_of, read_text, rows_of
from events.errors import EventsError, KeyConflictError, UnreadableDataError, UsageError
from events.notes.adding import find_note_target
from importers.column_words import simple

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from events.models import User
    from events.notes.adding import Target
    from events.notes.keys import RecordedOnce

COLUMNS = ("target", "message", "user", "key")
_ORDERS = frozenset({"order", "order_number", "order_no", "order_id", "order_ref", "number"})
_CUSTOMERS = frozenset({"customer", "customer_email", "email", "e_mail", "mail"})
_MEANT = {
    **dict.fromkeys(_ORDERS | _CUSTOMERS, "target"),
    **dict.fromkeys(("note", "notes", "comment", "comments", "text"), "message"),
    **dict.fromkeys(("author", "agent", "staff", "by"), "user"),
    "idempotency_key": "key",
}
"""What exports call the columns, their words joined with underscores."""

MOST = 10_000
MOST_BYTES = 50_000_000
"""What people write by hand; more of it is an import."""

IMPORT = "import a file of this size instead: events import --help"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A note as it stands in the file. `line` is where it begins, `key` its own idempotency key."""

    line: int
    target: str
    message: str
    user: str | None
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why a row cannot be a note."""

    line: int
    target: str
    problem: str


class InvalidNotesError(UnreadableDataError):
    """A file of notes has rows that cannot be added; nothing was written."""

    def __init__(self, file: str, count: int) -> None:
        super().__init__(
            f"{counted(count, 'note')} in {file} cannot be added. "
            "Nothing was added; fix the rows and run the command again."
        )


def add_from_file(context: Context, file: str, *, user: str | None, key: str | None, format: str) -> None:
    """Add the notes and report each. Raises `InvalidNotesError` after naming the bad rows."""
    from events.notes.adding import retry_after_conflict

    rows, problems = _read(context, file, user=user)  # once, as standard input cannot be read again
    retry_after_conflict(
        lambda: _add_all(context, file, rows, problems=list(problems), key=key, format=format)
    )


def _add_all(
    context: Context, file: str, rows: list[Row], *, problems: list[Problem], key: str | None, format: str
) -> None:
    with context.session(creates=True) as session:
        with context.turn(session):
            targets = _targets(session, rows, problems)
            authors: dict[str | None, User] = {}
            added = []
            for part, (row, target) in enumerate([] if problems else zip(rows, targets, strict=True)):
                try:
                    added.append(_add(context, session, row, target, authors, key=key, part=part))
                except KeyConflictError as error:
                    if row.key is None:
                        raise
                    problems.append(Problem(line=row.line, target=row.target, problem=str(error)))
            if problems:
                session.rollback()
                _print_problems(context, sorted(problems, key=lambda each: each.line), format=format)
                raise InvalidNotesError(file, len({each.line for each in problems}))
            session.commit()
        _print_added(context, session, rows, added, format=format)


def _add(
    context: Context,
    session: Session,
    row: Row,
    target: Target,
    authors: dict[str | None, User],
    *,
    key: str | None,
    part: int,
) -> RecordedOnce:
    from events.notes.adding import add_note

    def author() -> User:
        if row.user not in authors:
            authors[row.user] = acting(context, session, user=row.user)
        return authors[row.user]

    if row.key is not None:
        key, part = row.key, 0  # as `add-note --idempotency-key` has it
    return add_note(session, target=target, message=row.message, author=author, key=key, part=part)


def _targets(session: Session, rows: list[Row], problems: list[Problem]) -> list[Target]:
    """The rows' targets; those that cannot be found are added to `problems`."""
    found = []
    for row in rows:
        try:
            found.append(find_note_target(session, row.target))
        except EventsError as error:
            problems.append(Problem(line=row.line, target=row.target, problem=str(error)))
    return found


def _read(context: Context, file: str, *, user: str | None) -> tuple[list[Row], list[Problem]]:
    stdin = context.standard_input() if file == "-" else None
    text = read_text(file, most_bytes=MOST_BYTES, advice=IMPORT, stdin=stdin)
    rows: list[Row] = []
    problems: list[Problem] = []
    keys: dict[str, int] = {}
    for line, values, problem in _records(text, file):
        target, key = values.get("target", "").strip(), values.get("key", "").strip() or None
        first = line if key is None else keys.setdefault(key, line)
        twice = f"Line {first} has the key {key!r}, too." if first != line else ""
        if problem := problem or _problem(values) or twice:
            problems.append(Problem(line=line, target=target, problem=problem))
            continue
        author = values.get("user", "").strip() or user
        text_of_note = values["message"].strip("\r\n")
        rows.append(Row(line=line, target=target, message=text_of_note, user=author, key=key))
        if len(rows) > MOST:
            raise UnreadableDataError(f"{file} has more than {MOST:,} notes. Nothing was changed; {IMPORT}")
    return rows, problems


def _records(text: str, file: str) -> Iterator[tuple[int, dict[str, str], str]]:
    """The line of each note, its values by our names, and what is wrong with the row itself."""
    if text.lstrip().startswith("{"):
        for line, record in objects_of(text, file):
            yield line, _called(record, file), ""
        return
    delimiter, columns = _header(text, file)
    for line, cells in islice(rows_of(text, delimiter, file), 1, None):
        few = f"It has {counted(len(cells), 'cell')} where the header has {len(columns)}."
        values = _called(dict(zip(columns, cells, strict=False)), file)
        yield line, values, "" if len(cells) == len(columns) else few


def _called(record: Mapping[str, object], file: str) -> dict[str, str]:
    """The values by our names: a note on an order is one on its customer, too. Raises `UsageError`, and
    `UnreadableDataError` for a value that is no text."""
    _check([*record], file, shown=", ".join(record))
    others = [name for name, value in record.items() if isinstance(value, dict | list | bool)]
    if others:
        shown = f"{record[others[0]]!r}"[:80]
        raise UnreadableDataError(f"{file}: {others[0]} must be a text, not {shown}. Nothing was changed.")
    filled = {simple(name): str(value) for name, value in record.items() if value not in (None, "")}
    values = {_MEANT.get(name, name): value for name, value in filled.items()}
    if orders := [value for name, value in filled.items() if name in _ORDERS]:
        values["target"] = orders[0]
    return values


def _problem(values: dict[str, str]) -> str:
    if not values.get("target", "").strip():
        return "The target is blank."
    return "" if values.get("message", "").strip() else "The note is blank."


def _header(text: str, file: str) -> tuple[str, list[str]]:
    """The delimiter and the columns. Raises `UsageError` for columns that are none of ours."""
    first, delimiter = first_line(text), delimiter_of(text)
    columns = [name.strip().strip('"').lower() for name in first.split(delimiter)]
    _check(columns, file, shown=first)
    return delimiter, columns


def _check(columns: Collection[str], file: str, *, shown: str) -> None:
    named = [simple(name) for name in columns]
    known = Counter(_MEANT.get(name, name) for name in named)
    both = len(_ORDERS & {*named}) == len(_CUSTOMERS & {*named}) == 1  # an order and its customer
    is_twice = any(number > 1 + (name == "target" and both) for name, number in known.items())
    if known.keys() - {*COLUMNS} or is_twice or not {"target", "message"} <= known.keys():
        raise UsageError(
            f"{file} must have the columns target (or order, or customer), message (or note, comment, "
            f"text) and, if wanted, user and key; it has {shown[:80]!r}. Nothing was changed."
        )


def _print_problems(context: Context, problems: list[Problem], *, format: str) -> None:
    plain = [{"line": each.line, "target": each.target, "problem": each.problem} for each in problems]
    if format == "json":
        formats.write_one(context.data, {"added": 0, "notes": [], "problems": plain}, format=format)
    elif format == "jsonl":
        for one in plain:
            formats.write_one(context.data, one, format=format)
    else:
        for each in problems:
            context.print_answer(f"line {each.line}: {each.problem}")


def _print_added(
    context: Context, session: Session, rows: list[Row], added: list[RecordedOnce], *, format: str
) -> None:
    new = sum(not each.was_there for each in added)
    events = list(_views(session, added))
    if format == "json":
        notes = [records.event(event) for event in events]
        formats.write_one(context.data, {"added": new, "notes": notes, "problems": []}, format=format)
    elif format == "jsonl":
        for event in events:
            formats.write_one(context.data, records.event(event), format=format)
    else:
        _print_text(context, rows, events, added, new)
    context.info(f"Next: events log --type note_added --limit {max(len(events), 1)}")


def _print_text(
    context: Context, rows: list[Row], events: list[EventView], added: list[RecordedOnce], new: int
) -> None:
    for row, event, each in zip(rows, events, added, strict=True):
        there = " (already there)" if each.was_there else ""
        context.print_answer(f"line {row.line}: {event.entry.id} on {row.target}{there}")
    before = len(added) - new
    context.print_answer(
        f"Added {counted(new, 'note')}" + (f"; already there under this key: {before:,}." if before else ".")
    )


def _views(session: Session, added: list[RecordedOnce]) -> Iterator[EventView]:
    from events.notes.keys import event_id
    from events.timeline import find_entry

    entries: Any = (find_entry(session, event_id(each.event)) for each in added)
    return enrich(session, entries)
