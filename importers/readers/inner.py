"""Lists within a document's records, such as the notes of each order: their items as records of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from importers.readers.elements import Group

_DECODER = msgspec.json.Decoder(float_hook=str)


def items_of(groups: Iterator[Group], *, within: str, outer: str, encoding: str) -> Iterator[Group]:
    """Each record's items of the list `within`, a dotted name, with what else the record tells as `outer`.

    What cannot be read stays as it is: whoever reads it as a record says why.
    """
    path = within.split(".")
    for group in groups:
        opened = Group([], [])
        for place, raw in enumerate(group.raws):
            fault = group.faults.get(place)
            for item in [raw] if fault else _items(raw, path, outer, encoding):
                if fault:
                    opened.faults[len(opened.raws)] = fault
                opened.raws.append(item)
                opened.lines.append(group.lines[place])
        yield opened


def _items(raw: bytes, path: list[str], outer: str, encoding: str) -> list[bytes]:
    try:
        record = _DECODER.decode(raw.decode(encoding))
    except (ValueError, RecursionError):
        return [raw]
    if not isinstance(record, dict):
        return [raw]
    holder: Any = record
    for name in path[:-1]:
        holder = holder.get(name) if isinstance(holder, dict) else None
    found = holder.pop(path[-1], None) if isinstance(holder, dict) else None
    items = found if isinstance(found, list) else [found] if found else []
    own = [item if isinstance(item, dict) else {path[-1]: item} for item in items]
    while any(outer in item for item in own):
        outer += "_"
    return [msgspec.json.encode({**item, outer: record}).decode().encode(encoding) for item in own]
