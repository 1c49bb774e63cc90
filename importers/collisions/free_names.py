"""Names for a shop or a source that the log does not use yet."""

from __future__ import annotations

import re
from pathlib import PurePath

from sqlalchemy import Connection, TextClause, text

_SHOP_IS_USED = text(
    "SELECT EXISTS (SELECT 1 FROM orders WHERE shop = :name) "
    "OR EXISTS (SELECT 1 FROM sources WHERE shop = :name)"
)
_SOURCE_IS_USED = text("SELECT EXISTS (SELECT 1 FROM sources WHERE name = :name)")


def free_shop(connection: Connection, name: str) -> str:
    """A name for a shop that no other has: `name`, or `name-2`."""
    return _free(connection, name, _SHOP_IS_USED)


def free_source(connection: Connection, name: str) -> str:
    """A name for a source that no other has: `name`, or `name-2`."""
    return _free(connection, name, _SOURCE_IS_USED)


def _free(connection: Connection, name: str, is_used: TextClause) -> str:
    number, free = 1, name
    while connection.execute(is_used, {"name": free}).scalar():
        number += 1
        free = f"{name}-{number}"
    return free


def stem(name: str) -> str:
    """A file's name as the name of a shop or source."""
    return re.sub(r"[^\w-]+", "-", PurePath(name).name.split(".")[0]).strip("-").lower() or "other"
