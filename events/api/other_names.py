"""What developers call things first: other names of methods and arguments, and what to call instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")

METHODS: Mapping[str, str] = {
    "find_order": "order",
    "get_order": "order",
    "history": "order",
    "timeline": "order",
    "get_orders": "orders",
    "list_orders": "orders",
    "find_customer": "customer",
    "get_customer": "customer",
    "get_customers": "customers",
    "list_customers": "customers",
    "get_event": "event",
    "get_events": "events",
    "list_events": "events",
    "create_order": "add_order",
    "new_order": "add_order",
    "comment": "add_note",
    "note": "add_note",
    "write_note": "add_note",
    "add": "record",
    "add_event": "record",
    "log_event": "record",
    "record_event": "record",
    "grep": "find",
    "lookup": "find",
    "search": "find",
}
"""Other names of what a log can do."""

_ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    name: tuple(meant.split())
    for names, meant in {
        "author actor by staff": "user",
        "body comment content note reason": "message",
        "text": "message",
        "at happened_at on when": "date",
        "start from_ after": "since",
        "end to before": "until",
        "email": "customer",
        "number order_number order_id": "order number",
        "state": "status",
        "event event_type kind": "type",
        "q query": "text",
        "reverse newest": "newest_first",
        "n count": "limit",
        "transaction transaction_id": "payment_id",
        "gateway": "payment_gateway",
    }.items()
    for name in names.split()
}
"""What an argument may mean; the first that a method has."""

_ON_THE_COMMAND_LINE: Mapping[str, str] = {
    word: command
    for command, words in {
        "actors -o json": "actors authors users",
        "batches -o json": "batch batches imports",
        "correct-note ID TEXT": "correct correct_note edit_note",
        "db info": "backup check copy info upgrade",
        "doctor -o json": "doctor",
        "export FILE": "csv dump export save to_csv to_dataframe to_excel to_json to_parquet",
        "forget EMAIL": "forget",
        "import FILE": "import_ import_csv import_file load read_csv",
        "orders --by shop -o json": "shops",
        "paths -o json": "paths",
        "reconcile FILE": "reconcile",
        "stats -o json": "stats",
        "stats --sum -o json": "revenue sum sums totals",
        "types -o json": "kinds types",
        "undo ID": "rollback undo undo_import",
        "undo-note ID": "delete delete_event delete_note remove remove_note undo_note",
        "waits paid shipped -o json": "waits",
    }.items()
    for word in words.split()
}
"""What only the command line does, by the names of methods that people try."""


def with_other_names(*, also: Iterable[str] = ()) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Let a method take its arguments by their other names, too: `author` for `user`.

    `also` are arguments that it takes beside those of its signature. What it does not take raises
    `TypeError`, which names what it takes.
    """

    def decorate(method: Callable[_P, _R]) -> Callable[_P, _R]:
        code = method.__code__  # a signature takes its time to be read
        own = (*code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount], *also)
        takes_any = bool(code.co_flags & 0x08)

        @wraps(method)
        def called(*args: _P.args, **given: _P.kwargs) -> _R:
            renamed: dict[str, Any] = given
            if not given.keys() <= set(own):
                renamed = dict(_meant(given, own, takes_any=takes_any, method=method.__name__))
            return method(*args, **renamed)

        return called

    return decorate


def _meant(
    given: Mapping[str, Any], own: tuple[str, ...], *, takes_any: bool, method: str
) -> Iterable[tuple[str, Any]]:
    for name, value in given.items():
        free = [one for one in _ARGUMENTS.get(name, ()) if one in own and one not in given]
        if name not in own and not free and not takes_any:
            raise TypeError(f"{method}() takes {', '.join(own)}, not {name}.")
        yield (name if name in own or not free else free[0]), value


def instead_of(name: str) -> str:
    """What to call instead of a method that a log does not have."""
    from events.vocabulary.kind_words import is_recordable
    from events.vocabulary.kinds import Kind
    from events.vocabulary.words import kind_called

    kind = kind_called(name)
    command = _ON_THE_COMMAND_LINE.get(name)
    hints = (
        f"To read such events: log.events(kind={kind!r})." if kind in list(Kind) else "",
        f"To record one: log.record({name!r}, order=NUMBER)." if is_recordable("order", name) else "",
        f"The command line does that: events {command}" if command else "",
        "len(log) counts the events." if name == "count" else "",
        "The newest: log.events(limit=5, newest_first=True)."
        if name in ("last", "latest", "recent", "tail")
        else "",
        "NUMBER in log says whether there is an order." if name.startswith(("has_", "exists")) else "",
        "A customer is added with an order, or by: events customers add EMAIL"
        if name == "add_customer"
        else "",
        "Every method that writes commits; what you change in log.session: log.session.commit()."
        if name == "commit"
        else "",
        "For SQL: log.session.execute(…)." if name in ("execute", "sql", "cursor") else "",
    )
    return " ".join(filter(None, hints)) or "help(events.Log) lists what it can do."


def on_the_log(name: str) -> str:
    """What to call on the log instead of a method that an order or its events do not have; may be empty."""
    return {
        "add_note": "The log adds notes: log.add_note(MESSAGE, order=NUMBER).",
        "record": "The log records events: log.record(TYPE, order=NUMBER).",
    }.get(METHODS.get(name, name), "")
