"""Parses texts, whole numbers and choices on the command line without importing pydantic.

Typer validates every option with pydantic, whose import takes longer than the rest of `events types`. Options
of other types are left to Typer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import typer

from events.vocabulary.words import nearest

HELP_OPTIONS = ["-h", "--help"]

_LARGEST = 2**31 - 1
"""More than any count here; a page's number times its size still fits a database's integers. Numbers of
batches have no limits: one too large is one that does not exist."""

Reader = Callable[[Any], Any]


@dataclass(frozen=True)
class Light:
    """Replaces the object with which Typer parses an option."""

    read: Reader

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The option's value. Raises `typer.BadParameter`."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        try:
            return self.read(value)
        except ValueError as error:
            raise typer.BadParameter(str(error), ctx=ctx, param=param) from None


def lighten(command: Any) -> None:
    """Give the options of `command` and its subcommands light readers where possible."""
    help_option = command.get_help_option(typer.Context(command, help_option_names=HELP_OPTIONS))
    for param in [*command.params, *filter(None, [help_option])]:
        reader = _reader(param)
        # A Typer that keeps its readers elsewhere goes on reading options itself, only slower.
        if reader is not None and getattr(param, "_runtime_param", param) is None:
            param._runtime_param = Light(reader)
    for subcommand in getattr(command, "commands", {}).values():
        lighten(subcommand)


def _reader(param: Any) -> Reader | None:
    kind = getattr(param, "type_descriptor", None)
    if kind is None:
        return None
    if kind.annotation in (str, bool, list[str]):
        return lambda value: value
    if kind.annotation is int:
        return lambda value: _whole_number(value, param.min, param.max)
    if kind.choices is not None and not kind.is_list and all(type(choice) is str for choice in kind.choices):
        return lambda value: one_of(value, kind.choices)
    return None


def _whole_number(value: Any, least: int | None, most: int | None) -> int:
    try:
        number = int(value)
    except ValueError:
        raise ValueError(f"{value!r} is not a whole number.") from None
    if least is not None and number < least:
        raise ValueError(f"{number} is less than {least}.")
    most = _LARGEST if most is None and least is not None else most
    if most is not None and number > most:
        raise ValueError(f"{number} is more than {most}.")
    return number


def one_of(value: Any, choices: tuple[str, ...]) -> str:
    """The value, if it is one of the choices. Raises `ValueError`, with the nearest one."""
    if value not in choices:
        near = nearest(str(value).lower(), list(choices))
        hint = f" Did you mean {near[0]}?" if near else ""
        raise ValueError(f"{value!r} is not one of {', '.join(choices)}.{hint}")
    return str(value)
