"""Text that was encoded as UTF-8 twice is reported in every format, and repaired on request."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from bringing import bring_into, rows

from importers.inference.spoilt_texts import spoilt_note
from importers.mapping.column_mapping import ColumnMapping
from importers.readers.encodings import detect_encoding, register_utf8_twice
from importers.readers.json.decode import without_escapes

GOOD = 'Größe – 5 € "\\u00c3" 😀'
SPOILT = GOOD.encode().decode("cp1252")
RECORD = {"order": "1", "date": "2020-01-01 10:00:00", "message": SPOILT}
_NOTE = f"<note><order>1</order><date>2020-01-01</date><message>{SPOILT}</message></note>"
FILES = {
    "escaped.jsonl": json.dumps(RECORD),
    "escaped.json": json.dumps([RECORD]),
    "plain.jsonl": json.dumps(RECORD, ensure_ascii=False),
    "inner.json": json.dumps([{"no": 7, "events": [RECORD, RECORD]}]),
    "list.xml": f"<notes>{_NOTE * 3}</notes>",
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_reported_and_repaired_also_where_letters_are_escaped(
    name: str, sqlite_database: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_text(FILES[name], "utf-8")
    table = "inner.events" if name.startswith("inner") else ""
    report = bring_into(sqlite_database, file, sets=(), guess=True, dry_run=True, table=table)
    assert "--encoding utf-8-twice" in "".join(report.remarks)
    bring_into(
        sqlite_database,
        file,
        guess=True,
        table=table,
        mapping=ColumnMapping(source="test", tz="UTC", encoding="utf-8-twice"),
        sets=(),
    )
    found = rows(sqlite_database, "SELECT DISTINCT json_extract(parameters, '$.message') FROM order_events")
    assert found == [(GOOD,)]


@pytest.mark.parametrize("text", [rb"\u1_00", rb"\u012 "])
def test_only_hexadecimal_digits_are_read_as_an_escape(text: bytes) -> None:
    assert without_escapes(rb"\u00c3\u00a4 " + text) == "Ã¤ ".encode() + text


def test_workbooks_are_reported_without_an_option_that_cannot_repair_them() -> None:
    sample = pl.DataFrame({"order": ["1", "2"], "message": [SPOILT, "São Paulo, Ã"]})
    assert "1 sampled record has" in spoilt_note(sample, "xlsx")
    assert "--encoding" not in spoilt_note(sample, "xlsx")
    assert not spoilt_note(sample.tail(1), "xlsx")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("cp1251", "Заказ отправлен, Иван"),
        ("cp1250", "Zamówienie wysłane dziś – źdźbło"),
        ("mac-roman", "Größe geändert"),
        ("cp850", "Größe geändert"),
        ("cp866", "Заказ отправлен"),
        ("koi8-r", "Заказ отправлен"),
        ("cp1253", "παραγγελία στάλθηκε"),
    ],
)
def test_text_that_another_code_page_spoilt_is_named_with_its_repair(page: str, text: str) -> None:
    register_utf8_twice()
    codec = f"utf-8-twice-{page}"
    spoilt = text.encode(codec).decode()
    assert spoilt != text
    line = f"1,{spoilt}\n".encode()
    assert f"--encoding {codec}." in "".join(detect_encoding(b"id,note\n" + line * 3).remarks())
    assert line.decode(codec) == f"1,{text}\n"
    assert codec in spoilt_note(pl.DataFrame({"note": [spoilt]}), "xml")


@pytest.mark.parametrize(
    "text",
    [
        "Ёлка, № 5",
        "√2 ≠ √3",
        "Är… Ü",
        "Ăn uống",
        "├──┤ a",
        "üß√∂",
        "п≈3 и я",
        "订单 – ok",
    ],
)
def test_text_that_nothing_spoilt_is_not_named(text: str) -> None:
    assert detect_encoding(f"id,note\n1,{text}\n".encode()).twice == 0
