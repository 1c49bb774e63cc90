"""A byte that is not in the encoding costs the record that holds it, in every format that holds JSON."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pytest
from reading import Read, read_table

from importers.planning.plan import seen_as
from importers.readers.opening import open_tables
from importers.readers.packed_values import members, unpacked

BAD = b"\xff"
LONE = b"\\ud83d"
FIRST, LAST = '{"id": "1", "text": "zażółć"}'.encode(), b'{"id": "3", "text": "c"}'
ROW = b'{"id": "2", "text": "%s"}'
ARRAY = b"[%s,\n%s,\n%s]"
LINES = b"%s\n%s\n%s\n"
DOCUMENTS = {
    "json lines": ("a.jsonl", LINES % (FIRST, ROW, LAST)),
    "a key of a line": ("a.jsonl", LINES % (FIRST, b'{"id": "2", "%s": "b"}', LAST)),
    "an array": ("a.json", ARRAY % (FIRST, ROW, LAST)),
    "nested in an array": ("a.json", ARRAY % (FIRST, b'{"id": "2", "o": {"text": "%s"}}', LAST)),
    "an envelope": ("a.json", b'{"total": 3, "notes": ' + ARRAY % (FIRST, ROW, LAST) + b"}"),
    "pages": ("a.json", b'[{"page": 1, "notes": ' + ARRAY % (FIRST, ROW, LAST) + b"}]"),
    "named by id": (
        "a.json",
        b'{"1": {"text": "%s"},\n"22": {"text": "%%s"},\n"3": {"text": "c"}}' % "zażółć".encode(),
    ),
}


def write(tmp_path: Path, form: str, bad: bytes) -> Path:
    name, data = DOCUMENTS[form]
    file = tmp_path / name
    file.write_bytes(data % bad)
    return file


def broken(read: Read) -> list[tuple[int, int, str]]:
    return [(one.record, one.line, one.code.value) for one in read.broken]


@pytest.mark.parametrize("bad", [BAD, LONE, b"\xc3", b"\xed\xa0\x80"], ids=["ff", "lone", "cut", "surrogate"])
@pytest.mark.parametrize("form", DOCUMENTS)
def test_an_undecodable_text_costs_its_own_record(tmp_path: Path, form: str, bad: bytes) -> None:
    read = read_table(write(tmp_path, form, bad))
    assert [(row["id"], row["text"]) for row in read.named] == [("1", "zażółć"), ("3", "c")]
    assert broken(read) == [(2, 2, "E-ENCODING")]
    assert bad in read.broken[0].raw


def test_an_undecodable_byte_beside_the_records_costs_none(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b'{"na\xff": 1, "x\\ud83d": {"y": 2}, "notes": [{"id": 1}, {"id": 2}]}')
    read = read_table(file)
    assert read.rows == [("1",), ("2",)]
    assert read.broken == []


def test_an_undecodable_item_of_a_nested_list_costs_its_record(tmp_path: Path) -> None:
    file = tmp_path / "orders.json"
    file.write_bytes(
        b'[{"id": 1, "notes": [{"text": "a"}]},\n{"id": 2, "notes": [{"text": "\xff"}]},\n'
        b'{"id": 3, "notes": [{"text": "c"}]}]'
    )
    read = read_table(file, "orders.notes")
    assert [row["text"] for row in read.named] == ["a", "c"]
    assert broken(read) == [(2, 2, "E-ENCODING")]


def dumpdata(tmp_path: Path, message: bytes) -> Path:
    row = b'{"model": "order.ordernote", "pk": %d, "fields": {"order": 1, "message": "%s"}}'
    file = tmp_path / "oscar.json"
    file.write_bytes(
        b"[" + b",\n".join(row % (at, text) for at, text in enumerate((b"a", message, b"c"), 1)) + b"]"
    )
    return file


@pytest.mark.parametrize("bad", [BAD, LONE], ids=["ff", "lone"])
def test_an_undecodable_object_of_dumpdata_costs_its_own_record(tmp_path: Path, bad: bytes) -> None:
    with open_tables(str(dumpdata(tmp_path, bad))) as opened, ExitStack() as stack:
        tables = seen_as(opened, stack)
        assert tables.names() == ["order_ordernote"]
        chunks = list(tables.reader("order_ordernote").chunks())
    assert [text for chunk in chunks for text in chunk.frame["message"]] == ["a", "c"]
    assert [one.code.value for chunk in chunks for one in chunk.broken] == ["E-ENCODING"]


def test_dumpdata_is_read_in_the_encoding_that_is_given(tmp_path: Path) -> None:
    file = dumpdata(tmp_path, "café".encode("cp1252"))
    with open_tables(str(file), encoding="cp1252") as opened, ExitStack() as stack:
        (chunk,) = seen_as(opened, stack).reader("order_ordernote").chunks()
    assert chunk.frame["message"].to_list() == ["a", "café", "c"]


def test_dumpdata_with_a_constant_that_json_does_not_have_is_read(tmp_path: Path) -> None:
    file = tmp_path / "oscar.json"
    file.write_text('[{"model": "a.b", "pk": 1, "fields": {"total": NaN}}]')
    with open_tables(str(file)) as opened, ExitStack() as stack:
        (chunk,) = seen_as(opened, stack).reader("a_b").chunks()
    assert chunk.frame.to_dicts() == [{"id": "1", "total": "NaN"}]


def test_half_a_surrogate_pair_in_a_packed_cell_costs_that_character() -> None:
    assert members(json.dumps({"note": "a\ud83d", "b\udc00": ["\ud83d\ude00"]})) == {
        "note": "a\ufffd",
        "b\ufffd": '["😀"]',
    }
    assert unpacked('"\\ud83d"') == "\ufffd"
