"""JSON objects decoded many at once have the values that they have one by one."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.readers.chunks import Chunk
from importers.readers.json import elements
from importers.readers.json.columns import ObjectColumns, value_text
from importers.readers.json.decode import InvalidJsonError, decode_value
from importers.readers.json.reader import JsonReader
from importers.readers.json.uniform import UniformObjects, common_order
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
NESTED = (
    *WILD[9:13],
    "[]",
    "{}",
    '[1, {"a": 1.50}]',
    '{"b": "c"}',
    '{"b": {"c": 1.0, "d": null}}',
    '{"b": [], "c": 2}',
)
WITHIN = st.lists(
    st.tuples(st.sampled_from(["a", "a.b", "n", "node"]), st.sampled_from(NESTED)), min_size=1, max_size=3
).map(lambda members: "{" + ",".join(f'"{name}":{value}' for name, value in members) + "}")
IN_ORDER = st.lists(
    st.tuples(*(st.sampled_from(["", *(f'"{name}": {value}' for value in WILD[:17])]) for name in "abc")),
    min_size=1,
    max_size=30,
).map(lambda rows: ["{" + ", ".join(filter(None, members)) + "}" for members in rows])


def read(text: bytes, *, size: int, at_once: bool) -> list[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(elements, "CHUNK_BYTES", size)
        if not at_once:
            for name in ("parse", "decode"):
                patch.setattr(ObjectColumns, name, lambda *_: None)
        reader = JsonReader(wrapped(io.BytesIO(text), name="in", path="", size=None), "utf-8", "jsonl")
        return list(map(plainly, reader.chunks()))


def plainly(chunk: Chunk) -> list[Any]:
    places = [chunk.first_record, chunk.last_record, chunk.last_line, chunk.end, chunk.prefix]
    columns = [chunk.records.to_list(), chunk.lines.to_list(), chunk.originals(range(chunk.frame.height))]
    return [chunk.frame.rows(named=True), chunk.broken, *columns, *places]


@settings(max_examples=100, deadline=None)
@given(
    lines=st.one_of(
        st.lists(PLAIN, min_size=1, max_size=30),
        st.lists(LINES, min_size=1, max_size=30),
        IN_ORDER,
        IN_ORDER,
        st.lists(WITHIN, min_size=1, max_size=3).map(lambda some: some * 3),
    ),
    end=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["", "\ufeff"]),
    size=st.sampled_from([16, 60, 4000]),
    first=st.sampled_from(['{"a": "first", "b": "", "c": null}', '{"a": {"b": 1}}']),
)
def test_objects_decoded_at_once_and_one_by_one_are_the_same(
    lines: list[str], end: str, mark: str, size: int, first: str
) -> None:
    text = (mark + first + "\n" + end.join(lines)).encode()
    assert read(text, size=size, at_once=True) == read(text, size=size, at_once=False)


@pytest.mark.parametrize("value", WILD)
def test_a_value_is_the_same_text_whether_its_name_was_met_before_or_not(value: str) -> None:
    decoder = ObjectColumns()
    text = f'{{"a": {value}}}'.encode()
    first, later = (decoder.decode(text, 1) for _ in range(2))
    assert (first is None) == (later is None)
    assert [one.to_list() for one in (first or {}).values()] == [
        one.to_list() for one in (later or {}).values()
    ]


@pytest.mark.parametrize("code", ["0001", "0010", "00e9", "0100", "1000", "c000", "D7ff", "e000"])
def test_every_character_but_nul_may_be_escaped_in_uniform_objects(code: str) -> None:
    assert uniform(f'{{"a": "\\u{code}"}}') == {"a": [chr(int(code, 16))]}


def test_cells_of_uniform_objects_are_looked_at_for_nul_only_where_one_may_be() -> None:
    first, plain, nul = '{"a": "x"}', '{"a": "y"}', r'{"a": "z\u0000"}'
    text = "\n".join([first, plain, nul]).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(elements, "CHUNK_BYTES", 8)
        reader = JsonReader(wrapped(io.BytesIO(text), name="in", path="", size=None), "utf-8", "jsonl")
        chunks = list(reader.chunks())
    assert [(chunk.frame["a"].to_list(), chunk.may_have_nuls) for chunk in chunks] == [
        (["x"], False), (["y"], False), (["z\0"], True),
    ]  # fmt: skip


def uniform(text: str, count: int = 1) -> dict[str, list[str | None]] | None:
    found = UniformObjects(["a", "b"], ["a", "b"]).read(text.encode(), count)
    return None if found is None else {name: column.to_list() for name, column in found.items()}


@pytest.mark.parametrize("value", [*WILD, "9" * 18, "9" * 19, "-5", r'"\ud83dx"', r'"\ude00\ud83d"'])
def test_a_value_in_uniform_objects_is_the_text_that_it_is_alone_or_is_left_to_others(value: str) -> None:
    try:
        alone = decode_value(value.encode())
    except InvalidJsonError:
        assert uniform(f'{{"a": {value}}}') is None
        return
    assert uniform(f'{{"a": {value}}}') in (None, {"a": [value_text(alone)]})


@pytest.mark.parametrize("value", ["0", "-5", "true", "null", '"x"', r'"\u0041\n\ud83d\ude00\" \\"', '"é"'])
def test_usual_values_are_read_in_uniform_objects(value: str) -> None:
    assert uniform(f'{{"a": {value},"b":1}}') == {"a": [value_text(decode_value(value.encode()))], "b": ["1"]}


@pytest.mark.parametrize(
    "text",
    [
        r'{"a": "\u0000"}', '{"a": 1}\r{"a": 2}', '{"a": 1,\n"b": 2}',
        '{"a": 1, "a": 2}', '{"a": 1, "a": null}', '{"a": 1, "c": 2}', '{"b": 1, "a": 2}', '{"a": 1 "b": 2}',
        '{"a": 1,, "b": 2}', '{, "a": 1}', '{"a": 1,}', '{"a": 1} {"a": 2}', '{"a": 1}{"a": 2}', '{"a": "1',
        r'{"a": 1, "c\\": 2}', '{"a":\n1}', '{"a": 1}]', "[]", '{"a": "\n"}',
    ],
)  # fmt: skip
def test_what_is_no_line_of_known_members_in_order_is_left_to_others(text: str) -> None:
    assert uniform(text) is None


def test_a_member_that_no_object_has_is_no_column_and_one_that_is_null_is_one() -> None:
    assert uniform('{"a": 1}\r\n{}\n\n{"a": null}\n', 3) == {"a": ["1", None, None]}
    assert uniform('{"a": 1, "b" : null}\n{"a": "\\"b\\":"}', 2) == {"a": ["1", '"b":'], "b": [None, None]}


def test_names_are_ordered_so_that_objects_that_lack_some_have_theirs_in_order() -> None:
    assert common_order([("a", "b", "d"), ("a", "c", "d"), ("e", "a")]) == ["e", "a", "c", "b", "d"]


def test_objects_with_objects_and_lists_in_them_are_columns_of_their_members() -> None:
    text = b'{"a": {"b": 1, "c": {"d": null}}, "e": [1.50]}\n{"a": {"c": {"d": "x"}}, "e": []}'
    found = ObjectColumns().decode(text, 2)
    assert found is not None
    assert {name: column.to_list() for name, column in found.items()} == {
        "a.b": ["1", None], "a.c.d": [None, "x"], "e": ['["1.50"]', "[]"],
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        '{"a": {"b": 1}}\n{"a": null}',
        '{"a": {"b": 1}, "a.b": 2}',
        '{"node": {"a": 1}}',
        '{"a": {}}\n{"a": {"b": 1}}',
    ],
)
def test_objects_that_do_not_show_which_members_they_have_are_read_one_by_one(text: str) -> None:
    assert ObjectColumns().decode(text.encode(), len(text.splitlines())) is None
