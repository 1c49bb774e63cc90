"""Decoded members of many JSON objects, those of objects within them by dotted names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_EDGE = "node"
"""The member that an edge of a GraphQL connection leads to, whose record it is."""


def flattened(columns: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]] | None:
    """The columns with one for each member of the objects in them, lists as they are.

    None where that does not show which rows have a member: where not all of a column are objects with
    members, and where two members come to have one name.
    """
    if _EDGE in columns:
        return None
    found: dict[str, Sequence[Any]] = {}
    for name, values in columns.items():
        parts = _parts(name, values)
        if parts is None or parts.keys() & found.keys():
            return None
        found |= parts
    return found


def _parts(name: str, values: Sequence[Any]) -> dict[str, Sequence[Any]] | None:
    is_object = [type(value) is dict and len(value) > 0 for value in values]
    if not any(is_object):
        return {name: values}
    if not all(is_object):
        return None
    found: dict[str, Sequence[Any]] = {}
    for key in dict.fromkeys(key for value in values for key in value):
        parts = _parts(f"{name}.{key}", [value.get(key) for value in values])
        if parts is None or parts.keys() & found.keys():
            return None
        found |= parts
    return found
