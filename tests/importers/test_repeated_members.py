"""Objects with two members of one name: the last is read, and the report says so."""

from __future__ import annotations

import io
import json

import pytest

from importers.readers.json.reader import JsonReader
from importers.readers.streams import wrapped


def _remarks(*lines: str, format: str = "jsonl") -> list[str]:
    text = "\n".join(lines) if format == "jsonl" else "[" + ",\n".join(lines) + "]"
    source = wrapped(io.BytesIO(text.encode()), name=f"notes.{format}", path="", size=None)  # type: ignore[arg-type]
    reader = JsonReader(source, "utf-8", format)
    list(reader.chunks())
    return source.remarks()


def _note(number: int, **more: object) -> str:
    return json.dumps({"id": number, "note": "Rang back", **more})


def _twice(note: str) -> str:
    return note[:-1] + ', "note": "Rang later"}'


@pytest.mark.parametrize("format", ["jsonl", "json"])
@pytest.mark.parametrize("more", [{}, {"sum": 1.5}, {"of": {"note": 1}}, {"sign": ':) "note": {"note":'}])
def test_records_with_a_member_twice_are_counted_with_the_first_line(
    format: str, more: dict[str, object]
) -> None:
    lines = [_note(1, **more), _twice(_note(2, **more)), _twice(_note(3, **more))]
    assert _remarks(*lines, format=format) == [
        "2 records have a member of one name twice (note), the first on line 2: the last of each was read."
    ]
    assert not _remarks(*[_note(number, **more) for number in range(3)], format=format)


def test_a_member_twice_in_an_inner_object_counts_too() -> None:
    inner = '{"id": 1, "of": {"note": 1, "note": 2}, "list": [{"note": 1}, {"note": 2}]}'
    assert "1 record has" in _remarks(_note(0, of={"note": 1}), inner)[0]
