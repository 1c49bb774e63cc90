"""A command line as it is parsed: other names replaced, global options moved in front of the command."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from cli import synonyms
from events.errors import UsageError


def normalize(root: Any, args: Sequence[str]) -> list[str]:
    """The arguments of the program `root`, by the names that it has.

    `events help NAME` becomes `events NAME --help`. Raises `UsageError` for what can only be a mistake, with
    what to type instead.
    """
    front, rest = _split(root, args)
    if not rest:
        return front
    name, *words = rest
    if name == "help" and "help" not in root.list_commands(None):
        return normalize(root, [*front, *words, "--help"])
    name = synonyms.COMMANDS.get(name, name)
    command = root.get_command(None, name)
    if command is None:
        _refuse(name)
        return [*front, name, *words]
    path = [name]
    while words and (inner := getattr(command, "commands", {}).get(words[0])):
        command = inner
        path.append(words.pop(0))
    own, moved = _sorted(command, root, words)
    _refuse_stray(" ".join(path), command, own)
    return [*front, *moved, *path, *own]


def _split(root: Any, args: Sequence[str]) -> tuple[list[str], list[str]]:
    """The global options in front of the command, and the rest."""
    options, at = _options(root), 0
    while at < len(args) and args[at].startswith("-") and args[at] != "--":
        at += 2 if options.get(args[at]) else 1
    return list(args[:at]), list(args[at:])


def _refuse(name: str) -> None:
    """Raise for a command that does not exist, where it is known what to do instead."""
    if name in synonyms.HINTS:
        raise UsageError(f"There is no command {name!r}. {synonyms.HINTS[name]}")
    if "@" in name or any(map(str.isdigit, name)):
        found = shlex.join(["events", "find", name])
        raise UsageError(f"There is no command {name!r}. To look up an order or a customer: {found}")


def _options(command: Any) -> dict[str, bool]:
    """The option names of a command, and whether each takes a value."""
    return {
        name: not (param.is_flag or param.count)
        for param in command.params
        if param.param_type_name == "option"
        for name in (*param.opts, *param.secondary_opts)
    }


def _sorted(command: Any, root: Any, words: list[str]) -> tuple[list[str], list[str]]:
    """The words for the command, with its own names for options, and the global options among them."""
    own, everywhere = _options(command), _options(root)
    mine: list[str] = []
    moved: list[str] = []
    rest = list(words)
    while rest and rest[0] != "--":
        word = rest.pop(0)
        if not word.startswith("-") or word == "-":
            mine.append(word)
            continue
        name, equals, value = word.partition("=")
        name, *implied = _own_name(name, command, own, everywhere)
        goes = moved if name in everywhere and name not in own else mine
        goes += [f"{name}{equals}{value}" if name else value, *implied] if name or equals else []
        if not (equals or implied) and own.get(name, everywhere.get(name, False)):
            goes += rest[:1]
            rest = rest[1:]
    return [*mine, *rest], moved


def _own_name(name: str, command: Any, own: dict[str, bool], everywhere: dict[str, bool]) -> list[str]:
    """The option that `name` means for a command, and the value that the name implies, if any."""
    if name in own:
        return [name]
    for other in synonyms.OPTIONS.get(name, ()):
        if other[0] in own or other[0] in everywhere or (not other[0] and _takes_text(command)):
            return list(other)
    return [name]


def _takes_text(command: Any) -> bool:
    return any(param.name in ("message", "text") for param in command.params)


def _refuse_stray(path: str, command: Any, words: list[str]) -> None:
    """Raise for a word behind a command that takes none: it is something to look up."""
    takes = any(param.param_type_name == "argument" for param in command.params)
    options, at = _options(command), 0
    while not takes and not hasattr(command, "commands") and at < len(words) and words[at] != "--":
        if words[at].startswith("-") and words[at].partition("=")[0] not in options:
            return  # an unknown option: its error names it
        if not words[at].startswith("-"):
            found = shlex.join(["events", "find", words[at]])
            raise UsageError(f"`events {path}` takes no argument. To look up {words[at]!r}: {found}")
        at += 2 if options.get(words[at]) else 1
