"""Order numbers, e-mails and legacy names to ids, with those that earlier chunks contained remembered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from importers.record_frame import ORDERS, DistinctNames

if TYPE_CHECKING:
    from importers.writing.protocol import Target

REMEMBERED = 100_000
"""The most names of a kind that are kept from chunk to chunk: neighbours in a file are often of one order."""

EMAIL = r"^[^@\s]+@[^@\s]+$"
"""Names that are looked up as e-mails; all others are a source's legacy names."""

Ids = dict[str, int | None]
"""What names stand for: None for a name that is on record, and whose person was deleted."""


class NameCache(ABC):
    """Resolves names inside the writer's transaction; what it remembers is forgotten on a rollback.

    A kind of database implements `unknown` and `_found_or_made`.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self.forget()

    def forget(self) -> None:
        """Forget all ids: a rollback or another program may have removed them."""
        self._known: dict[str, Ids] = {"order": {}, "customer": {}, "author": {}}

    def resolved(
        self, records: pl.DataFrame, names: Mapping[str, DistinctNames]
    ) -> tuple[pl.DataFrame, int, int]:
        """`records` with `order_id`, `customer_id` and `user_id`; how many orders were made, how many
        people."""
        made = dict.fromkeys(self._known, 0)
        for column, named in names.items():
            role = "order" if column in ORDERS else column
            known = self._known[role]
            found = list(map(known.get, named.names))
            if None in found:
                made[role] += self._learn(role, named.names)
                found = list(map(self._known[role].get, named.names))
            ids = pl.Series(found, dtype=pl.Int64)
            column_id = "user_id" if column == "author" else f"{column}_id"
            records = records.with_columns(ids.gather(named.places).alias(column_id))
        return records, made["order"], made["customer"] + made["author"]

    @abstractmethod
    def unknown(self, column: str, names: Sequence[str]) -> list[str]:
        """Those of these orders (by key) or customers that are not in the database."""

    @abstractmethod
    def _found_or_made(self, column: str, names: Sequence[str]) -> tuple[Ids, int]:
        """The ids of distinct names, created where that is allowed, and the number of entities created."""

    def _makes(self, column: str) -> bool:
        """Whether missing entities of this role may be created."""
        makes = {"order": self._target.create_orders, "customer": self._target.create_customers}
        return makes.get(column, True)

    def _learn(self, column: str, names: Sequence[str]) -> int:
        """Look up or create the names that are not cached, and cache them. Returns the number created."""
        known = self._known[column]
        unknown = [name for name in names if name not in known]
        if len(known) + len(unknown) > REMEMBERED:
            known.clear()
            unknown = list(names)
        if not unknown:
            return 0
        found, made = self._found_or_made(column, unknown)
        known.update(found)
        return made
