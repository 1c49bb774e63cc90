"""The command line that is running, with changes, as one to paste."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from events.next_commands import joined, path_word


def changed_command(
    ctx: Any, arguments: Sequence[str], *, options: Sequence[str], without: Collection[str]
) -> str:
    """The running command with the options that were given, quoted for a shell.

    `ctx` is the command's context. `arguments`, which are paths, replace its own, `options` are added, and
    those in `without` (such as `--shop`) are left out.
    """
    root = ctx.find_root()
    words = [*given_options(root, without=()), str(ctx.info_name), *map(path_word, arguments)]
    return joined(["events", *words, *given_options(ctx, without=without), *options])


def given_options(ctx: Any, *, without: Collection[str]) -> Iterator[str]:
    """The words of the options that were given on the command line."""
    for param in ctx.command.params:
        source = ctx.get_parameter_source(str(param.name))
        is_option = param.param_type_name == "option"
        if not is_option or source is None or source.name != "COMMANDLINE" or {*param.opts} & {*without}:
            continue
        name = max(param.opts, key=len)
        value: Any = ctx.params.get(str(param.name))
        for one in value if isinstance(value, list | tuple) else [value]:
            yield from _words(name, one)


def _words(name: str, value: object) -> Sequence[str]:
    if isinstance(value, bool):
        return [name] if value else []
    text = str(value)
    return [f"{name}={text}"] if text.startswith("-") else [name, text]
