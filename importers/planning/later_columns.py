"""Columns that no early record has: nobody was asked what they mean, so the report names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from importers.mapping.column_mapping import FIELDS

if TYPE_CHECKING:
    from importers.mapping.column_mapping import ColumnMapping
    from importers.readers.chunks import Chunk

_NAMED = 5


class LaterColumns:
    """Looks for columns beside `known`, the ones that were there when the columns got their meaning."""

    def __init__(self, known: Iterable[str], mapping: ColumnMapping) -> None:
        self._known = {*known, *mapping.columns()}
        self._is_open = {name: name not in mapping.fields for name in FIELDS}
        self._lines: dict[str, int] = {}

    def noticed(self, chunks: Iterable[Chunk]) -> Iterator[Chunk]:
        """The chunks as they are, once each was looked at."""
        for chunk in chunks:
            for name in chunk.frame.columns:
                if name not in self._known:
                    self._known.add(name)
                    self._lines[name] = chunk.lines[chunk.frame[name].is_not_null().arg_max() or 0]
            yield chunk

    def notes(self) -> list[str]:
        """A sentence on what came later."""
        if not self._lines:
            return []
        names = list(self._lines)
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        listed = ", ".join(f"{name} (line {self._lines[name]:,})" for name in names[:_NAMED])
        usable = next((name for name in names if self._is_open.get(name)), names[0])
        field = usable if usable in self._is_open else "FIELD"
        return [
            f"Columns that no early record has, not used (kept with records): {listed}{more}. To use one,"
            f" undo the import and name it: --set '{field}={usable}'."
        ]
