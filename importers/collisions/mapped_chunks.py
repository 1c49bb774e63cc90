"""An input's chunks, read before its import begins."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, closing
from typing import TYPE_CHECKING

from importers.mapping.apply import MappingApplier
from importers.mapping.column_mapping import ColumnMapping

if TYPE_CHECKING:
    from importers.planning.import_input import ImportInput
    from importers.readers.chunks import Chunk


def mapped_chunks(
    opened: Callable[[], AbstractContextManager[ImportInput]],
) -> Generator[tuple[Chunk, MappingApplier]]:
    """The chunks of the input that `opened` opens anew, each with its mapping made ready."""
    mapped_by, applier = ColumnMapping(), MappingApplier(ColumnMapping())
    with opened() as again, closing(again.chunks()) as chunks:
        for chunk, mapping in chunks:
            if mapping is not mapped_by:
                mapped_by, applier = mapping, MappingApplier(mapping)
            yield chunk, applier
