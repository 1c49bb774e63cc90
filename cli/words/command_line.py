"""A command line as it is parsed: other names replaced, global options moved in front of the command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cli.words import (
    command_rules,
    group_words,
    hints,
    option_synonyms,
    periods,
    record_words,
    shop_words,
    synonyms,
)
from cli.words.command_checks import is_log
from cli.words.command_rules import opener
from cli.words.repeated_options import check_repeated
from events.errors import UsageError
from events.next_commands import joined, quoted
from events.vocabulary.kinds import Kind
from events.vocabulary.words import kind_called, nearest


def normalize(root: Any, args: Sequence[str]) -> list[str]:
    """The arguments of the program `root`, by the names that it has.

    `events help NAME` becomes `events NAME --help`, and `events 1001` opens the order. Raises `UsageError`
    for what can only be a mistake, with what to type instead.
    """
    front, behind, rest = _split(root, args)
    if not rest:
        return [*front, *behind]
    name, *words = rest
    meant = record_words.as_note(words) if name == "record" else group_words.count_orders(name, words)
    meant = _meant(name, words) if meant is None else meant
    if meant is not None:
        return normalize(root, [*front, *behind, *meant])
    if name == "where" and not words:  # the place of the log
        name, words = "db", ["info"]
    if name == "show":
        name = _opened(root, words)
    command = root.get_command(None, name)
    if command is None:
        return _unknown(root, [*front, *behind], name, words)
    path = [name]
    command, words = _descend(command, words, path)
    words = command_rules.prepare(" ".join(path), [*behind, *words])
    command, words = _descend(command, words, path)  # `record paid 1001` is `record order captured 1001`
    words = shop_words.with_shop(" ".join(path), words, options_of(command))
    own, moved = _sorted(command, root, words, path=" ".join(path))
    own = command_rules.adjust(" ".join(path), own, options_of(command))
    shown = next((word for word in _stray(command, own) if opener(word) == "show"), None)
    if shown is not None:
        return [*front, *moved, "show", *own]
    own = check_repeated(command, _with_lookups(" ".join(path), command, own))
    return [*check_repeated(root, [*front, *moved]), *path, *own]


def _descend(command: Any, words: list[str], path: list[str]) -> tuple[Any, list[str]]:
    """The command that the first words name within a group, and the other words; `path` gets its names."""
    rest = list(words)
    while rest and (inner := getattr(command, "commands", {}).get(rest[0])):
        command = inner
        path.append(rest.pop(0))
    return command, rest


def _split(root: Any, args: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """The global options in front of the command, by the names they have, the command's own options among
    them, and the rest. Raises `UsageError` for an option that has a hint."""
    options, rest = options_of(root), list(args)
    front: list[str] = []
    behind: list[str] = []
    while rest and rest[0].startswith("-") and rest[0] != "--":
        name, equals, value = rest.pop(0).partition("=")
        found, *implied = _own_name(name, root, options, {})
        if found not in options and _is_behind(name):
            behind.append(f"{name}{equals}{value}")
            continue
        _check_hint("", found, options)
        if found not in options:
            own = _ahead(root, name, rest, has_value=bool(equals))
            if own is None:  # its error names it: what follows it may be its value, no order to open
                return [*front, f"{name}{equals}{value}", *rest], [], []
            behind += [f"{name}{equals}{value}", *rest[:own]]
            rest = rest[own:]
            continue
        front += [f"{found}{equals}{value}", *implied]
        if options.get(found) and not (equals or implied):
            front += rest[:1]
            rest = rest[1:]
    return front, behind, rest


def _ahead(root: Any, option: str, rest: list[str], *, has_value: bool) -> int | None:
    """How many words stand between a command's own option and the command behind it: `--since 2020 log`. None
    where no command follows that has the option."""
    for at, word in enumerate(rest[:2]):
        command = root.get_command(None, word)
        if command is not None:
            return at if options_of(command).get(option) is (has_value or at > 0) else None
    return None


def _is_behind(name: str) -> bool:
    """Whether an option without a value belongs to a command."""
    return (
        name in option_synonyms.BEHIND
        or name in periods.WORDS
        or any(len(other) > 1 for other in option_synonyms.OPTIONS.get(name, ()))
    )


def _check_hint(path: str, name: str, known: dict[str, bool]) -> None:
    """Raises `UsageError` with what to do instead of an option that is not `known`, if that is known."""
    hint = "" if name in known else hints.of_option(path, name)
    if hint:
        where = f"`events {path}`" if path else "`events`"
        raise UsageError(f"{where} has no option {name}. {hint.format(target='NUMBER')}")


def _meant(name: str, words: list[str]) -> list[str] | None:
    """The command line that another name stands for; None for a name that stands for itself."""
    pair = " ".join([name, *words[:1]])
    if words and pair in synonyms.PAIRS:
        return [*synonyms.PAIRS[pair].split(), *words[1:]]
    if name in synonyms.REMOVALS and [opener(word) for word in words[:1]] == ["show"]:
        return ["undo-note", *words]
    if (counting := group_words.latest(name, words) or group_words.summed(name, words)) is not None:
        return counting
    if name == "help":
        others = [word for word in words if word != "--man"]
        return ["man", *others] if "--man" in words else [*words, "--help"]
    if name in synonyms.ALONE and all(word.startswith("-") for word in words):
        return [*synonyms.ALONE[name].split(), *words]
    return [*synonyms.COMMANDS[name].split(), *words] if name in synonyms.COMMANDS else None


def _opened(root: Any, words: list[str]) -> str:
    """The command that opens what `show` is asked for: an event, an order or a customer."""
    named = next((word for word in _positional(root.get_command(None, "show"), words)), "")
    return opener(named) or "show"


def _unknown(root: Any, front: list[str], name: str, words: list[str]) -> list[str]:
    """The command line meant by one whose command does not exist. Raises where that is unclear."""
    if kind_called(name) in list(Kind):
        _say_how_to_record(name, words)
    if name in hints.COMMANDS:
        target = next((quoted(word) for word in words if not word.startswith("-")), "NUMBER")
        hint = hints.COMMANDS[name].format(target=target)
        hint = hint.replace("events order ", "events customer ") if "@" in target else hint
        raise UsageError(f"There is no command {name!r}. {hint}")
    if name in synonyms.STATES or name == "unshipped":
        return normalize(root, [*front, "orders", "--status", name, *words])
    if opener(name):
        return normalize(root, [*front, "show", name, *words])
    return [*front, name, *words]


def _say_how_to_record(name: str, words: list[str]) -> None:
    """Raise `UsageError` where the name is that of something that is recorded: `refund 1001 5 GBP`."""
    from events.vocabulary.kind_words import is_recordable

    if not is_recordable("order", name):
        return
    if words and not words[0].startswith("-"):
        recorded = joined(["events", "record", name, *words])
        raise UsageError(f"There is no command {name!r}. What happened is recorded: {recorded}")
    raise UsageError(
        f"There is no command {name!r}. To record it: events record {name} NUMBER. "
        f"To see where it happened: events log --kind {kind_called(name)}"
    )


def options_of(command: Any) -> dict[str, bool]:
    """The option names of a command, and whether each takes a value."""
    return {
        name: not (param.is_flag or param.count)
        for param in command.params
        if param.param_type_name == "option"
        for name in (*param.opts, *param.secondary_opts)
    }


def _sorted(command: Any, root: Any, words: list[str], *, path: str) -> tuple[list[str], list[str]]:
    """The words for the command, with its own names for options, and the global options among them.

    Raises `UsageError` for an option that has a hint.
    """
    own, everywhere = options_of(command), options_of(root)
    mine: list[str] = []
    moved: list[str] = []
    rest = list(words)
    while rest and rest[0] != "--":
        word = rest.pop(0)
        if not word.startswith("-") or word == "-":
            mine.append(word)
            continue
        if word[1:].isdecimal() and "--limit" in own:  # log -5
            mine += ["--limit", word[1:]]
            continue
        name, equals, value = word.partition("=")
        if (period := periods.options_for(name, value, rest, own)) is not None:
            mine += period
            continue
        _check_hint(path, name, own | everywhere)
        found = _own_name(name, command, own, everywhere)
        if equals and len(found) > 1 and found[0]:  # `--source=shop` is not `--by source`
            found = (name,)
        if found == option_synonyms.DROPPED:  # with a number: `undo --last 1` is not batch 1
            mine += [word] if equals or " ".join(rest[:1]).isdigit() else []
            continue
        name, *implied = found
        goes = moved if name in everywhere and name not in own else mine
        goes += [f"{name}{equals}{value}" if name else value, *implied] if name or equals else []
        if not (equals or implied) and own.get(name, everywhere.get(name, False)):
            goes += rest[:1]
            rest = rest[1:]
    return [*mine, *rest], moved


def _own_name(name: str, command: Any, own: dict[str, bool], everywhere: dict[str, bool]) -> tuple[str, ...]:
    """The option that `name` means for a command, and the value that the name implies, if any."""
    if name in own:
        return (name,)
    for other in option_synonyms.OPTIONS.get(name, ()):
        if other == option_synonyms.DROPPED or other[0] in own or other[0] in everywhere:
            return other
        if not other[0] and _takes_argument(command):
            return other
    return (name,)


def _takes_argument(command: Any) -> bool:
    return any(param.param_type_name == "argument" for param in command.params)


def _with_lookups(path: str, command: Any, words: list[str]) -> list[str]:
    """The words, with what to look up behind a command that takes no argument as a filter: `log 1001`.

    Raises `UsageError` where the command has no such filter.
    """
    found = next(iter(_stray(command, words)), None)
    if found is None:
        return words
    if is_log(found):
        again = joined(["events", "--database", found, *path.split()])
        raise UsageError(f"A log is named by an option: {again}")
    options = options_of(command)
    filter_name, value = _filter_of(found, options)
    has_one = filter_name != "--kind" and any(word.partition("=")[0] == filter_name for word in words)
    if not filter_name or has_one:
        kind = kind_called(found)
        is_kind = kind in list(Kind) and not has_one
        look = ["log", "--kind", kind] if is_kind else ["find", found]
        raise UsageError(
            f"`events {path}` has no use for {found!r} here. To look it up: {joined(['events', *look])}"
        )
    at = words.index(found)
    return _with_lookups(path, command, [*words[:at], f"{filter_name}={value}", *words[at + 1 :]])


def _filter_of(word: str, options: dict[str, bool]) -> tuple[str, str]:
    """The filter that a word behind a command means, and its value; an empty name where it means none."""
    looks_like = opener(word)
    if "--kind" in options and not looks_like:
        kind = kind_called(word)
        if kind in list(Kind):
            return "--kind", kind
    return next((name for name in (f"--{looks_like}", "--like") if name in options), ""), word


def _stray(command: Any, words: list[str]) -> Iterator[str]:
    """The words behind a command that takes none, up to an unknown option, whose error names it."""
    if not _takes_argument(command) and not hasattr(command, "commands"):
        yield from _positional(command, words)
    elif getattr(command, "invoke_without_command", False):
        likes = "--like" in options_of(command)
        names = list(command.commands)
        yield from (
            word
            for word in _positional(command, words)
            if opener(word) or (likes and not nearest(word, names))
        )


def _positional(command: Any, words: list[str]) -> Iterator[str]:
    """The words that are neither options nor their values, up to an unknown option."""
    options, at = options_of(command), 0
    while at < len(words) and words[at] != "--":
        if words[at].startswith("-") and words[at].partition("=")[0] not in options:
            return
        if not words[at].startswith("-"):
            yield words[at]
        at += 2 if options.get(words[at]) else 1
