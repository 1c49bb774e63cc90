"""Codes of kinds in memory, and those that an import gives."""

from __future__ import annotations

import ast
from pathlib import Path
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from events.kind_store.pages import MOST_HOLES, CodePages
from events.meaning import (
    asides,
    classify,
    kind_codes,
    kind_groups,
    message_words,
    part_states,
    phrases,
    row_amounts,
    slots,
    taken_back,
    worded_amounts,
)

CODES = st.binary(min_size=1, max_size=9)


@given(st.dictionaries(st.integers(1, 300_000), CODES, max_size=8), st.integers(0, 300_000))
def test_gaps_are_what_was_not_put(parts: dict[int, bytes], highest: int) -> None:
    pages = CodePages()
    for first, codes in parts.items():
        for place, code in enumerate(codes):
            pages.put(first + place, code)
    missing = {number for gap in pages.holes(highest) for number in range(gap[0], gap[1] + 1)}
    assert missing == {number for number in range(1, highest + 1) if not pages.get(number)}


def test_many_small_gaps_are_joined() -> None:
    pages = CodePages()
    pages.put_all(1, b"\1\0" * 5_000)
    assert len(pages.holes(10_000)) <= MOST_HOLES


@given(st.lists(st.tuples(st.integers(1, 200_000), st.integers(1, 40_000)), max_size=5))
def test_rows_of_codes_complete_each_other(spans: list[tuple[int, int]]) -> None:
    pages = CodePages()
    for first, size in spans:
        pages.put_all(first, bytes(1 + number % 250 for number in range(first, first + size)))
    known = {number for first, size in spans for number in (first, first + size - 1)}
    assert all(pages.get(number) == 1 + number % 250 for number in known)
    assert pages.count([7]) == len(list(pages.ids([7])))


def test_the_classifier_has_a_revision_for_each_version_of_its_code() -> None:
    """Stored kinds are replaced when it changes. Raise `REVISION` where the same message may now mean another
    thing; then put the new numbers here. Comments and docstrings do not count."""
    modules = (
        asides, classify, kind_groups, message_words, part_states, phrases, row_amounts, slots, taken_back,
        worded_amounts,
    )  # fmt: skip
    code = "".join(statements(Path(one.__file__).read_text("utf-8")) for one in modules)
    assert (kind_codes.REVISION, crc32(code.encode())) == (26, 2706974018)


def test_only_what_is_run_counts_as_the_classifiers_code() -> None:
    said = '"""Module."""\nMOST = 3\n"""The most."""\ndef kind():\n    """One."""\n    return "paid"  # so\n'
    assert statements(said) == statements('MOST = 3\ndef kind():\n    return "paid"\n')
    assert statements(said) != statements(said.replace("paid", "shipped"))


class _WithoutDocstrings(ast.NodeTransformer):
    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        is_text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if is_text else node


def statements(source: str) -> str:
    """The code without comments, docstrings and layout."""
    return ast.unparse(_WithoutDocstrings().visit(ast.parse(source)))
