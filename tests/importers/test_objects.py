"""JSON Lines and JSON documents are read object by object, their bytes kept."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import names_of, read_table

from importers.errors import NotDataError
from importers.readers.chunks import Broken
from importers.readers.detect import guess_format
from importers.readers.json import buffer, elements
from importers.readers.json.reader import JsonReader
from importers.readers.streams import open_input
from importers.reject_codes import Code

VALUES = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=5)


def read(path: Path, form: str) -> tuple[list[dict[str, Any]], list[int], list[bytes], list[Broken]]:
    rows: list[dict[str, Any]] = []
    lines: list[int] = []
    raws: list[bytes] = []
    broken: list[Broken] = []
    with open_input(str(path)) as source:
        for chunk in JsonReader(source, "utf-8", form).chunks():
            rows += chunk.frame.rows(named=True)
            lines += chunk.lines.to_list()
            raws += chunk.originals(range(chunk.frame.height))
            broken += chunk.broken
    return rows, lines, raws, broken


def as_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


def test_a_line_that_is_broken_in_two_and_one_that_holds_two_objects_do_not_make_up_for_each_other(
    tmp_path: Path,
) -> None:
    file = tmp_path / "notes.jsonl"
    file.write_text('{"a": 0}\n{"a": 1,\n"b": 2}\n{"a": 3} {"a": 4}\n{"a": 5}\n')
    rows, lines, _, broken = read(file, "jsonl")
    assert [row["a"] for row in rows] == ["0", "5"]
    assert lines == [1, 5]
    assert [(one.line, one.code) for one in broken] == [(2, Code.JSON), (3, Code.JSON), (4, Code.JSON)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    things=st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, min_size=1), min_size=1, max_size=8),
    form=st.sampled_from(["jsonl", "json", "document"]),
    size=st.integers(min_value=8, max_value=200),
)
def test_objects_come_back_with_every_value_as_text(
    tmp_path: Path, things: list[dict[str, Any]], form: str, size: int
) -> None:
    path = tmp_path / "in.json"
    text = {
        "jsonl": "\n".join(json.dumps(thing, ensure_ascii=False) for thing in things),
        "json": json.dumps(things, indent=1, ensure_ascii=False),
        "document": json.dumps({"count": len(things), "events": things}, ensure_ascii=False),
    }[form]
    path.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for module in (elements, buffer):
            patch.setattr(module, "CHUNK_BYTES", size)
        rows, _, raws, broken = read(path, "jsonl" if form == "jsonl" else "json")
    assert not broken
    assert [json.loads(raw) for raw in raws] == things
    for row, thing in zip(rows, things, strict=True):
        assert {name: value for name, value in row.items() if value is not None} == {
            name: as_text(value) for name, value in thing.items() if value is not None
        }


def test_nested_objects_have_dotted_names_and_numbers_keep_their_spelling(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": 1, "order": {"number": "007", "total": 12.50}, "tags": [1, "x"], "ok": true}\n')
    rows, *_ = read(path, "jsonl")
    assert rows == [
        {"id": "1", "order.number": "007", "order.total": "12.50", "tags": '[1,"x"]', "ok": "true"}
    ]


def test_a_line_that_is_no_object_is_a_reject_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'{"a": 1}\n\n{"a": \n[1]\n{"a": "\xff"}\n{"a": 2, "new": 3}\n')
    rows, lines, _, broken = read(path, "jsonl")
    assert rows == [{"a": "1", "new": None}, {"a": "2", "new": "3"}]
    assert lines == [1, 6]
    assert [(b.record, b.line, b.code) for b in broken] == [
        (2, 3, Code.JSON),
        (3, 4, Code.JSON),
        (4, 5, Code.ENCODING),
    ]


def test_a_document_cut_off_gives_what_is_whole_and_names_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text('[{"a": 1},\n {"a": 2},\n {"a":')
    rows, _, _, broken = read(path, "json")
    assert [row["a"] for row in rows] == ["1", "2"]
    assert [(b.line, b.code) for b in broken] == [(3, Code.JSON)]


def test_an_empty_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("\n\n")
    with pytest.raises(NotDataError, match="empty"):
        read(path, "jsonl")


def test_gzip_is_unpacked_by_what_it_is_not_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(gzip.compress(b'{"a": 1}\n'))
    assert read(path, "jsonl")[0] == [{"a": "1"}]
    path.write_bytes(gzip.compress(b'{"a": 1}\n' * 5000)[:12])
    with pytest.raises(NotDataError, match="gzip data is cut off"):
        read(path, "jsonl")


def test_the_format_is_guessed_from_the_content_first() -> None:
    assert guess_format("x.csv", b'[{"a": 1}]') == "json"
    assert guess_format("x.csv", b'{"a": 1}\n{"a": 2}\n') == "jsonl"
    assert guess_format("x.json", b'{\n "a": 1}') == "json"
    assert guess_format("x.tsv.gz", b"a\tb\n") == "tsv"
    assert guess_format("standard input", b"a,b\n") == "csv"


ONE, TWO, THREE = (json.dumps({"order": number, "message": f"m{number}"}) for number in "123")
WRAPPED = {
    "an envelope": f'{{"count": 2, "data": [{ONE}, {TWO}, {THREE}], "next": null}}',
    "envelopes in envelopes": f'{{"response": {{"ok": [1], "x": {{"items": [{ONE}, {TWO}, {THREE}]}}}}}}',
    "one array after the other": f"[{ONE}]\n[{TWO}, {THREE}]",
    "one envelope after the other": f'{{"data": [{ONE}], "page": 1}}{{"data": [{TWO}, {THREE}], "page": 2}}',
    "one object after the other": ONE + TWO + THREE,
    "a trailing comma": f"[{ONE}, {TWO}, {THREE},]",
    "phpMyAdmin's export": (
        '[{"type":"header","version":"5.2.1"},{"type":"database","name":"shop"},\n'
        f'{{"type":"table","name":"notes","database":"shop","data":[{ONE},\n{TWO},\n{THREE}]}}]'
    ),
}


@pytest.mark.parametrize("wrapped", WRAPPED)
@pytest.mark.parametrize("size", [8, 1000])
def test_records_are_found_in_whatever_a_document_wraps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrapped: str, size: int
) -> None:
    monkeypatch.setattr(buffer, "CHUNK_BYTES", size)
    path = tmp_path / "in.json"
    path.write_text(WRAPPED[wrapped])
    found = read_table(path)
    assert found.rows == [("1", "m1"), ("2", "m2"), ("3", "m3")]
    assert (found.raws, found.broken) == ([f"{one}\n".encode() for one in (ONE, TWO, THREE)], [])


def test_the_tables_of_a_document_are_its_lists_however_deep(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text(f'{{"orders": [{ONE}], "more": {{"notes": [{TWO}], "id": 7, "tags": ["x"]}}}}')
    assert names_of(path) == ["orders", "more.notes"]
    assert read_table(path, "more.notes").rows == [("2", "m2")]
    path.write_text(f'{{"order": {{"id": 7, "number": "#1", "notes": [{TWO}]}}}}')
    assert read_table(path).columns == ["id", "number", "notes"]


KEYED = {"1001": {"at": "a", "lines": [{"sku": "x"}]}, "1002": {}, "1003": {"at": "c"}}
IN_THEM = [("1001", "a"), ("1002", None), ("1003", "c")]


@pytest.mark.parametrize("size", [8, 1000])
@pytest.mark.parametrize(
    "case",
    [
        (KEYED, "id", IN_THEM),
        ({"meta": {"page": 1}, "orders": KEYED}, "id", IN_THEM),
        ({"R1": [{"at": "a"}, {"at": "b"}], "R2": [], "R3": [{"at": "c"}]}, "id",
         [("R1", "a"), ("R1", "b"), ("R3", "c")]),
        ({"1": {"id": 7, "at": "a"}, "2": {"id": 8, "at": "b"}}, "key", [("1", "a"), ("2", "b")]),
    ],
)  # fmt: skip
def test_objects_called_by_their_ids_are_records_with_the_id(
    tmp_path: Path,
    case: tuple[dict[str, Any], str, list[Any]],
    size: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document, named, records = case
    monkeypatch.setattr(buffer, "CHUNK_BYTES", size)
    file = tmp_path / "keyed.json"
    file.write_text(json.dumps(document))
    assert names_of(file) == ["keyed"]
    read = read_table(file)
    assert [(row[named], row["at"]) for row in read.named] == records
    (tmp_path / "rejects.jsonl").write_bytes(b"".join(read.raws))
    assert read_table(tmp_path / "rejects.jsonl").named == read.named


def test_an_object_whose_parts_are_called_by_words_is_one_record(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text('{"address_1": {"city": "a"}, "address_2": {"city": "b"}}')
    assert read_table(file).named == [{"address_1.city": "a", "address_2.city": "b"}]


PAGES = [{"total": 3, "orders": [{"no": 1}, {"no": 2}]}, {"total": 3, "orders": [{"no": 3}]}]


@pytest.mark.parametrize(
    "text", [json.dumps(PAGES), "\n".join(map(json.dumps, PAGES)), "".join(map(json.dumps, PAGES))]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_pages_put_together_are_one_table(tmp_path: Path, text: str, encoding: str) -> None:
    file = tmp_path / "pages.json"
    file.write_text(text, encoding)
    assert read_table(file).rows == [("1",), ("2",), ("3",)]


@pytest.mark.parametrize("size", [8, 64, 4_000])
def test_the_fault_of_an_element_is_placed_within_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(buffer, "CHUNK_BYTES", size)
    path = tmp_path / "in.json"
    path.write_text(f'[{ONE},\n{{"order" "9"}},\n{TWO}]')
    (broken,) = read_table(path).broken
    assert (broken.line, broken.detail) == (2, "Expecting ':' delimiter, at character 10 of it")


def test_an_element_that_cannot_be_read_costs_itself_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in {"CHUNK_BYTES": 64, "RECORD_BYTES": 256, "KEPT_BYTES": 16}.items():
        monkeypatch.setattr(buffer, name, size)
    path = tmp_path / "in.json"
    overlong = json.dumps({"order": "9", "message": 'a "quoted" \\ ] text' * 100, "list": [[{}]]})
    path.write_text(f"[{ONE},\n{overlong},\n{TWO},\n{{'python': 1, 'list': [1, 2]}},\n{THREE}]")
    found = read_table(path)
    assert found.rows == [("1", "m1"), ("2", "m2"), ("3", "m3")]
    assert found.lines == [1, 3, 5]
    assert [(b.record, b.line, b.code) for b in found.broken] == [(2, 2, Code.LONG), (4, 4, Code.JSON)]
    assert f"{len(overlong):,} characters" in found.broken[0].detail


def test_nesting_deeper_than_any_export_costs_its_record_only(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    bomb = '{"a":' * 100_000 + "1" + "}" * 100_000
    path.write_text(
        f'[{ONE}, {bomb}, {{"order": "2", "message": "m2", "x": {"[" * 100_000 + "]" * 100_000}}}]'
    )
    found = read_table(path)
    assert (found.rows, [b.detail for b in found.broken]) == (
        [("1", "m1")],
        ["it is nested too deeply"] * 2,
    )
    path.write_text(bomb)
    with pytest.raises(NotDataError, match="nested too deeply"):
        read_table(path)


def test_broken_records_at_the_start_do_not_hide_those_after_them(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"order": \n' + "nonsense\n" + ONE + "\n")
    found = read_table(path, input_format="jsonl")
    assert (found.rows, found.lines, [b.line for b in found.broken]) == ([("1", "m1")], [3], [1, 2])
    path.write_text("[1, 2]")
    with pytest.raises(NotDataError, match=r"no JSON object in it.*line 1: it is a number"):
        read_table(path)


def test_what_python_writes_for_no_number_is_text(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"a": NaN, "b": 12.50}\n{"a": -Infinity, "b": 123456789012345678901}\n')
    assert read(path, "jsonl")[0] == [
        {"a": "NaN", "b": "12.50"},
        {"a": "-Infinity", "b": "123456789012345678901"},
    ]
