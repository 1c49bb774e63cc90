"""Decides whether an import may begin: it reads the input first where its orders or ids may collide."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl
from sqlalchemy import Connection, text

from importers.collisions.errors import CollisionError, Settlement, records_problem
from importers.collisions.free_names import free_shop, free_source, stem
from importers.collisions.mapped_chunks import mapped_chunks
from importers.collisions.orders import CustomerEvidence, Disagreements
from importers.collisions.records import IdEvidence
from importers.identity import Identifier
from importers.options import Options
from importers.planning.import_input import ImportInput

if TYPE_CHECKING:
    pass

Opened = Callable[[], AbstractContextManager[ImportInput]]

_HAS_CUSTOMERS = text("SELECT EXISTS (SELECT 1 FROM orders WHERE user_id IS NOT NULL OR user_email <> '')")
_HAS_OTHERS = text(
    """
    SELECT EXISTS (SELECT 1 FROM sources AS s WHERE s.id <> :source
            AND EXISTS (
                SELECT 1 FROM batches AS b JOIN record_spans AS sp ON sp.batch_id = b.id
                WHERE b.source_id = s.id
            ))
        OR EXISTS (SELECT 1 FROM orders AS o WHERE NOT EXISTS (
            SELECT 1 FROM creations AS c WHERE c.entity = 'order' AND c.entity_id = o.id))
    """
)
_BROUGHT = text(
    "SELECT path FROM batches "
    "WHERE source_id = :source AND imported > 0 AND status NOT IN ('undoing', 'undone')"
)


@dataclass(kw_only=True)
class CollisionCheck:
    """An input, how it is to be imported, and the log. `source` is the id that the log knows its source by,
    `digest_algorithm` that source's; `is_named` is whether the user named it.

    Without a name, files of different systems may have come into one source: what they have in common then
    decides.
    """

    connection: Connection
    opened: Opened
    planned: ImportInput
    options: Options
    source: int | None
    digest_algorithm: str
    is_named: bool

    def run(self) -> None:
        """Raises `CollisionError` where the import would merge orders or records that may be different."""
        records = self._new_records() if self._is_shared and self._has_ids else None
        orders = self._new_orders() if not self.options.same_orders and self._may_disagree else None
        if records or orders:
            self._read(records, orders)
        found = self._colliding(orders, records) if orders else Disagreements()
        if records and records.is_another_system:
            raise self._records_error(records, found)
        if found.numbers:
            raise self._orders_error(found)

    @cached_property
    def _is_shared(self) -> bool:
        """Whether the source has records of another file, and nobody said that this one is of the same
        system."""
        if self.is_named or self.source is None:
            return False
        paths = self.connection.execute(_BROUGHT, {"source": self.source}).scalars().all()
        return bool(paths) and not (self.planned.path and self.planned.path in paths)

    @property
    def _has_ids(self) -> bool:
        return any(
            "legacy_id" in part.fields
            for table_input in self.planned.table_inputs
            for part in table_input.mapping.parts()
        )

    @property
    def _may_disagree(self) -> bool:
        """Whether the input names customers of orders, and the log has orders with customers of others."""
        parts = [
            part.fields for table_input in self.planned.table_inputs for part in table_input.mapping.parts()
        ]
        names = any("customer" in fields and {"order", "customer_order"} & fields.keys() for fields in parts)
        has_customers = names and bool(self.connection.execute(_HAS_CUSTOMERS).scalar())
        return has_customers and (self._is_shared or self._has_others)

    @cached_property
    def _has_others(self) -> bool:
        """Whether the log has records of other sources, or orders that no import made."""
        return bool(self.connection.execute(_HAS_OTHERS, {"source": self.source or 0}).scalar())

    def _new_records(self) -> IdEvidence:
        return IdEvidence(self.connection, source=self.source or 0, shop=self.options.shop)

    def _new_orders(self) -> CustomerEvidence:
        return CustomerEvidence(self.connection, source=self.source, shop=self.options.shop)

    def _read(self, records: IdEvidence | None, orders: CustomerEvidence | None) -> None:
        """Compare the input's records and orders with the log's, as far as that can change the verdict."""
        identifier = Identifier(digest_algorithm=self.digest_algorithm)
        with closing(mapped_chunks(self.opened)) as chunks, closing(identifier):
            for chunk, shaper in chunks:
                subjects = shaper.subjects(chunk)
                if records and not records.is_enough and records.has_any(subjects):
                    shaped = shaper.shape(chunk).frame
                    good = shaped.filter(pl.col("code").is_null() & ~pl.col("skipped"))
                    records.add(identifier.identify(good))
                if orders:
                    orders.add(subjects)
                if (not records or records.is_enough) and self._is_decided(records, orders):
                    return

    def _is_decided(self, records: IdEvidence | None, orders: CustomerEvidence | None) -> bool:
        """Whether the orders of the rest cannot change the verdict, once that of the records is known."""
        is_same_system = bool(records and records.is_same_system)
        return not orders or orders.foreign.more or (is_same_system and not self._has_others)

    def _colliding(self, orders: CustomerEvidence, records: IdEvidence | None) -> Disagreements:
        """The orders that would be merged with those of other customers."""
        if records and records.is_another_system:
            return orders.foreign.joined(orders.own)
        if not self._is_shared or orders.own.met <= orders.own_agreeing:
            return orders.foreign
        if records is None:
            records = self._new_records()
            self._read(records, None)
        return orders.foreign if records.is_same_system else orders.foreign.joined(orders.own)

    def _orders_error(self, orders: Disagreements) -> CollisionError:
        of = "another source" if self.is_named or not self._is_shared else "another file or source"
        return CollisionError(
            self.planned.name,
            problem=orders.problem(of=of),
            settlements=(
                Settlement(
                    meaning="If they are orders of another shop", options=("--shop", self._free_shop())
                ),
                Settlement(meaning="If they are the same orders", options=("--same-orders",), replaces=()),
            ),
        )

    def _records_error(self, records: IdEvidence, orders: Disagreements) -> CollisionError:
        name = self.planned.mapping.source
        found = [
            records_problem(
                same=records.same, different=records.different, example=records.example, source=name
            )
        ]
        if orders.numbers:
            found.append(orders.problem(of="other records"))
        shop = ("--shop", self._free_shop()) if orders.numbers else ()
        merged = ("--same-orders",) if orders.numbers else ()
        replaced = ("--source", "--shop", "--same-orders") if orders.numbers else ("--source",)
        return CollisionError(
            self.planned.name,
            problem=" ".join(found),
            settlements=(
                Settlement(
                    meaning="If they are records of another system",
                    options=("--source", self._free_source(), *shop),
                    replaces=replaced,
                ),
                Settlement(
                    meaning="If they are the same records, changed since",
                    options=("--source", name, *merged),
                    replaces=replaced,
                ),
            ),
        )

    def _free_shop(self) -> str:
        """A name for the shop that no other has."""
        name = self.planned.mapping.source if self.is_named else stem(self.planned.name)
        return free_shop(self.connection, name)

    def _free_source(self) -> str:
        """A name for the source that no other has."""
        return free_source(self.connection, stem(self.planned.name))
