"""The lines of a document's records are the file's own, whatever rows are made of its elements."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import read_table

from importers.readers.opening import open_tables

XES = """<?xml version="1.0"?>
<log xmlns="http://www.xes-standard.org/">
  <trace>
    <string key="concept:name" value="1001"/>
    <event>
      <string key="concept:name" value="first"/>
    </event>
    <event><string key="concept:name" value="second"/></event><event><string key="x" value="third"/></event>
  </trace>
</log>
"""
RECORDS = """<orders>
  <order>
    <note>first</note>
    <id>1</id>
  </order>

  <order
     kind="x"><note>second
in two lines</note>
  </order>
  <order><note>third</note></order>
</orders>
"""
MYSQL = """<mysqldump>
<database name="shop">
<table_data name="notes">
<row>
  <field name="note">first</field>
</row>
<row>
  <field name="note">second</field>
  <field name="id">2</field>
</row>
</table_data>
</database>
</mysqldump>
"""
WXR = """<rss xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
  <item>
    <title>first</title>
    <wp:post_id>1</wp:post_id>
  </item>
  <item>
    <title>second</title>
  </item>
</channel>
</rss>
"""
OCEL_XML = """<log>
  <events>
    <event id="first" type="paid" time="2020-01-01T10:00:00Z">
      <objects><relationship object-id="1001" qualifier="order"/></objects>
    </event>
    <event id="second" type="paid" time="2020-01-01T10:00:00Z"/>
  </events>
  <objects>
    <object id="1001" type="order"/>
  </objects>
</log>
"""
OCEL_1 = """{
  "ocel:events": {
    "first": {
      "ocel:activity": "paid"
    },
    "second": {"ocel:activity": "sent",
      "ocel:timestamp": "2020-01-01"}
  },
  "ocel:objects": {}
}
"""
OCEL_2 = """{"objectTypes": [], "events": [
  {
    "id": "first", "type": "paid"
  },
  {"id": "second", "type": "sent"}, {"id": "third",
   "type": "sent"}
], "objects": []}
"""
DOCUMENT = """{"notes": [
  {"id": 1,
   "note": "first"},

  {"id": 2, "note": "second"}, {"id": 3,
   "note": "third"}
]}
"""
DUMPDATA = """- model: a.b
  fields:
    note: first
- model: a.b
  fields: {note: second}
"""


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(("a.xes", "events", XES, [(5, 7), (8, 8), (8, 8)]), id="XES"),
        pytest.param(("a.xml", "orders", RECORDS, [(2, 5), (8, 10), (11, 11)]), id="records"),
        pytest.param(("a.xml", "notes", MYSQL, [(4, 6), (7, 10)]), id="mysqldump"),
        pytest.param(("a.xml", "posts", WXR, [(3, 6), (7, 9)]), id="WordPress"),
        pytest.param(("a.xml", "events", OCEL_XML, [(3, 5), (6, 6)]), id="OCEL in XML"),
        pytest.param(("a.xml", "event_object", OCEL_XML, [(3, 5)]), id="OCEL's relations"),
        pytest.param(("a.xml", "objects", OCEL_XML, [(9, 9)]), id="OCEL's objects"),
        pytest.param(("a.jsonocel", "events", OCEL_1, [(3, 5), (6, 7)]), id="OCEL 1 in JSON"),
        pytest.param(("a.json", "events", OCEL_2, [(2, 4), (5, 5), (5, 6)]), id="OCEL 2 in JSON"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_lines_of_a_record_are_those_of_its_element(
    tmp_path: Path, case: tuple[str, str, str, list[tuple[int, int]]], end: str
) -> None:
    name, table, text, lines = case
    file = tmp_path / name
    file.write_text(text, "utf-8", newline=end)
    found: list[tuple[int, int]] = []
    with open_tables(str(file)) as tables:
        reader = tables.reader(table)
        for chunk in reader.chunks():
            found += [(line, chunk.line_ends[line]) for line in chunk.lines]
        assert reader.source.document_lines == text.count("\n")
    starts = {first for first, _ in lines}
    widest = {start: max(last for first, last in lines if first == start) for start in starts}
    assert found == [(first, widest[first]) for first, _ in lines]


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [("a.json", DOCUMENT, [2, 5, 5]), ("a.yaml", DUMPDATA, [1, 4])],
)
def test_documents_that_are_read_as_they_are_have_their_own_lines_too(
    tmp_path: Path, name: str, text: str, lines: list[int]
) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    assert read_table(file).lines == lines


@pytest.mark.parametrize(
    "row",
    [
        "<order>\n    <id>{}</id>\n  </order>",
        "<order><id>{}\n\n</id></order>",
        "<order><id><x/>\n\n</id><b>{}</b></order>",
        "<order><id/><b>{}</b>\n\n</order>",
    ],
)
def test_lines_are_right_beyond_those_that_the_parser_counts(tmp_path: Path, row: str) -> None:
    file = tmp_path / "a.xml"
    rows = "".join(f"  {row.format(number)}\n" for number in range(40_000))
    file.write_text(f"<orders>\n{rows}</orders>\n", "utf-8")
    assert read_table(file).lines == list(range(2, 2 + 3 * 40_000, 3))


@pytest.mark.parametrize("event", ['<event>\n<string key="a" value="b"/>\n</event>', "<event/>\n\n"])
def test_lines_of_elements_without_a_text_are_right_there_too(tmp_path: Path, event: str) -> None:
    file = tmp_path / "a.xes"
    file.write_text("<log>\n<trace>\n" + f"{event}\n" * 40_000 + "</trace>\n</log>\n", "utf-8")
    assert read_table(file).lines == list(range(3, 3 + 3 * 40_000, 3))
