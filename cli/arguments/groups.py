"""What events are counted by, one group or two at once."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from cli.help.typer_fast import one_of
from events.errors import UsageError
from events.periods import PERIODS

GROUPS = (*PERIODS, "type", "kind", "author", "source", "shop", "currency", "message")

CHOSEN = ("author", "shop", "type", "day", "week", "month", "quarter", "year")
"""The groups whose members the filters can choose, the best first: of two at once, one is of these."""


def known_groups(names: list[str] | None) -> list[str] | None:
    """Groups as they were typed. Raises `typer.BadParameter` for names of none."""
    try:
        return [one_of(name, GROUPS) for name in names or ()] or None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def check_groups(groups: Sequence[str], *, is_sum: bool) -> None:
    """Raises `UsageError` for groups that are not counted together, and for any two of sums."""
    if is_sum:
        raise UsageError("--sum is grouped by one --by. Leave the other out.")
    if len(groups) > 2:
        raise UsageError(f"--by takes one group or two, and is given {len(groups)}. Leave some out.")
    others = [group for group in groups if group not in (*PERIODS, *CHOSEN, "kind")]
    if others:
        raise UsageError(f"--by {others[0]} is a group of its own: leave out the other --by.")
    first, second = groups
    if first == second:
        raise UsageError(f"--by {first} is given twice. Leave one out.")
    if {first, second} <= {*PERIODS} or not {first, second} & {*CHOSEN}:
        raise UsageError(f"--by {first} and --by {second} cannot be counted together. Leave one out.")
