"""Whether 1.000 is a thousand or one: what the other amounts of the same input have before their decimals."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from importers.mapping.column_mapping import ColumnMapping
from importers.readers.chunks import Chunk


def decimal_mark(
    mapping: ColumnMapping, first: Chunk, *, all_chunks: Callable[[], Iterator[Chunk]], notes: list[str]
) -> str:
    """What stands before the decimals of an input's amounts; empty where they disagree, and where that is of
    no use. `notes` gets a sentence about it.

    All of the input is read only where its first chunk has amounts like 1.000.
    """
    if not any("amount" in part.fields for part in mapping.parts()):
        return ""
    from importers.mapping.decimal_marks import has_open_amounts, marks_of

    if not has_open_amounts(first.frame, mapping):
        return ""
    found = marks_of(first.frame, mapping)
    for chunk in all_chunks() if len(found) < 2 else ():
        found |= marks_of(chunk.frame, mapping)
        if len(found) > 1:
            break
    mark = found.pop() if len(found) == 1 else ""
    if mark:
        other, called = (".", "comma") if mark == "," else (",", "point")
        notes.append(
            f"Amounts like 1{other}000 are read as 1000, since others have a {called} before their decimals."
        )
    return mark
