"""Packages written for 0.1 declare their platforms with the keywords of that version."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from importers.platforms import CodeLabels, HistoryTable, Lookup, Platform, Records
from importers.platforms.compatibility import LOOKUP_KEYWORDS, PLATFORM_KEYWORDS, TABLE_KEYWORDS

TABLE: dict[str, Any] = {
    "needs": ("a",),
    "same": {"a": "b"},
    "only": ("a = 1",),
    "given": {"c": ("a", "a = 1")},
    "cut": {"d": ("a", "(x)")},
    "said": ("a", {"1": "'one'"}),
    "every": True,
    "each": "notes",
    "each_as": "(?P<x>.)",
    "each_by": "at",
    "serialized": ("a",),
    "system": "^x$",
    "shown": "a = 1",
}
LOOKUP: dict[str, Any] = {
    "on": "a",
    "key": "id",
    "made": {"n": "{x}"},
    "every": True,
    "best": ("k", "v"),
    "natural": "email",
}


def test_every_old_keyword_of_a_table_fills_its_new_field() -> None:
    assert TABLE.keys() == TABLE_KEYWORDS.keys()
    with pytest.warns(DeprecationWarning, match="is now"):
        old = Records(table="t", fields={}, **TABLE)
    new = {TABLE_KEYWORDS[name]: value for name, value in TABLE.items()}
    labels = CodeLabels(column="a", labels={"1": "'one'"}, into="said")
    assert old == HistoryTable(table="t", fields={}, **{**new, "code_labels": labels})


def test_every_old_keyword_of_a_lookup_fills_its_new_field() -> None:
    assert LOOKUP.keys() == LOOKUP_KEYWORDS.keys()
    with pytest.warns(DeprecationWarning, match="is now"):
        old = Lookup(name="x", table="t", columns=("c",), **LOOKUP)
    new = {LOOKUP_KEYWORDS[name]: value for name, value in LOOKUP.items()}
    assert old == Lookup(name="x", table="t", columns=("c",), **new)


def test_the_old_keyword_of_a_lookup_by_id_is_accepted() -> None:
    by_id: Any = Lookup.by_id
    with pytest.warns(DeprecationWarning, match=r"Lookup\.by_id\(natural=…\) is now"):
        assert by_id("x", "t", "a", "c", natural="email").alternate_key == "email"


def test_the_old_keyword_of_a_platform_is_accepted() -> None:
    platform: Any = Platform
    assert PLATFORM_KEYWORDS.keys() == {"silent"}
    with pytest.warns(DeprecationWarning, match=r"Platform\(silent=…\) is now Platform\(ignored_tables=…\)"):
        assert platform(title="x", records=(), silent={"t": "why"}).ignored_tables == {"t": "why"}


def test_new_keywords_give_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        HistoryTable(table="t", required_columns=(), fields={})


def test_an_unknown_keyword_is_refused() -> None:
    table: Any = HistoryTable
    with pytest.raises(TypeError, match="require_columns"):
        table(table="t", require_columns=(), fields={})
