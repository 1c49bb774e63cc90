"""Names that the tests of whole commands share."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy.orm import Session
from typer.main import get_command
from typer.testing import Result

from cli.app import app

Run = Callable[..., Result]
Write = Callable[..., None]
Opened = Callable[[], AbstractContextManager[Session]]

HOSTILE = "\x1b[31mred\x1b[0m \x9b2J \x07 [/oops] [red]x[/red] \u202egpj.exe\nsecond line, 日本語"
"""A message that tries to drive the terminal, in every way at once."""


def command_names() -> Iterator[str]:
    """The full names of all commands that do something, such as `actors assign`."""
    return _names(get_command(app))


def _names(command: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    names = command.list_commands(None) if hasattr(command, "list_commands") else []
    if not names or command.invoke_without_command:
        yield " ".join(path)
    for name in names:
        yield from _names(command.get_command(None, name), (*path, name))
