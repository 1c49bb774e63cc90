"""Whether the very bytes of an input are in the log already, from another source or for another shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, Row, text

from events.database.types import Document
from importers import partial_chunk
from importers.batch_settings import BatchSettings, readable_settings
from importers.collisions.errors import CollisionError, Settlement, same_input_problem
from importers.collisions.free_names import free_shop, stem
from importers.planning.import_input import FROM_THE_START, ImportInput

_BATCHES = text(
    """
    SELECT b.id, b.file_digest, b.position, b.prefix_digest, b.records_read, b.settings, b.notes,
        s.name AS source, s.shop
    FROM batches AS b JOIN sources AS s ON s.id = b.source_id
    WHERE b.imported > 0 AND b.status NOT IN ('undoing', 'undone')
    ORDER BY b.id DESC
    """
).columns(settings=Document, notes=Document)

_MADE_BY = ("platform", "fields", "events", "by_content")
"""The settings that decide which records a line makes, and what makes them the same ones."""


@dataclass(frozen=True, kw_only=True)
class SameInputCheck:
    """An input as it is `planned`, which `opened` opens anew, and how it is to be imported: with these
    `settings`, for this `shop`. `is_named` is whether the user named the source."""

    connection: Connection
    planned: ImportInput
    opened: Callable[[], AbstractContextManager[ImportInput]]
    settings: BatchSettings
    shop: str
    is_named: bool

    def run(self) -> list[str]:
        """Return a sentence on the batch that imported the same bytes elsewhere, where the user asked for
        that; nothing where there is none.

        Raises `CollisionError` where an option may have been forgotten.
        """
        batches = [batch for batch in self.connection.execute(_BATCHES) if not self._is_other_table(batch)]
        if all(self._is_ours(batch) for batch in batches):
            return []
        found = self._with_its_bytes(batches)
        if not found or any(self._is_ours(batch) for batch in found):
            return []
        for batch in found:
            if not self._is_asked_for(batch):
                raise self._error(batch)
        first = found[0]
        return [
            f"Batch {first.id} ({_place(first)}) has imported this file, or its beginning: imported here, "
            f"too, its events are in the log twice. If that batch was a mistake: events undo {first.id}"
        ]

    def _is_ours(self, batch: Row[Any]) -> bool:
        return (batch.source, batch.shop) == (self.settings.source, self.shop)

    def _is_other_table(self, batch: Row[Any]) -> bool:
        """Whether the batch read another table of the document: all of them share its bytes."""
        ours, theirs = self.settings, readable_settings(batch.settings)
        is_document = ours.format in FROM_THE_START and ours.format == theirs.format
        return is_document and ours.input_table != theirs.input_table

    def _is_asked_for(self, batch: Row[Any]) -> bool:
        """Whether the user named what differs from the batch: the shop, or the source."""
        is_other_shop = bool(self.shop) and self.shop != batch.shop
        return is_other_shop or (self.is_named and self.settings.source != batch.source)

    def _with_its_bytes(self, batches: Sequence[Row[Any]]) -> list[Row[Any]]:
        """Those of the batches whose bytes are the input's, or those at its start."""
        if len(self.planned.table_inputs) > 1:
            tables = tuple(table_input.table for table_input in self.planned.table_inputs)
            alike = [batch for batch in batches if readable_settings(batch.settings).tables == tables]
            whole = self.planned.whole() if alike else ""
            return [batch for batch in alike if batch.file_digest == whole]
        partial = any(partial_chunk.NOTE in batch.notes for batch in batches)
        if self.planned.path and not partial:
            starts = {*self.planned.prefixes(batch.position for batch in batches)}
            return [batch for batch in batches if _start(batch) in starts]
        with self.opened() as again:
            return list(_recognised(again, batches))

    def _error(self, batch: Row[Any]) -> CollisionError:
        name = self.planned.name
        apart = ("--shop", free_shop(self.connection, stem(name)))
        ways = [Settlement(meaning="If it is another shop's", options=apart, replaces=("--shop",))]
        if self._is_alike(batch):
            ways.insert(0, self._again(batch))
        problem = same_input_problem(batch=batch.id, place=_place(batch))
        return CollisionError(name, problem=problem, settlements=ways)

    def _again(self, batch: Row[Any]) -> Settlement:
        """How to import the input where the batch did."""
        given = {"--source": batch.source, "--shop": batch.shop}
        here = {"--source": self.settings.source, "--shop": self.shop}
        wanted = {name: value for name, value in given.items() if value != here[name]}
        return Settlement(
            meaning="If it is the same import again, which adds only what is new",
            options=tuple(word for pair in wanted.items() for word in pair),
            replaces=tuple(wanted),
        )

    def _is_alike(self, batch: Row[Any]) -> bool:
        """Whether the batch made its records in the same way, so that they are known again."""
        theirs = readable_settings(batch.settings)
        return all(getattr(theirs, name) == getattr(self.settings, name) for name in _MADE_BY)


def _start(batch: Row[Any]) -> tuple[int, str]:
    return batch.position, batch.prefix_digest


def _recognised(again: ImportInput, batches: Sequence[Row[Any]]) -> Iterator[Row[Any]]:
    """Those of the batches that ended, or stopped, within or behind a chunk of the input as it is read."""
    last = max(batch.records_read for batch in batches)
    with closing(again.chunks()) as chunks:
        for chunk, _ in takewhile(lambda pair: pair[0].first_record <= last, chunks):
            for batch in batches:
                is_part = partial_chunk.recognises(batch.notes, chunk, last=batch.records_read)
                if is_part or _start(batch) == (chunk.end, chunk.prefix):
                    yield batch


def _place(batch: Row[Any]) -> str:
    return f"source {batch.source}, shop {batch.shop}" if batch.shop else f"source {batch.source}, no shop"
