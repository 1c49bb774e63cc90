"""What words of a command line mean by their look: numbers, e-mails, event ids, names of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import takewhile
from pathlib import PurePath

from cli.format_registry import export_format_of
from cli.words import group_words, hints, record_words, synonyms
from cli.words.command_checks import (
    EVENT_ID,
    FILE,
    Options,
    check_actors,
    check_db,
    check_one_order,
    check_quotes,
    check_retried,
    check_where,
    set_instead,
    with_format_name,
    with_log,
    without_key,
)
from events.errors import UsageError
from events.next_commands import joined, quoted_path
from events.vocabulary.words import kind_called, nearest

_DATES = {"--before": "--until", "--after": "--since"}
_FLAGS = frozenset(("--dry-run", "--yes", "-y"))
"""The options of `undo` without a value."""
_COLUMNS = frozenset(("--author", "--customer", "--date", "--kind", "--message", "--order"))
"""Options that `import` lacks, and that name a column of a field."""
_PAGES = frozenset(("customer", "log", "order", "search"))
"""Commands whose output can be a page."""
_LATEST = frozenset(("last", "latest", "newest"))


def opener(word: str) -> str:
    """The command for what looks so: an event id, an e-mail or a name, what has a digit; empty for else."""
    if EVENT_ID.fullmatch(word):
        return "show"
    if "@" in word or " " in word.strip():
        return "customer"
    return "order" if any(map(str.isdigit, word)) else ""


def prepare(path: str, words: list[str]) -> list[str]:
    """The words of the command `path` before other names of options are replaced."""
    return _changed(words, _BEFORE.get(path))


def adjust(path: str, words: list[str], options: Options) -> list[str]:
    """The words of the command `path`, changed to what they can only mean there."""
    words = _changed(words, lambda own: _with_dates(own, options))
    words = _changed(words, _RULES.get(path))
    words = _changed(words, lambda own: with_format_name(own, options))
    _check_output(path, words, options)
    if path == "add-note":
        check_quotes(words, options)
    return words


def _changed(words: list[str], rule: Callable[[list[str]], list[str]] | None) -> list[str]:
    """The words as a rule changes them; behind `--` everything is text."""
    end = _end(words)
    return [*rule(words[:end]), *words[end:]] if rule else words


def _with_dates(words: list[str], options: Options) -> list[str]:
    """`--before 2020-03-01` means a date, not an event."""
    found = list(words)
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in _DATES and name in options:
            value = value if equals else " ".join(words[at + 1 : at + 2])
            found[at] = word if EVENT_ID.fullmatch(value) else word.replace(name, _DATES[name], 1)
    return found


def _name_file(words: list[str]) -> list[str]:
    """`export -o events.csv` names the file, not the format, and `export --to events.csv` no date."""
    found = list(words)
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name not in ("--format", "-o", "--until"):
            continue
        if equals and FILE.fullmatch(value):
            found[at] = value
        elif not equals and at + 1 < len(words) and FILE.fullmatch(words[at + 1]):
            del found[at]
    return found


def _name_mapping(words: list[str]) -> list[str]:
    """`import --from m.toml` names a mapping file. Raises `UsageError` for columns given to --map."""
    found = list(words)
    for at, word in enumerate(words):
        value = words[at + 1] if at + 1 < len(words) else ""
        if word == "--from" and PurePath(value).suffix.lower() == ".toml":
            found[at] = "--map"
        if word == "--map" and "=" in value:
            raise UsageError(set_instead(value))
    return found


def _name_columns(words: list[str]) -> list[str]:
    """`import notes.csv --date at` names a column, as `--set date=at` does."""
    found: list[str] = []
    rest = list(words)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name not in _COLUMNS or not (equals or rest) or "@" in (value if equals else rest[0]):
            found.append(f"{name}{equals}{value}")
            continue
        found += ["--set", f"{name.removeprefix('--')}={value if equals else rest.pop(0)}"]
    return found


def _name_status(words: list[str]) -> list[str]:
    """`orders stuck` means a status, as does `customers stuck`."""
    if not words or words[0].startswith("-"):
        return words
    # Loads the database library, which these commands need anyway.
    from events.list_totals import STATUSES

    states = list(map(state_of, words[0].split(",")))
    are_all = all(state in STATUSES or state in hints.STATES for state in states)
    return ["--status", ",".join(states), *words[1:]] if are_all else words


def _one_name(words: list[str]) -> list[str]:
    """`customer mary stone` names one person by two words."""
    end = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
    return [" ".join(words[:end]), *words[end:]] if end > 1 and not any(map(opener, words[:end])) else words


def _without_list(words: list[str]) -> list[str]:
    """`customers list` means the list."""
    return words[1:] if words[:1] in (["list"], ["ls"], ["all"]) else words


def _without_newest(words: list[str]) -> list[str]:
    """`batch last` means the last import, as without an id."""
    return words[1:] if words[:1] and words[0] in _LATEST else words


def _name_customer(words: list[str]) -> list[str]:
    """`orders 1001 1002` means these orders; `orders jane` part of a name, if it looks like nothing else."""
    numbers = list(takewhile(lambda word: word[:1] != "-" and opener(word) == "order", words))
    if numbers:
        named = [word for number in numbers for word in ("--number", number)]
        return [*named, *_name_customer(words[len(numbers) :])]
    word = words[0] if words else "-"
    is_other = word.startswith("-") or opener(word) or nearest(word, ["add"])
    return words if is_other else ["--customer", *words]


def state_of(word: str) -> str:
    """The state of an order that is called `word`, by its own name: `waiting` is `stuck`, and
    `partially refunded`, as lists print it, `partially_refunded`."""
    word = kind_called("_".join(word.replace("-", " ").split()))
    return synonyms.STATES.get(word, word)


def _without_latest(words: list[str]) -> list[str]:
    """`undo latest` and `undo newest` mean `undo last`."""
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] != "--":
        at += 1 if words[at] in _FLAGS or "=" in words[at] else 2
    return [*words[:at], "last", *words[at + 1 :]] if words[at:] and words[at] in _LATEST else words


def _check_output(path: str, words: list[str], options: Options) -> None:
    """Raises `UsageError` for `order 1001 -o order.html`, where -o is the format."""
    for at, word in enumerate(words[: _end(words)] if "--format" in options else ()):
        name, equals, value = word.partition("=")
        value = value if equals else " ".join(words[at + 1 : at + 2])
        if name in ("--format", "-o") and FILE.fullmatch(value):
            found = export_format_of(value)
            others = _without_format([*words[:at], *words[at + (1 if equals else 2) :]])
            kind = found.name if found else "html" if path in _PAGES else "csv"
            again = joined(["events", *path.split(), *others, "--format", kind])
            file = quoted_path(value if found else str(PurePath(value).with_suffix(f".{kind}")))
            lacks = "" if found else f", and none writes {PurePath(value).suffix}"
            raise UsageError(f"{name} is the format here{lacks}. To write a file: {again} > {file}")


def _without_format(words: list[str]) -> list[str]:
    """The words without a format that is named already."""
    return _without_option(words, "--format", "-o")


def _without_option(words: list[str], *names: str) -> list[str]:
    """The words without an option, by any of its names, and its values."""
    found: list[str] = []
    rest = list(words)
    while rest:
        name, equals, _ = (word := rest.pop(0)).partition("=")
        if name in names:
            rest = rest if equals else rest[1:]
        else:
            found.append(word)
    return found


def _last_note(words: list[str]) -> list[str]:
    """`correct-note --last TEXT` means one's own last note."""
    return ["last" if word == "--last" else word for word in words]


