"""JSON objects decoded many at once have the values that they have one by one."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.readers.chunks import Chunk
from importers.readers.json import elements
from importers.readers.json.columns import ObjectColumns
from importers.readers.json.reader import JsonReader
from importers.readers.streams import wrapped

WILD = (
    "1", "-0", "1.0", "12.50", "1e5", "1E400", "0.1e-7", "123456789012345678901234567890", "true", "false",
    "null", '""', '"x"', '"007"', '"null"', r'"\u0041\n\"\\ \ud83d\ude00"', r'"\ud83d"', r'"a\u0000b"',
    '"zażółć \u2028 \x7f"', "[]", "{}", '[1, {"a": 1.50}]', '{"a": {"b": "c"}}', "NaN", "01", '"\t"',
)  # fmt: skip
"""Spelled values, some of which are no JSON."""

NAMES = st.sampled_from(["a", "b", r"\u0061", "ż", "a.b", "", "type", r"q\"q"])
OBJECTS = st.lists(st.tuples(NAMES, st.sampled_from(WILD)), max_size=4).map(
    lambda members: "{" + ", ".join(f'"{name}": {value}' for name, value in members) + "}"
)
LINES = st.one_of(
    OBJECTS, OBJECTS, OBJECTS, st.sampled_from(["", "  ", "[1]", "{", '{"a": 1} {"b": 2}', "}"])
)
PLAIN = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(WILD[:17])), max_size=4).map(
    lambda members: "{" + ",".join(f'"{name}":{value}' for name, value in members) + "}"
)


def read(text: bytes, *, size: int, at_once: bool) -> list[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(elements, "CHUNK_BYTES", size)
        if not at_once:
            patch.setattr(ObjectColumns, "decode", lambda *_: None)
        reader = JsonReader(wrapped(io.BytesIO(text), name="in", path="", size=None), "utf-8", "jsonl")
        return list(map(plainly, reader.chunks()))


def plainly(chunk: Chunk) -> list[Any]:
    places = [chunk.first_record, chunk.last_record, chunk.last_line, chunk.end, chunk.prefix]
    columns = [chunk.records.to_list(), chunk.lines.to_list(), chunk.originals(range(chunk.frame.height))]
    return [chunk.frame.rows(named=True), chunk.broken, *columns, *places]


@settings(max_examples=100, deadline=None)
@given(
    lines=st.one_of(st.lists(PLAIN, min_size=1, max_size=30), st.lists(LINES, min_size=1, max_size=30)),
    end=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["", "\ufeff"]),
    size=st.sampled_from([16, 60, 4000]),
)
def test_objects_decoded_at_once_and_one_by_one_are_the_same(
    lines: list[str], end: str, mark: str, size: int
) -> None:
    text = (mark + '{"a": "first"}\n' + end.join(lines)).encode()
    assert read(text, size=size, at_once=True) == read(text, size=size, at_once=False)


@pytest.mark.parametrize("value", WILD)
def test_a_value_is_the_same_text_whether_its_name_was_met_before_or_not(value: str) -> None:
    decoder = ObjectColumns()
    first, later = (decoder.decode(f'{{"a": {value}}}'.encode(), 1) for _ in range(2))
    assert (first and first["a"].to_list()) == (later and later["a"].to_list())
