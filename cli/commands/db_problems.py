"""What `events db check` finds wrong in a SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

_FOREIGN = {
    "a date that is no moment": "typeof(date) <> 'integer' OR date NOT BETWEEN -621355968e8 AND 2534023008e8",
    "parameters that are no JSON": "NOT json_valid(parameters)",
}


def sqlite_problems(connection: Connection) -> list[str]:
    """The problems of the file and its references, and rows that another program wrote, each in words."""
    from sqlalchemy import text

    integrity = connection.scalars(text("PRAGMA integrity_check"))
    references = connection.execute(text("PRAGMA foreign_key_check"))
    return [
        *(str(problem) for problem in integrity if problem != "ok"),
        *(f"row {row[1]} of {row[0]} refers to a missing row of {row[2]}" for row in references),
        *_foreign(connection),
    ]


def _foreign(connection: Connection) -> Iterator[str]:
    """Events with what only another program writes."""
    from sqlalchemy import text

    for table, (what, is_so) in product(("order_events", "customer_events"), _FOREIGN.items()):
        query = f"SELECT count(*), min(id) FROM {table} WHERE {is_so}"  # noqa: S608 # constants only
        if (found := connection.execute(text(query)).one())[0]:
            yield f"{found[0]:,} in {table} with {what}, the first of them row {found[1]}"
