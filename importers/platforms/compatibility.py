"""Accepts the keywords that platform declarations used in 0.1, so that packages written for it still load.

Each old keyword is passed on under its present name, with a `DeprecationWarning` that names both.
`events plugin check` prints these warnings.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")
_C = TypeVar("_C")
_Converters = Mapping[str, Callable[[Any], Any]]

TABLE_KEYWORDS = {
    "needs": "required_columns",
    "same": "column_aliases",
    "only": "row_filter",
    "given": "copied_columns",
    "cut": "extracted_columns",
    "said": "code_labels",
    "every": "read_all_matches",
    "each": "explode",
    "each_as": "explode_pattern",
    "each_by": "explode_sort_key",
    "serialized": "packed_columns",
    "system": "system_author_pattern",
    "shown": "visible_when",
}
"""`HistoryTable` (then called `Records`): old keyword to present field."""

LOOKUP_KEYWORDS = {
    "on": "left_on",
    "key": "right_on",
    "made": "computed",
    "every": "aggregate",
    "best": "priority",
    "natural": "alternate_key",
}
"""`Lookup`: old keyword to present field."""

PLATFORM_KEYWORDS = {"silent": "ignored_tables"}
"""`Platform`: old keyword to present field."""


def accept_old_keywords(
    names: Mapping[str, str], *, owner: str, convert: _Converters | None = None
) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Decorate a function so that it also takes the old `names` of its keywords.

    `owner` is what the warning calls the function; `convert` holds a function for each old keyword whose
    value had another shape.
    """

    def decorate(function: Callable[_P, _R]) -> Callable[_P, _R]:
        @functools.wraps(function)
        def call(*args: _P.args, **given: _P.kwargs) -> _R:
            found: dict[str, Any] = {}
            for name, value in given.items():
                if name in names:
                    _warn(owner, name, names[name])
                converted = convert[name](value) if convert and name in convert else value
                found[names.get(name, name)] = converted
            return function(*args, **found)

        return call

    return decorate


def accepts_old_keywords(
    names: Mapping[str, str], *, convert: _Converters | None = None
) -> Callable[[type[_C]], type[_C]]:
    """Decorate a dataclass so that its constructor also takes the old `names` of its fields."""

    def decorate(cls: type[_C]) -> type[_C]:
        wrap = accept_old_keywords(names, owner=cls.__name__, convert=convert)
        type.__setattr__(cls, "__init__", wrap(cls.__init__))
        return cls

    return decorate


def _warn(owner: str, old: str, new: str) -> None:
    warnings.warn(f"{owner}({old}=…) is now {owner}({new}=…)", DeprecationWarning, stacklevel=3)
