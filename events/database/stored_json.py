"""Reads the JSON that a database holds, which any program may have written."""

from __future__ import annotations

import json
from typing import Any

UNREADABLE = "unreadable"
"""The key under which a document that is not a JSON object is shown."""

_DEEPEST = 200
"""Documents nested deeper than this are shown as text: printing them again could exhaust the stack."""


def parse_json(text: object) -> Any:
    """The value of a JSON document, or of a number as SQLite gives those that stand alone.

    A document that Python cannot hold (broken, nested too deeply, a number of thousands of digits) becomes
    an object with its text under `UNREADABLE`, so that it can be shown.
    """
    if not isinstance(text, str | bytes):
        return text
    plain = text if isinstance(text, str) else text.decode("utf-8", "replace")
    try:
        return {UNREADABLE: plain} if _is_deep(plain) else json.loads(plain)
    except (ValueError, RecursionError):
        return {UNREADABLE: plain}


def to_object(value: Any) -> dict[str, Any]:
    """A JSON object as it is, null as an empty one, and any other `value` under the key `UNREADABLE`."""
    if isinstance(value, dict):
        return value
    return {} if value is None else {UNREADABLE: value}


def _is_deep(text: str) -> bool:
    return text.count("[") + text.count("{") > _DEEPEST and _depth(text) > _DEEPEST


def _depth(text: str) -> int:
    """How deeply brackets nest, counting those inside strings too."""
    deepest = depth = 0
    for char in text:
        if char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth -= 1
    return deepest
