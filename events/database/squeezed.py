"""Texts without what people put between digits, so that `9460123` finds the number +44 20 7946 0123."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func

SEPARATORS = " -/.()"


def squeezed(column: ColumnElement[Any]) -> ColumnElement[str]:
    """A column's text without `SEPARATORS`, in both databases."""
    found: ColumnElement[str] = cast(column, Text)
    for sign in SEPARATORS:
        found = func.replace(found, sign, "")
    return found


def squeeze(text: str) -> str:
    """`text` without `SEPARATORS`."""
    return text.translate(dict.fromkeys(map(ord, SEPARATORS)))
