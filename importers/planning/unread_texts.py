"""Columns of texts that a complete mapping does not read, so that no event shows what people wrote there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from importers.mapping.column_mapping import FURTHER_LINE

if TYPE_CHECKING:
    from importers.mapping.column_mapping import ColumnMapping
    from importers.readers.chunks import Chunk

_NAMED = 5
_ROWS = 500


class UnreadTexts:
    """Looks for columns of texts beside those that a `mapping` names, in the first records."""

    def __init__(self, mapping: ColumnMapping) -> None:
        self._used = {*mapping.columns()}
        self._found: list[str] | None = None

    def noticed(self, chunks: Iterable[Chunk]) -> Iterator[Chunk]:
        """The chunks as they are; the first is looked at before it is passed on."""
        for chunk in chunks:
            if self._found is None:
                self._found = self._texts(chunk)
            yield chunk

    def notes(self) -> list[str]:
        """A sentence on what was found."""
        if not self._found:
            return []
        more = f" and {len(self._found) - _NAMED:,} more" if len(self._found) > _NAMED else ""
        listed = ", ".join(self._found[:_NAMED])
        return [f"Texts that the mapping does not show (kept with records): {listed}{more}."]

    def _texts(self, chunk: Chunk) -> list[str]:
        frame = chunk.frame.head(_ROWS)
        free = [name for name in frame.columns if name not in {*self._used, FURTHER_LINE}]
        if not free:
            return []
        from importers.inference.candidates import candidates
        from importers.inference.columns import CLEAR
        from importers.inference.value_profile import ValueProfile

        found = candidates("message", [ValueProfile.at(frame[name], label=name) for name in free])
        texts = {one.column for one in found if one.confidence >= CLEAR and one.why.startswith("its name,")}
        return [name for name in free if name in texts]
