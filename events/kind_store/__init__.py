"""The store of kinds: a byte for each event, so that whole logs are counted and filtered without their texts.

It is made when a large log is first read by kind. Large imports write the codes of what they bring, triggers
drop the codes of what is changed or removed, and whatever is missing is classified when it is read, or added
by the next command that may write. So it may always be incomplete, and never wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from events.kind_store.filling import prepare, rebuild
    from events.kind_store.loaded import Contents, StoredKinds, load
    from events.kind_store.tables import discard, is_there
    from events.kind_store.unknown import count_unknown

__all__ = ["Contents", "StoredKinds", "count_unknown", "discard", "is_there", "load", "prepare", "rebuild"]

_HOMES = {
    "Contents": "loaded",
    "StoredKinds": "loaded",
    "count_unknown": "unknown",
    "discard": "tables",
    "is_there": "tables",
    "load": "loaded",
    "prepare": "filling",
    "rebuild": "filling",
}
"""The module of each name: loaded when it is first used, because an import needs the tables alone, and the
others load all that understands messages."""


def __getattr__(name: str) -> Any:
    """Load a public name. Raises `AttributeError` for any other."""
    if name not in _HOMES:
        raise AttributeError(f"module 'events.kind_store' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"events.kind_store.{_HOMES[name]}"), name)
