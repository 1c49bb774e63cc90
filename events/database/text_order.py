"""Text in one order on all databases: by the codes of its characters, as SQLite sorts it.

A server sorts by the language of its database, as far as it is not asked for more: there "Z" may come after
"a", and a range of texts may miss those that begin with its first one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import SQLColumnExpression, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


def by_code(text: SQLColumnExpression[Any]) -> FunctionElement[str]:
    """A text to sort by, or to compare in ranges. In `SELECT DISTINCT` it has to be selected, too."""
    return _ByCode(text)


class _ByCode(FunctionElement[str]):
    inherit_cache = True
    type = Text()


@compiles(_ByCode)
def _by_code(element: _ByCode, compiler: Any, **given: Any) -> str:
    (text,) = (compiler.process(clause, **given) for clause in element.clauses)
    return str(text)


@compiles(_ByCode, "postgresql")
def _by_code_in_postgresql(element: _ByCode, compiler: Any, **given: Any) -> str:
    (text,) = (compiler.process(clause, **given) for clause in element.clauses)
    if getattr(compiler.dialect, "sorts_by_code", False):
        return str(text)  # with another collation, the server would not use its indexes
    return f'({text} COLLATE "C")'
