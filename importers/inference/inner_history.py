"""A column of lists whose items are a history, such as the notes of each order."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from importers.inference.name_score import named
from importers.inference.value_profile import ValueProfile
from importers.readers.packed_values import LISTS, node

if TYPE_CHECKING:
    import polars as pl

_DEPTH = 2
"""Lists within items are not looked for deeper."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def inner_history(looks: Sequence[ValueProfile]) -> str:
    """The name of the column, with the way to the list within its items where that is the history; empty
    where there is none."""
    for look in looks:
        if look.documents > 0.5:
            ways = (_way(_items(value), _DEPTH) for value in look.values)
            way = next((way for way in ways if way is not None), None)
            if way is not None:
                return look.name + way
    return ""


def _way(items: Sequence[Any], depth: int) -> str | None:
    """The way from these items to a history: nothing where they are one, `.events` where their lists of that
    name are. None where there is none."""
    objects = [node(item) for item in items if isinstance(item, dict)]
    cells = [cell for item in objects for cell in item.items()]
    is_dated = any(named("date", name) or _DAY.match(str(value)) for name, value in cells)
    if is_dated and any(named(role, name) for role in ("message", "kind") for name, _ in cells):
        return ""
    for name, value in cells if depth else ():
        lists = {f"{name}.{key}": value[key] for key in LISTS if isinstance(value, dict) and key in value}
        for inner, found in (lists or {name: value}).items():
            way = _way(found, depth - 1) if isinstance(found, list) else None
            if way is not None:
                return f".{inner}{way}"
    return None


def _items(document: str) -> list[Any]:
    try:
        read = json.loads(document)
    except (ValueError, RecursionError):
        return []
    return read if isinstance(read, list) else []


def history_within(frame: pl.DataFrame) -> str:
    """The column of lists whose items are a history; empty where there is none."""
    return inner_history([ValueProfile.at(frame[name]) for name in frame.columns])
