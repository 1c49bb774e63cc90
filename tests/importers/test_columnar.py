"""The columnar parser takes the same texts for well formed, however that is found out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.readers.csv import columnar

CELLS = st.sampled_from(["", "a", "bc", '""', '"a"', '"a""b"', '"""a"""', '"a,b"', '"a\nb"', '"\r\n"', "ż"])
SPOILT = st.sampled_from(['a"', '"a', '""a""', '"a"b', '"', ",", "\r", "\n", '"a" '])
RECORDS = st.lists(st.lists(CELLS, min_size=3, max_size=3).map(",".join), max_size=4)


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """Well-formed records, into most of which something is put at one place."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text = end.join(draw(RECORDS)) + draw(st.sampled_from([end, end, ""]))
    at = draw(st.integers(0, len(text)))
    return (text[:at] + draw(st.one_of(st.just(""), SPOILT)) + text[at:]).encode()


@settings(max_examples=200, deadline=None)
@given(text=texts(), delimiter=st.sampled_from([",", ",", ";"]), count=st.sampled_from([3, 3, 1]))
def test_a_text_cut_at_its_marks_is_as_whole_as_by_the_pattern(
    text: bytes, delimiter: str, count: int
) -> None:
    text = text.replace(b",", delimiter.encode())
    found = []
    for share in (1.0, -1.0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(columnar, "_FEW_MARKS", share)
            frame = columnar.parse(text, columns=list("abc")[:count], encoding="utf-8", delimiter=delimiter)
            found.append(None if frame is None else frame.rows())
    assert found[0] == found[1]
