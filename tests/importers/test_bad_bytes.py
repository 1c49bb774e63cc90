"""A byte that is not UTF-8 costs its own record in XML, OCEL, XES, MySQL's XML and YAML, too."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from bringing import Bring
from hypothesis import given
from hypothesis import strategies as st
from reading import read_table

from importers.readers.bad_bytes import BadByteMarker, first_bad_byte, restore

TEXTS = ("first Größe", "second %s", "third ok")
BAD = {"ff": b"\xff", "two": b"\xff\x81", "cut": b"\xc3", "surrogate": b"\xed\xa0\x80"}
Write = Callable[[], bytes]


def _xml(record: str) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + record


def _records() -> bytes:
    rows = (f"<note><id>{at}</id><text>{text}</text></note>\n" for at, text in enumerate(TEXTS))
    return _xml(f"<notes>\n{''.join(rows)}</notes>\n").encode()


def _mysql() -> bytes:
    rows = (
        f'<row><field name="id">{at}</field><field name="text">{text}</field></row>\n'
        for at, text in enumerate(TEXTS)
    )
    return _xml(f'<resultset statement="notes">\n{"".join(rows)}</resultset>\n').encode()


def _xes() -> bytes:
    traces = (
        f'<trace><string key="concept:name" value="{at}"/><event>'
        f'<string key="concept:name" value="{text}"/></event></trace>\n'
        for at, text in enumerate(TEXTS)
    )
    return _xml(f'<log xes.version="1.0">{"".join(traces)}</log>').encode()


def _ocel_json() -> bytes:
    events = [
        {"id": str(at), "type": text, "time": "2020-01-01T10:00:00Z", "relationships": [{"objectId": "o1"}]}
        for at, text in enumerate(TEXTS)
    ]
    objects = [{"id": "o1", "type": "order"}]
    document = {"objectTypes": [], "eventTypes": [], "objects": objects, "events": events}
    return json.dumps(document, ensure_ascii=False).encode()


def _ocel_xml() -> bytes:
    events = (
        f'<event id="{at}" type="{text}" time="2020-01-01T10:00:00Z"/>\n' for at, text in enumerate(TEXTS)
    )
    types = "<object-types/><event-types/>"
    objects = '<objects><object id="o1" type="order"/></objects>'
    return _xml(f"<log>{types}{objects}<events>{''.join(events)}</events></log>").encode()


def _yaml() -> bytes:
    items = (
        f"- model: order.note\n  pk: {at}\n  fields:\n    text: {text}\n" for at, text in enumerate(TEXTS)
    )
    return "".join(items).encode()


FORMATS: dict[str, tuple[str, Write]] = {
    "records": ("notes.xml", _records),
    "mysql": ("notes.xml", _mysql),
    "xes": ("notes.xes", _xes),
    "ocel in json": ("notes.json", _ocel_json),
    "ocel in xml": ("notes.xml", _ocel_xml),
    "yaml": ("notes.yaml", _yaml),
}


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("form", FORMATS)
def test_a_bad_byte_costs_its_own_record(tmp_path: Path, form: str, bad: str) -> None:
    name, write = FORMATS[form]
    whole, damaged = tmp_path / "whole", tmp_path / "damaged"
    for folder, text in ((whole, b"fine"), (damaged, b"a" + BAD[bad] + b"b")):
        folder.mkdir()
        (folder / name).write_bytes(write().replace(b"%s", text))
    expected, read = read_table(whole / name), read_table(damaged / name)
    assert len(expected.rows) == len(TEXTS)
    assert read.rows == [expected.rows[0], expected.rows[2]]
    assert read.columns == expected.columns
    assert [(one.record, one.code.value) for one in read.broken] == [(2, "E-ENCODING")]
    assert b"a" + BAD[bad] + b"b" in read.broken[0].raw
    assert (read.records, read.broken[0].line) == ([1, 3], expected.lines[1])


def test_records_around_a_bad_byte_are_imported_and_it_is_rejected(bring: Bring) -> None:
    rows = "".join(
        f"<note><id>{at}</id><order>10{at}</order><date>2020-01-0{at + 1}</date><author/>"
        f"<message>{text}</message></note>"
        for at, text in enumerate(TEXTS)
    )
    report = bring(f"<notes>{rows}</notes>".encode().replace(b"%s", b"\xff"), name="notes.xml")
    assert (report.counts.imported, report.counts.rejected) == (2, 1)
    assert [group.code for group in report.groups] == ["E-ENCODING"]


def test_a_bad_byte_in_a_name_costs_its_own_record_too(tmp_path: Path) -> None:
    """In XES, names of attributes become columns of the table; the other records have no value there."""
    text = _xes().replace(b"%s", b"second").replace(b"</event>", b'<string key="gr%s" value="1"/></event>', 2)
    text = text.replace(b'<string key="gr%s" value="1"/>', b"", 1).replace(b"gr%s", b"gr\xf6\xdf")
    (tmp_path / "notes.xes").write_bytes(text)
    read = read_table(tmp_path / "notes.xes")
    assert (read.records, [(one.record, one.code.value) for one in read.broken]) == (
        [1, 3],
        [(2, "E-ENCODING")],
    )


@given(data=st.binary(max_size=40), cuts=st.lists(st.integers(0, 40), max_size=4))
def test_marks_are_valid_utf8_and_can_be_undone(data: bytes, cuts: list[int]) -> None:
    marker, places = BadByteMarker(), sorted(cuts)
    pieces = [data[start:end] for start, end in zip([0, *places], [*places, len(data)], strict=True)]
    marked = b"".join(map(marker.mark, pieces)) + marker.mark(b"", final=True)
    assert marked.decode("utf-8") is not None
    assert restore(marked) == data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        assert first_bad_byte(marked) is not None
    else:
        assert marked == data
