"""Whether a value in a document of JSON contains a text, in any case: the same in both databases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from events.database.text_match import FOLDED, FOLDED_TO_ASCII, fold, folding
from events.vocabulary.parameters import storable

_PLAIN = re.compile(r"[ !#-.0-\[\]-~]+")
"""Characters that JSON writes as they are, or by their number."""
_LONGEST = 100
_NUMERIC = re.compile(r"[-+.0-9einf]+")
_HAS_ONLY_MESSAGE = " AND ".join(
    (
        """{0} GLOB '{{"message":"*'""",
        """{0} NOT GLOB '{{"message":"*":*'""",
        """{0} NOT GLOB '{{"message":"*" :*'""",
    )
)
_NUMBER_SIGNS = ("[", "\n", "\r", "\t", '":-', '" :', '": ', *(f'":{digit}' for digit in range(10)))
"""Signs that a document may hold a number, if it has more than a message: SQLite shows 1e5 and
0.30000000000000004 otherwise than they are stored."""


def contains_value(parameters: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether a value in the JSON `parameters`, however deep, contains `text`. Names do not count."""
    return _about(_ContainsValue, parameters, text)


def may_contain_value(parameters: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """The same of all documents that do, and of some that do not: a server can ask this of many at a time."""
    return _about(_MayContainValue, parameters, text)


def _about(question: type[_ContainsValue], parameters: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    wanted = fold(storable(text))
    part = max(_PLAIN.findall(wanted), key=len, default="")[:_LONGEST]
    pattern = "%" + re.sub(r"([%_~])", r"~\1", part) + "%"
    others = [*"".join(letters for one, letters in FOLDED_TO_ASCII.items() if one in part)]
    on_server = "|".join([re.escape(part), *others]) if others else part
    found = question(parameters, literal(wanted), literal(pattern), *folding(wanted), literal(on_server))
    found.part, found.others = part, others
    return found


class _ContainsValue(FunctionElement[bool]):
    """The clauses are the parameters, the folded text, a pattern of SQLite's LIKE for the `part` of it that
    stands in the stored JSON as it is, what `folding` gives, and what a server looks for: that part, or a
    pattern for it and each of the `others`, the letters that fold to one of it."""

    inherit_cache = False
    type = Boolean()
    part = ""
    others: Sequence[str] = ()


class _MayContainValue(_ContainsValue):
    """Whether the `part` stands in the document as it is written; the exact question where there is none."""

    inherit_cache = False


@compiles(_ContainsValue)
def _contains_value(element: _ContainsValue, compiler: Any, **given: Any) -> str:
    parameters, text = (compiler.process(clause, **given) for clause in list(element.clauses)[:2])
    matching = f"type IN ('text', 'integer', 'real') AND instr(folded(CAST(atom AS BLOB)), {text}) > 0"
    exact = f"EXISTS (SELECT 1 FROM json_tree({parameters}) WHERE {matching})"  # noqa: S608 - clauses, not values
    if not element.part:
        return exact
    # Most documents do not have the text at all, which is seen in a thirtieth of the time.
    may = _may_contain(element, compiler, **given)
    return f"CASE WHEN {may} THEN {exact} ELSE 0 END"  # AND would evaluate both


@compiles(_MayContainValue)
def _may_contain_value(element: _MayContainValue, compiler: Any, **given: Any) -> str:
    if not element.part:
        return _contains_value(element, compiler, **given)
    return f"CASE WHEN {_may_contain(element, compiler, **given)} THEN 1 ELSE 0 END"  # OR would evaluate all


def _may_contain(element: _ContainsValue, compiler: Any, **given: Any) -> str:
    clauses = list(element.clauses)
    parameters, pattern = (compiler.process(clauses[place], **given) for place in (0, 2))
    may = [f"{parameters} LIKE {pattern} ESCAPE '~'"]
    may += [f"instr({parameters}, '{one}') > 0" for one in (*element.others, "\\u")]
    if _NUMERIC.fullmatch(element.part):
        signs = " OR ".join(f"instr({parameters}, '{one}') > 0" for one in _NUMBER_SIGNS)
        may.append(f"(NOT ({_HAS_ONLY_MESSAGE.format(parameters)}) AND ({signs}))")
    return " OR ".join(may)


@compiles(_ContainsValue, "postgresql")
def _contains_value_in_postgresql(element: _ContainsValue, compiler: Any, **given: Any) -> str:
    parameters, text, _, *letters = (
        compiler.process(clause, **given) for clause in list(element.clauses)[:5]
    )
    values = f"jsonb_path_query({parameters}, '$.**') AS part(value)"
    folded = FOLDED.format("(value #>> '{}')", *letters)
    is_text = "jsonb_typeof(value) IN ('string', 'number')"
    exact = f"EXISTS (SELECT 1 FROM {values} WHERE {is_text} AND strpos({folded}, {text}) > 0)"  # noqa: S608 - clauses
    if not element.part:
        return exact
    # Most documents do not have the text at all, which is seen in a fifth of the time, and a third of what
    # ILIKE takes. Alone, it would make the server expect next to no hits, and sort all events by date instead
    # of meeting the newest first.
    may = _may_contain_in_postgresql(element, compiler, **given)
    return f"CASE WHEN {may} THEN {exact} ELSE false END"


@compiles(_MayContainValue, "postgresql")
def _may_contain_value_in_postgresql(element: _MayContainValue, compiler: Any, **given: Any) -> str:
    if not element.part:
        return _contains_value_in_postgresql(element, compiler, **given)
    return f"({_may_contain_in_postgresql(element, compiler, **given)})"


def _may_contain_in_postgresql(element: _ContainsValue, compiler: Any, **given: Any) -> str:
    clauses = list(element.clauses)
    parameters, sought = (compiler.process(clauses[place], **given) for place in (0, 5))
    written = f'CAST({parameters} AS TEXT) COLLATE "C"'
    if element.part.upper() != element.part.lower():
        written = f"lower({written})"
    return f"({written}) ~ {sought}" if element.others else f"strpos({written}, {sought}) > 0"
