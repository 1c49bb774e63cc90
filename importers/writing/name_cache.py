"""Order numbers, e-mails and legacy names to ids, with those that earlier chunks contained remembered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from importers.distinct_names import ORDERS, DistinctNames

if TYPE_CHECKING:
    from importers.writing.protocol import Target

REMEMBERED = 100_000
"""The most names of a kind that are kept from chunk to chunk: neighbours in a file are often of one order."""

EMAIL = r"^[^@\s]+@[^@\s]+$"
"""Names that are looked up as e-mails; all others are a source's legacy names."""

Ids = dict[str, int | None]
"""What names stand for: None for a name that is on record, and whose person was deleted."""


@dataclass(frozen=True, kw_only=True)
class NameGroup:
    """Distinct names that are looked up in one way. `role` is order, customer or author; orders are named by
    their keys, people by e-mail or by the name that a source has for them."""

    role: str
    names: Sequence[str]
    by_email: bool = False


class NameCache(ABC):
    """Resolves names inside the writer's transaction; what it remembers is forgotten on a rollback.

    Each kind of database implements `_find` and `_create`.
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
        columns = []
        for column, named in names.items():
            role = "order" if column in ORDERS else column
            known = self._known[role]
            found = list(map(known.get, named.names))
            if None in found:
                unknown = [name for name, id in zip(named.names, found, strict=True) if id is None]
                made[role] += self._learn(role, named.names, unknown)
                found = list(map(self._known[role].get, named.names))
            ids = pl.Series("user_id" if column == "author" else f"{column}_id", found, dtype=pl.Int64)
            columns.append(ids[named.places] if found else ids.extend_constant(None, records.height))
        return records.hstack(columns), made["order"], made["customer"] + made["author"]

    def unknown(self, role: str, names: Sequence[str]) -> list[str]:
        """Those of these orders (by key) or customers that are not in the database."""
        found: Ids = {}
        for group in self._groups(role, names):
            found |= self._find(group)
        return [name for name in names if name not in found]

    def _make_room(self, role: str) -> None:
        """Forget the names of a kind, to remember others."""
        self._known[role].clear()

    @abstractmethod
    def _find(self, group: NameGroup) -> Ids:
        """The ids of those names of a group that are in the database."""

    @abstractmethod
    def _create(self, group: NameGroup) -> tuple[Ids, int]:
        """Create the entities of a group's names, none of which was found. Returns their ids and how many are
        new: several spellings of an e-mail are one person."""

    def _groups(self, role: str, names: Sequence[str]) -> list[NameGroup]:
        """The names by how they are looked up: people by e-mail, or by a source's legacy name."""
        if role == "order":
            return [NameGroup(role=role, names=list(names))]
        people = pl.Series(names, dtype=pl.String)
        is_email = people.str.contains(EMAIL)
        return [
            NameGroup(role=role, names=people.filter(is_email).to_list(), by_email=True),
            NameGroup(role=role, names=people.filter(~is_email).to_list()),
        ]

    def _find_or_create(self, role: str, names: Sequence[str]) -> tuple[Ids, int]:
        may_create = {"order": self._target.create_orders, "customer": self._target.create_customers}
        known: Ids = {}
        created = 0
        for group in self._groups(role, names):
            known |= self._find(group)
            missing = [name for name in group.names if name not in known]
            if missing and may_create.get(role, True):
                new, count = self._create(replace(group, names=missing))
                created += count
                known |= new
        return known, created

    def _learn(self, column: str, names: Sequence[str], unknown: Sequence[str]) -> int:
        """Look up or create those of `names` that are `unknown`, and cache them. Returns how many were
        created."""
        known = self._known[column]
        # An id of None is known: that of a person who was deleted.
        unknown = [name for name in unknown if name not in known]
        if len(known) + len(unknown) > REMEMBERED:
            self._make_room(column)
            unknown = list(names)
        if not unknown:
            return 0
        found, made = self._find_or_create(column, unknown)
        known.update(found)
        return made
