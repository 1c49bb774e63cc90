"""The columnar parser vouches for texts that are well formed, and for no others."""

from __future__ import annotations

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from importers.readers.csv import columnar
from importers.readers.csv.stdlib import strict_records

CELLS = st.sampled_from(["", "a", "bc", '""', '"a"', '"a""b"', '"""a"""', '"a,b"', '"a\nb"', '"\r\n"', "ż"])
SPOILT = st.sampled_from(['a"', '"a', '""a""', '"a"b', '"', ",", "\r", "\n", '"a" '])
RECORDS = st.lists(st.lists(CELLS, min_size=3, max_size=3).map(",".join), max_size=4)
ENDS = st.sampled_from(["\n", "\r\n"])
DELIMITERS = st.sampled_from([",", ",", ";", "|", "^"])


def parsed(
    text: bytes, *, columns: int, delimiter: str, encoding: str = "utf-8"
) -> tuple[pl.DataFrame, pl.Series] | None:
    return columnar.parse(
        text,
        columns=list("abc")[:columns],
        encoding=encoding,
        delimiter=delimiter,
        line_count=columnar.line_count(text),
    )


@st.composite
def spoilt_texts(draw: st.DrawFn) -> bytes:
    """Well-formed records, into most of which something is put at one place."""
    end = draw(ENDS)
    text = end.join(draw(RECORDS)) + draw(st.sampled_from([end, end, ""]))
    at = draw(st.integers(0, len(text)))
    return (text[:at] + draw(st.one_of(st.just(""), SPOILT)) + text[at:]).encode()


@settings(max_examples=200, deadline=None)
@given(text=spoilt_texts(), delimiter=DELIMITERS, columns=st.sampled_from([3, 3, 1]))
@example(text=b"a,b,c\na,b\n", delimiter=",", columns=3)
@example(text=b'a,b,\na,"b,"\n', delimiter=",", columns=3)
@example(text=b"a,b,c,d", delimiter=",", columns=3)
def test_what_is_vouched_for_is_what_the_strict_parser_reads(
    text: bytes, delimiter: str, columns: int
) -> None:
    text = text.replace(b",", delimiter.encode())
    found = parsed(text, columns=columns, delimiter=delimiter)
    if found is not None:
        strict = strict_records(text, encoding="utf-8", delimiter=delimiter)
        assert [list(row) for row in found[0].rows()] == [record.cells or [""] for record in strict]


@settings(max_examples=100, deadline=None)
@given(records=RECORDS, end=ENDS, last=st.booleans(), delimiter=DELIMITERS)
def test_well_formed_records_are_vouched_for(
    records: list[str], end: str, last: bool, delimiter: str
) -> None:
    text = (end.join(records) + (end if last and records else "")).replace(",", delimiter).encode()
    found = parsed(text, columns=3, delimiter=delimiter)
    assert found is not None
    assert found[0].height == len(records)


def test_a_byte_order_mark_in_another_encoding_is_text() -> None:
    assert parsed("\ufeffa,b,c\n".encode("gb18030"), columns=3, delimiter=",", encoding="gb18030") is None