_DESCENDING = frozenset({"--desc", "--descending", "--newest-first", "--latest-first", "--newest"})
_ASCENDING = frozenset({"--asc", "--ascending", "--oldest-first", "--oldest"})


def _from_newest(words: list[str]) -> list[str]:
    """The newest come first already."""
    return ["--reverse" if word in _ASCENDING else word for word in words if word not in _DESCENDING]


def _from_oldest(words: list[str]) -> list[str]:
    """The oldest come first already."""
    return ["--reverse" if word in _DESCENDING else word for word in words if word not in _ASCENDING]


def _sorted_customers(words: list[str]) -> list[str]:
    """E-mails are sorted upwards, numbers and ages downwards; who is stuck comes by age."""
    by = _value(words, "--sort") or ("age" if state_of(_value(words, "--status")) == "stuck" else "email")
    return _from_oldest(words) if by == "email" else _from_newest(words)


def _with_one_status(words: list[str]) -> list[str]:
    """`orders --paid --not-shipped` means unshipped, and `--paid --refunded` one of both."""
    asked = dict.fromkeys(map(state_of, _values(words, "--status")))
    if len(asked) < 2:
        return words
    meant = "unshipped" if set(asked) == {"paid", "unshipped"} else ",".join(asked)
    return [*_without_option(words, "--status"), "--status", meant]


def _value(words: list[str], option: str) -> str:
    """The value of an option, the last where it is given twice; empty where it is not given."""
    return next(reversed(_values(words, option)), "")


def _values(words: list[str], option: str) -> list[str]:
    found = []
    for at, word in enumerate(words[: _end(words)]):
        name, equals, given = word.partition("=")
        if name == option:
            found.append(given if equals else " ".join(words[at + 1 : at + 2]))
    return found


def _end(words: list[str]) -> int:
    """Where the options end: at `--`, behind which everything is text."""
    return words.index("--") if "--" in words else len(words)


_BEFORE: Mapping[str, Callable[[list[str]], list[str]]] = {
    "db": check_db,
    "db check": with_log,
    "db info": without_key,
    "actors": lambda words: _without_list(check_actors(words)),
    "record": record_words.of_any,
    "record customer": lambda words: record_words.of_vocabulary("customer", words),
    "record order": lambda words: record_words.of_vocabulary("order", words),
    "batch": _without_newest,
    "batches": _without_list,
    "orders": lambda words: _from_newest(
        _name_customer(_name_status(group_words.sorted_orders(_without_list(words))))
    ),
    "customers": lambda words: _name_status(group_words.sorted_customers(_without_list(words))),
    "customer": lambda words: _from_oldest(group_words.by_date(_one_name(words))),
    "export": _from_oldest,
    "import": _name_columns,
    "order": lambda words: _from_oldest(group_words.by_date(check_one_order(words))),
    "log": lambda words: _from_newest(group_words.by_date(words)),
    "search": _from_newest,
    "waits": group_words.without_between,
    "correct-note": _last_note,
    "move-note": _last_note,
    "undo-note": _last_note,
}
"""Rules for words whose other meaning would be taken first."""

_RULES: Mapping[str, Callable[[list[str]], list[str]]] = {
    "stats": group_words.with_group,
    "customers": lambda words: _sorted_customers(_with_one_status(words)),
    "export": _name_file,
    "map": _name_file,
    "import": _name_mapping,
    "orders": _with_one_status,
    "retry": check_retried,
    "undo": _without_latest,
    "where": check_where,
}
