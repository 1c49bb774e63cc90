"""Orders named as examples: their numbers, as many as fit, and the command that opens the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.render import safe
from cli.render.layout import width_of
from events.next_commands import command

if TYPE_CHECKING:
    from events.order_examples import OrderName


def opens(names: Sequence[OrderName]) -> str:
    """The command that opens the first order, and the numbers of the others."""
    if not names:
        return ""
    first = command("order", target=names[0].text)
    others = ", ".join(order_numbers(names[1:]))
    return safe.line(f"{first} (or {others})" if others else first)


def order_numbers(names: Sequence[OrderName]) -> list[str]:
    """Orders as people type them, with their shop where they have one."""
    return [name.text for name in names]


def fitting(numbers: Sequence[str], room: int) -> str:
    """As many of the numbers as fit into `room` columns, whole."""
    shown = list(map(safe.line, numbers))
    while shown and width_of(", ".join(shown)) > room:
        shown.pop()
    return ", ".join(shown)
