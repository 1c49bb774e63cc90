"""Which orders each object of an OCEL belongs to, however many they are.

An object belongs to the orders that it is linked with, or named with in an event (the items of an order); one
that has none, to those of the objects that it is linked or named with (the parcel of these items), and so on.
Who acts, what is sold and where it happens is named with any order and belongs to none. Nor does what several
events name with different orders, unless these are few: a shelf, but not a parcel that one event fills.
"""

from __future__ import annotations

import re
import sqlite3

_GENERAL = re.compile(
    r"(?i)customer|client|product|article|material|sku|supplier|vendor|employee|user|person|resource|worker"
    r"|driver|staff|clerk|agent|machine|vehicle|truck|forklift|system|company|location|site|warehouse|shelf"
    r"|plant|country|region|city|department|store|shop"
)
_FEW = 12
"""Orders that an object may share with several events and still belong to."""
_LEVELS = 6
"""The longest way from an object to its orders: an item in a parcel on a pallet in a container."""

_SET_UP = (
    "CREATE INDEX related_event ON related (event, object)",
    "CREATE INDEX related_object ON related (object, event)",
    "INSERT INTO links SELECT other, object FROM links",
    "CREATE INDEX links_object ON links (object, other)",
    "CREATE TABLE belonging (object TEXT, whose TEXT, level INTEGER)",
    "CREATE TABLE parts AS SELECT object FROM objects WHERE role(type) = 'part'",
    "CREATE UNIQUE INDEX parts_object ON parts (object)",
    "CREATE TABLE nearer AS SELECT object, object AS whose FROM objects WHERE role(type) = 'order'",
    "CREATE INDEX nearer_object ON nearer (object, whose)",
    "CREATE TABLE linked (object TEXT, whose TEXT)",
    "CREATE TABLE named (object TEXT, whose TEXT, event TEXT)",
)
_LEVEL = (
    "INSERT INTO linked SELECT DISTINCT parts.object, whose FROM parts JOIN links USING (object) "
    "JOIN nearer ON nearer.object = links.other",
    "INSERT INTO named SELECT DISTINCT parts.object, whose, event FROM nearer JOIN related AS beside "
    "ON beside.object = nearer.object JOIN related AS own USING (event) "
    "JOIN parts ON parts.object = own.object",
    "CREATE INDEX named_object ON named (object, whose)",
    "INSERT INTO linked SELECT DISTINCT object, whose FROM named WHERE object IN "
    "(SELECT object FROM (SELECT object, max(found) AS most FROM (SELECT object, event, count(*) AS found "
    "FROM named GROUP BY object, event) GROUP BY object) JOIN (SELECT object, count(DISTINCT whose) AS total "
    "FROM named GROUP BY object) USING (object) WHERE total <= max(most, {few}))",
    "DELETE FROM nearer",
    "INSERT INTO nearer SELECT DISTINCT object, whose FROM linked",
    "INSERT INTO belonging SELECT object, whose, {level} FROM nearer",
    "DELETE FROM parts WHERE object IN (SELECT object FROM named UNION SELECT object FROM nearer)",
    "DELETE FROM linked",
    "DROP INDEX named_object",
    "DELETE FROM named",
)


def relate(connection: sqlite3.Connection, *, order_types: frozenset[str]) -> None:
    """Fill the table `belonging` (object, whose, level) from the tables objects, related and links."""

    def role(kind: str | None) -> str:
        if (kind or "") in order_types:
            return "order"
        return "general" if _GENERAL.search(kind or "") else "part"

    connection.create_function("role", 1, role, deterministic=True)
    for statement in _SET_UP:
        connection.execute(statement)
    for level in range(1, _LEVELS + 1):
        for statement in _LEVEL:
            connection.execute(statement.format(few=_FEW, level=level))
        if not connection.execute("SELECT 1 FROM nearer LIMIT 1").fetchone():
            break
    connection.execute("CREATE INDEX belonging_object ON belonging (object, whose, level)")
