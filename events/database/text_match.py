"""Finding text inside an event's parameters, without regard to case, on either kind of database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from events.vocabulary.parameters import storable


def says(parameters: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether a value in `parameters`, however deep, contains `text`. Names of values do not count."""
    return _Says(parameters, literal(storable(text).casefold()))


def casefolded(value: Any) -> str:
    """A value of a JSON document as text to compare: what SQLite's own functions do for ASCII only."""
    return "" if value is None else str(value).casefold()


class _Says(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()


@compiles(_Says)
def _sqlite(element: _Says, compiler: Any, **given: Any) -> str:
    parameters, text = (compiler.process(clause, **given) for clause in element.clauses)
    return f"EXISTS (SELECT 1 FROM json_tree({parameters}) WHERE instr(casefolded(atom), {text}) > 0)"  # noqa: S608


@compiles(_Says, "postgresql")
def _postgresql(element: _Says, compiler: Any, **given: Any) -> str:
    parameters, text = (compiler.process(clause, **given) for clause in element.clauses)
    within = f"jsonb_path_query({parameters}, '$.**') AS part(value)"
    text_of_it = "jsonb_typeof(value) IN ('string', 'number') AND strpos(lower(value #>> '{}')"
    return f"EXISTS (SELECT 1 FROM {within} WHERE {text_of_it}, lower({text})) > 0)"  # noqa: S608 - clauses, not values
