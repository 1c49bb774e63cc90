"""A column of lists whose items are a history, such as the notes of each order."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from importers.inference.name_score import named
from importers.inference.value_profile import ValueProfile

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def inner_history(looks: Sequence[ValueProfile]) -> str:
    """The name of the column; empty where there is none."""
    for look in looks:
        if look.documents > 0.5:
            items = next((read for value in look.values if (read := _items(value))), [])
            cells = [cell for item in items if isinstance(item, dict) for cell in item.items()]
            dated = any(named("date", name) or _DAY.match(str(value)) for name, value in cells)
            if dated and any(named(role, name) for role in ("message", "kind") for name, _ in cells):
                return look.name
    return ""


def _items(document: str) -> list[Any]:
    try:
        read = json.loads(document)
    except (ValueError, RecursionError):
        return []
    return read if isinstance(read, list) else []
