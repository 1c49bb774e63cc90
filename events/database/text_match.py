"""Case-insensitive text match inside an event's parameters, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from events.vocabulary.parameters import storable


def contains_text(parameters: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether a value in `parameters`, however deep, contains `text`. Names of values do not count."""
    return _Says(parameters, literal(storable(text).casefold()))


def casefolded(value: Any) -> str:
    """A value of a JSON document as text to compare; SQLite's own functions do this for ASCII only.

    Texts come as bytes, because the driver cannot decode lone surrogates.
    """
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return "" if text is None else str(text).casefold()


class _Says(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()


@compiles(_Says)
def _sqlite(element: _Says, compiler: Any, **given: Any) -> str:
    parameters, text = (compiler.process(clause, **given) for clause in element.clauses)
    matching = f"instr(casefolded(CAST(atom AS BLOB)), {text}) > 0"
    return f"EXISTS (SELECT 1 FROM json_tree({parameters}) WHERE {matching})"  # noqa: S608


@compiles(_Says, "postgresql")
def _postgresql(element: _Says, compiler: Any, **given: Any) -> str:
    parameters, text = (compiler.process(clause, **given) for clause in element.clauses)
    within = f"jsonb_path_query({parameters}, '$.**') AS part(value)"
    text_of_it = "jsonb_typeof(value) IN ('string', 'number') AND strpos(lower(value #>> '{}')"
    return f"EXISTS (SELECT 1 FROM {within} WHERE {text_of_it}, lower({text})) > 0)"  # noqa: S608 - clauses, not values
