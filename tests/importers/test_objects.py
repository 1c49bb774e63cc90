"""JSON Lines and JSON documents are read object by object, their bytes kept."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.codes import Code
from importers.errors import NotData
from importers.readers import elements
from importers.readers.chunks import Broken
from importers.readers.objects import ObjectsReader
from importers.readers.sniffing import guess_format
from importers.readers.streams import open_input

VALUES = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=5)


def read(path: Path, form: str) -> tuple[list[dict[str, Any]], list[int], list[bytes], list[Broken]]:
    rows: list[dict[str, Any]] = []
    lines: list[int] = []
    raws: list[bytes] = []
    broken: list[Broken] = []
    with open_input(str(path)) as source:
        for chunk in ObjectsReader(source, "utf-8", form).chunks():
            rows += chunk.frame.rows(named=True)
            lines += chunk.lines.to_list()
            raws += chunk.originals(range(chunk.frame.height))
            broken += chunk.broken
    return rows, lines, raws, broken


def as_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


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
        for module in (elements,):
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


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("\n\n")
    with pytest.raises(NotData, match="empty"):
        read(path, "jsonl")


def test_gzip_is_unpacked_by_what_it_is_not_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(gzip.compress(b'{"a": 1}\n'))
    assert read(path, "jsonl")[0] == [{"a": "1"}]
    path.write_bytes(gzip.compress(b'{"a": 1}\n' * 5000)[:-20])
    with pytest.raises(NotData, match="cut off or damaged"):
        read(path, "jsonl")


def test_the_format_is_guessed_from_the_content_first() -> None:
    assert guess_format("x.csv", b'[{"a": 1}]') == "json"
    assert guess_format("x.csv", b'{"a": 1}\n{"a": 2}\n') == "jsonl"
    assert guess_format("x.json", b'{\n "a": 1}') == "json"
    assert guess_format("x.tsv.gz", b"a\tb\n") == "tsv"
    assert guess_format("standard input", b"a,b\n") == "csv"
