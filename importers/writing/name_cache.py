"""Order numbers, e-mails and legacy names to ids, with those that earlier chunks contained remembered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from importers.order_keys import ORDERS, distinct, names_of
from importers.writing.known_ids import Ids, KnownIds

if TYPE_CHECKING:
    from importers.writing.protocol import Target

REMEMBERED = 100_000
"""The most names of a kind that are kept from chunk to chunk: neighbours in a file are often of one order."""

EMAIL = r"^[^@\s]+@[^@\s]+$"
"""Names that are looked up as e-mails; all others are a source's legacy names."""

_ID_COLUMNS = {
    "order": "order_id",
    "customer_order": "customer_order_id",
    "customer": "customer_id",
    "author": "user_id",
}
"""Columns of names, with those of the ids that they stand for."""


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
        self._known = {role: KnownIds() for role in ("order", "customer", "author")}

    def resolved(self, records: pl.DataFrame) -> tuple[pl.DataFrame, int, int]:
        """`records` with `order_id`, `customer_id`, `user_id` and `customer_order_id`; how many orders were
        made, how many people."""
        made = dict.fromkeys(self._known, 0)
        columns = []
        for column, id_column in _ID_COLUMNS.items():
            role = "order" if column in ORDERS else column
            ids, new = self._ids_of(role, names_of(records, column))
            made[role] += new
            columns.append(ids.alias(id_column))
        return records.hstack(columns), made["order"], made["customer"] + made["author"]

    def unknown(self, role: str, names: Sequence[str]) -> list[str]:
        """Those of these orders (by key) or customers that are not in the database."""
        found: Ids = {}
        for group in self._groups(role, names):
            found |= self._find(group)
        return [name for name in names if name not in found]

    def _ids_of(self, role: str, names: pl.Series) -> tuple[pl.Series, int]:
        """The ids of names, of which those that are missing are created; and how many were. Null where there
        is no name, or the person was deleted."""
        if names.null_count() == len(names):
            return pl.Series([None], dtype=pl.Int64).new_from_index(0, len(names)), 0
        numbers = self._known[role].numbers(names)
        unknown = self._known[role].missing(names, numbers)
        if unknown.is_empty():
            return self._known[role].ids(numbers), 0
        if len(self._known[role]) > REMEMBERED:
            self._make_room(role)
            numbers, unknown = self._known[role].numbers(names), names
        found, made = self._find_or_create(role, distinct(unknown))
        self._known[role].learn(found)
        return self._known[role].ids(numbers), made

    def _make_room(self, role: str) -> None:
        """Forget the names of a kind, to remember others."""
        self._known[role] = KnownIds()

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
