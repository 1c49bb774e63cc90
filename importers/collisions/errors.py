"""The refusals of an import that would merge what may not belong together."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from events.errors import UnreadableDataError

NAMED = 20
"""The most orders that a refusal names."""
WITH_CUSTOMERS = 3
"""The most of them that it names with both customers."""


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """One way to settle a collision: what the user then states, and the options that state it.

    `replaces` are options that must not stand beside them.
    """

    meaning: str
    options: tuple[str, ...]
    replaces: tuple[str, ...] = ("--shop", "--same-orders")


class CollisionError(UnreadableDataError):
    """Nothing was imported: `problem` says what would have been merged, and `settlements` how to go on.

    `replaced` is the batch in whose place the input is usually meant, 0 for none: its undo and the import are
    the commands then.
    """

    def __init__(
        self, name: str, *, problem: str, settlements: Sequence[Settlement], replaced: int = 0
    ) -> None:
        self.settlements, self.replaced = tuple(settlements), replaced
        ways = " ".join(f"{one.meaning}, pass {shlex.join(one.options)}." for one in settlements)
        super().__init__(f"{name}: {problem} Nothing was imported. {ways}")


def orders_problem(numbers: Sequence[str], *, customers: Sequence[str], more: bool, of: str) -> str:
    """Sentences on orders that have another customer in the log, where they come from `of`. `customers` says
    of the first orders who they are there and here."""
    named = ", ".join(numbers[:NAMED]) + (" and more" if more else "")
    both = f" In the log and here: {'; '.join(customers)}." if customers else ""
    if len(numbers) == 1 and not more:
        return f"Order {named} is in the log already, from {of}, with another customer.{both}"
    return f"These orders are in the log already, from {of}, with other customers: {named}.{both}"


def same_input_problem(*, batch: int, place: str) -> str:
    """A sentence on a batch that imported the very bytes of an input elsewhere; `place` says where."""
    return (
        f"Batch {batch} ({place}) has imported this file, or its beginning, so these events would be in the "
        f"log twice. If that batch was a mistake, `events undo {batch}` takes it back."
    )


def records_problem(*, same: int, different: int, example: str, source: str) -> str:
    """A sentence on ids that belong to other records of the source."""
    return (
        f"{different:,} of {same + different:,} ids that source {source} has already belong to other records "
        f"there ({example})."
    )
