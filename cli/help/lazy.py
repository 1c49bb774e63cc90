"""Command groups that know names and one-line helps, and import a command only when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from cli.help import page as help_page
from cli.help.typer_fast import lighten


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A command: where its function or `typer.Typer` lives (`module:name`), what it does, and the
    section of the help it stands in."""

    target: str
    help: str
    section: str = "Commands"
    is_hidden: bool = False


@cache
def build(name: str, target: Any, *, path: str) -> Any:
    """The command behind a function or a `typer.Typer`; built once in a process, which takes a while.

    `path` is its full name, without the program's.
    """
    if isinstance(target, typer.Typer):
        command = get_command(target)
    else:
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(name)(target)
        command = get_command(alone)
    command.name = name
    lighten(command)
    help_page.attach(command, path)
    return command


class LazyGroup(TyperGroup):
    """A group whose commands are named in `entries()`."""

    def entries(self) -> Mapping[str, Entry]:
        """The commands, by name, none of them loaded."""
        raise NotImplementedError

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the commands, in the order of the help screen."""
        return list(self.entries())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load one command; None if there is none of this name."""
        entry = self.entries().get(cmd_name)
        return self.load(cmd_name, entry) if entry else None

    def load(self, name: str, entry: Entry) -> Any:
        """Import a command's module and build the command."""
        if name not in self.commands:
            module, _, attribute = entry.target.partition(":")
            self.commands[name] = build(name, getattr(import_module(module), attribute), path=name)
        return self.commands[name]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that a command line names. Raises a usage error with similar names."""
        # The suggestions for a misspelt name are made from what is in `commands`.
        if self.get_command(ctx, args[0]) is None:
            self.commands = cast(dict[str, Any], dict.fromkeys(self.entries()))
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Offer command names without loading the commands."""
        from typer._click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        return [
            CompletionItem(name, help=entry.help)
            for name, entry in self.entries().items()
            if name.startswith(incomplete) and not entry.is_hidden
        ]
