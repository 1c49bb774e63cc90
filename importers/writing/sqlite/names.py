"""Order numbers, e-mails and legacy names to ids in a SQLite file, a chunk's at a time; what is missing is
created."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from importers.order_keys import split_order_keys
from importers.writing.known_ids import Ids
from importers.writing.name_cache import NameCache, NameGroup

if TYPE_CHECKING:
    from importers.writing.protocol import Target

_HAS_ORDERS = "SELECT EXISTS (SELECT 1 FROM orders)"
_ORDERS = "SELECT i, orders.id FROM temp.names CROSS JOIN orders ON number = names.name AND shop = ?"
_EMAILS = "SELECT i, users.id FROM temp.names CROSS JOIN users ON lower(email) = lower(names.name)"
_NAMES = """
    SELECT i, l.user_id AS id FROM temp.names CROSS JOIN legacy_names AS l
        ON source_id = ? AND role = ? AND l.name = names.name
"""
_NEW_ORDER = "INSERT INTO orders (id, shop, number) VALUES (?, ?, ?)"
_NEW_USER = "INSERT INTO users (id, email, name, is_staff, is_placeholder) VALUES (?, ?, ?, ?, 1)"
_NEW_NAME = "INSERT INTO legacy_names (source_id, role, name, user_id) VALUES (?, ?, ?, ?)"
_CREATED = "INSERT INTO creations (entity, entity_id, batch_id) VALUES (?, ?, ?)"


class _Database(Protocol):
    def run(self, statement: str, *values: Any) -> pl.DataFrame: ...
    def run_many(self, statement: str, rows: pl.DataFrame) -> int: ...
    def last_id(self, table: str) -> int: ...


class SqliteNames(NameCache):
    """See `NameCache`."""

    def __init__(self, database: _Database, target: Target) -> None:
        self._database = database
        super().__init__(target)

    def forget(self) -> None:
        """See `NameCache`."""
        super().forget()
        self._knows_all_orders: bool | None = None

    def _make_room(self, role: str) -> None:
        super()._make_room(role)
        if role == "order":
            self._knows_all_orders = False

    def _find(self, group: NameGroup) -> Ids:
        if not group.names:
            return {}
        if group.role == "order":
            if self._knows_all_orders is None:  # in a log without orders, all that will be are made here
                self._knows_all_orders = not self._database.run(_HAS_ORDERS).item()
            return {} if self._knows_all_orders else self._find_orders(group.names)
        if group.by_email:
            return self._look_up(group.names, group.names, _EMAILS)
        return self._look_up(group.names, group.names, _NAMES, self._target.source_id, group.role)

    def _find_orders(self, keys: Sequence[str]) -> Ids:
        shops: dict[str, tuple[list[str], list[str]]] = {}
        for key, shop, number in zip(keys, *split_order_keys(keys, self._target.shop), strict=True):
            own, numbers = shops.setdefault(shop, ([], []))
            own.append(key)
            numbers.append(number)
        found: Ids = {}
        for shop, (own, numbers) in shops.items():
            found |= self._look_up(own, numbers, _ORDERS, shop)
        return found

    def _look_up(self, keys: Sequence[str], names: Sequence[str], query: str, *values: Any) -> Ids:
        """What `query` finds for each of `names`, by the key that stands at its place in `keys`."""
        self._database.run("DELETE FROM temp.names")
        rows = pl.DataFrame(
            {"i": range(len(names)), "name": names}, schema={"i": pl.Int64, "name": pl.String}
        )
        self._database.run_many("INSERT INTO temp.names VALUES (?, ?)", rows)
        found = self._database.run(query, *values).cast(pl.Int64)
        return {keys[i]: pk for i, pk in found.iter_rows()}

    def _create(self, group: NameGroup) -> tuple[Ids, int]:
        if group.role == "order":
            created = self._create_orders(group.names)
        else:
            created = self._create_people(group.role, group.names, by_email=group.by_email)
        return created, len(set(created.values()))

    def _create_orders(self, keys: Sequence[str]) -> Ids:
        ids = self._new_ids("orders", len(keys))
        shops, numbers = split_order_keys(keys, self._target.shop)
        self._insert(_NEW_ORDER, [ids, shops, numbers])
        self._note("order", ids)
        return dict(zip(keys, ids, strict=True))

    def _create_people(self, role: str, names: Sequence[str], *, by_email: bool) -> Ids:
        """People by e-mails, of which those that differ in case alone are one, or by names."""
        keys = {name: _lower(name) if by_email else name for name in names}
        firsts = {key: name for name, key in reversed(keys.items())}  # the spelling that came first
        different = [firsts[key] for key in dict.fromkeys(keys.values())]
        ids = self._new_ids("users", len(different))
        if by_email:
            self._insert(_NEW_USER, [ids, different, "", 0])
        else:
            self._insert(_NEW_USER, [ids, None, different, int(role == "author")])
            self._insert(_NEW_NAME, [self._target.source_id, role, different, ids])
        self._note("user", ids)
        id_of = dict(zip(dict.fromkeys(keys.values()), ids, strict=True))
        return {name: id_of[key] for name, key in keys.items()}

    def _new_ids(self, table: str, number: int) -> list[int]:
        """Ids above any the table ever gave out: those of what was undone are not given again."""
        last = self._database.last_id(table)
        return list(range(last + 1, last + 1 + number))

    def _note(self, entity: str, ids: Sequence[int]) -> None:
        """That this batch made them."""
        self._insert(_CREATED, [entity, ids, self._target.batch_id])

    def _insert(self, statement: str, columns: Sequence[Any]) -> None:
        """Insert rows, of which each column is a list of values or one value for all."""
        height = next(len(column) for column in columns if isinstance(column, list))
        series = [
            pl.Series(str(place), column) if isinstance(column, list)
            else pl.Series(str(place), [column], dtype=_KINDS[type(column)]).new_from_index(0, height)
            for place, column in enumerate(columns)
        ]  # fmt: skip
        self._database.run_many(statement, pl.DataFrame(series))


_KINDS = {int: pl.Int64, str: pl.String, type(None): pl.String}


def _lower(email: str) -> str:
    """In lower case, as SQLite's `lower` and so the index on e-mails has it: the letters of ASCII alone."""
    return email.encode().lower().decode()
