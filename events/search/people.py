"""The people that a search text may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Text, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from events.database.text_match import contains_unaccented
from events.tables import users

if TYPE_CHECKING:
    from events.tables import Reader

MOST = 500
"""A text that more people match is searched for in events only."""


def people(reader: Reader, piece: str) -> list[int]:
    """Ids of the users whose name, or e-mail before the `@`, contains `piece`; with an `@` in `piece`, whose
    whole e-mail does: else the shop's own name would find all that its staff did. None if they are more than
    `MOST`, or if `piece` has fewer than three characters."""
    if len(piece) < 3:
        return []
    email: ColumnElement[str] = users.c.email if "@" in piece else _LocalPart(users.c.email)
    alike = (contains_unaccented(column, piece) for column in (email, users.c.name))
    found = list(reader.scalars(select(users.c.id).where(or_(*alike)).limit(MOST + 1)))
    return found if len(found) <= MOST else []


class _LocalPart(FunctionElement[str]):
    """What stands before the `@` of an e-mail."""

    inherit_cache = True
    type = Text()


@compiles(_LocalPart)
def _local_part(element: _LocalPart, compiler: Any, **given: Any) -> str:
    (email,) = (compiler.process(clause, **given) for clause in element.clauses)
    return f"substr({email}, 1, instr({email} || '@', '@') - 1)"


@compiles(_LocalPart, "postgresql")
def _local_part_in_postgresql(element: _LocalPart, compiler: Any, **given: Any) -> str:
    (email,) = (compiler.process(clause, **given) for clause in element.clauses)
    return f"split_part({email}, '@', 1)"
