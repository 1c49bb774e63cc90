"""The store of kinds: a byte for each event, so that whole logs are counted and filtered without their texts.

It is made when a large log is first read by kind. Imports write the codes of what they bring, triggers drop
the codes of what is changed or removed, and whatever is missing is classified when it is read, or added by
the next command that may write. So it may always be incomplete, and never wrong.
"""

from __future__ import annotations

from events.kind_store.filling import prepare, rebuild
from events.kind_store.loaded import Contents, StoredKinds, load
from events.kind_store.tables import discard, is_there

__all__ = ["Contents", "StoredKinds", "discard", "is_there", "load", "prepare", "rebuild"]
