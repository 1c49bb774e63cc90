"""XML and OCEL documents are tables of rows, walked once and forgotten."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from bringing import rows
from lxml import etree
from reading import again, names_of, read_table

from importers.errors import NotDataError
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run
from importers.readers.demux import RowTables
from importers.readers.factory import InputOptions
from importers.readers.streams import Input, open_input
from importers.readers.xml import walk

XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0"{namespace}>
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="DEFAULT"/></global>
  <string key="creator" value="me"/>
  <trace>
    <string key="concept:name" value="Case 1"><string key="why" value="because"/></string>
    <event>
      <string key="concept:name" value="Create &amp; send"/>
      <date key="time:timestamp" value="2010-12-30T14:32:00.000+01:00"/>
      <list key="tags"><values><string key="tag" value="a"/><string key="tag" value="b"/></values></list>
    </event>
    <event><string key="concept:name" value="Pay"/><string key="org:resource" value="Ann"/></event>
  </trace>
  <trace><event><string key="concept:name" value="Lost"/></event></trace>
</log>
"""


@pytest.mark.parametrize("namespace", ["", ' xmlns="http://www.xes-standard.org/"'])
def test_xes_events_bear_their_own_attributes_and_their_traces(tmp_path: Path, namespace: str) -> None:
    file = tmp_path / "log.xes.gz"
    file.write_bytes(gzip.compress(XES.format(namespace=namespace).encode()))
    assert names_of(file) == ["events"]
    read = read_table(file)
    assert read.named[0] == {
        "case:concept:name": "Case 1",
        "case:concept:name.why": "because",
        "concept:name": "Create & send",
        "time:timestamp": "2010-12-30T14:32:00.000+01:00",
        "tags.tag": "a",
        "tags.tag_2": "b",
        "org:resource": None,
        "case:place": None,
    }
    assert [(row["case:concept:name"], row["org:resource"], row["case:place"]) for row in read.named[1:]] == [
        ("Case 1", "Ann", None),
        (None, None, "2"),
    ]
    assert again(read, tmp_path / "rejects.jsonl").rows == read.rows


def test_a_log_without_events_is_a_table_without_rows(tmp_path: Path) -> None:
    file = tmp_path / "log.xes"
    file.write_text('<log xes.version="1.0"><extension name="Concept"/></log>')
    assert names_of(file) == ["events"]
    assert read_table(file).named == []


def test_a_document_is_walked_once_whatever_is_asked_of_it(tmp_path: Path) -> None:
    walks = 0

    def rows(source: Input) -> Iterator[tuple[str, dict[str, str | None]]]:
        nonlocal walks
        walks += 1
        for number in range(1_200):
            yield "a" if number % 2 else "b", {"id": str(number)} | ({"late": "x"} if number == 1_199 else {})

    file = tmp_path / "document.xml"
    file.write_text("<any/>")
    with ExitStack() as stack:
        tables = RowTables(
            lambda: open_input(str(file)),
            rows,
            {"a": ("id",), "b": ("id",)},
            form="xml",
            details="",
            how=InputOptions(),
            stack=stack,
        )
        assert tables.columns("a") == ["id", "late"]
        both = zip(tables.reader("a").chunks(), tables.reader("a").chunks(), strict=True)  # at the same time
        heights = [(one.frame.height, other.frame["late"].to_list()[-1]) for one, other in both]
        assert heights == [(600, "x")]
        assert tables.reader("b").columns == ["id"]
    assert walks == 1


def test_what_was_walked_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "STEP", 1_000)
    event = '<event><string key="concept:name" value="note"/><string key="x" value="{}"/></event>'
    file = tmp_path / "log.xes"
    body = "".join(event.format(number) for number in range(5_000))
    file.write_text(f'<log xes.version="1"><other>{"<a/>" * 5_000}</other><trace>{body}</trace></log>')
    with open_input(str(file)) as source:
        steps = 0
        for step in walk.walk(source, frozenset({"event"})):
            root = step.element.getroottree().getroot()
            assert sum(1 for _ in root.iter()) < 500, "what one reading step holds, and no more"
            steps += step.tag == "event"
    assert steps == 10_000  # each starts and ends


WXR = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
  <wp:wxr_version>1.2</wp:wxr_version>
  <wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[anna]]></wp:author_login>
    <wp:author_email><![CDATA[anna@shop.example]]></wp:author_email></wp:author>
  <item>
    <title>Order</title><dc:creator><![CDATA[anna]]></dc:creator>
    <content:encoded><![CDATA[]]></content:encoded>
    <excerpt:encoded><![CDATA[Ring twice]]></excerpt:encoded>
    <wp:post_id>48</wp:post_id><wp:post_date_gmt>2020-06-10 22:51:00</wp:post_date_gmt>
    <wp:status>wc-completed</wp:status><wp:post_type>shop_order</wp:post_type>
    <wp:postmeta><wp:meta_key>_order_number</wp:meta_key><wp:meta_value><![CDATA[#0048]]></wp:meta_value></wp:postmeta>
    <wp:comment>
      <wp:comment_id>2</wp:comment_id><wp:comment_author><![CDATA[WooCommerce]]></wp:comment_author>
      <wp:comment_date_gmt>2020-06-10 22:51:19</wp:comment_date_gmt>
      <wp:comment_content><![CDATA[a ]]]]><![CDATA[> b <br/>]]></wp:comment_content>
      <wp:comment_type>order_note</wp:comment_type><wp:comment_user_id>0</wp:comment_user_id>
      <wp:commentmeta><wp:meta_key>is_customer_note</wp:meta_key><wp:meta_value>1</wp:meta_value></wp:commentmeta>
    </wp:comment>
  </item>
</channel></rss>
"""


def test_a_wordpress_export_is_the_tables_it_was_made_from(tmp_path: Path) -> None:
    file = tmp_path / "export.xml"
    file.write_text(WXR, encoding="utf-8")
    assert names_of(file) == ["posts", "postmeta", "comments", "commentmeta", "users"]
    [comment] = read_table(file, "comments").named
    assert comment["comment_ID"] == "2"
    assert comment["comment_post_ID"] == "48"
    assert comment["comment_content"] == "a ]]> b <br/>"
    assert (comment["comment_type"], comment["user_id"]) == ("order_note", "0")
    [post] = read_table(file, "posts").named
    assert (post["ID"], post["post_status"], post["post_excerpt"]) == ("48", "wc-completed", "Ring twice")
    assert read_table(file, "postmeta").rows == [("48", "_order_number", "#0048")]
    assert read_table(file, "commentmeta").rows == [("2", "is_customer_note", "1")]
    [user] = read_table(file, "users").named
    assert (user["user_login"], user["user_email"]) == ("anna", "anna@shop.example")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', ""),
        ('<!DOCTYPE log [<!ENTITY file SYSTEM "file:///etc/passwd">]>', ""),
        ("", "<trace>"),
        ("", "</event>"),
        ("", "<string key=>"),
    ],
)
def test_xml_that_is_unsafe_or_not_whole_is_refused(tmp_path: Path, before: str, after: str) -> None:
    file = tmp_path / "log.xes"
    body = '<log xes.version="1"><trace><event><string key="concept:name" value="x"/></event></trace>'
    file.write_text(f'<?xml version="1.0"?>{before}{body}{after}</log>')
    with pytest.raises(NotDataError, match=r"document type of its own|no whole XML document"):
        read_table(file)


@pytest.mark.parametrize(
    ("declaration", "encoding", "seen"),
    [
        ('<?xml version="1.0" encoding="UTF-8"?>', "utf-8", "\u240b"),
        ('<?xml version="1.0" encoding="latin1"?>', "latin1", "?"),
    ],
)
def test_a_control_character_in_xml_is_shown_and_stops_nothing(
    tmp_path: Path, declaration: str, encoding: str, seen: str
) -> None:
    """WordPress writes into its exports what people have pasted, though no XML may hold it."""
    file = tmp_path / "log.xes"
    name = '<string key="concept:name" value="caf\u00e9\x0b!"/>'
    body = f'<log xes.version="1"><trace><event>{name}</event></trace></log>'
    file.write_text(declaration + body, encoding)
    [event] = read_table(file).named
    assert event["concept:name"] == f"caf\u00e9{seen}!"


def test_a_record_longer_than_memory_has_room_for_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "RECORD_BYTES", 100_000)
    file = tmp_path / "log.xes"
    inner = '<string key="x" value="y"/>' * 40_000
    file.write_text(f'<log xes.version="1"><trace><event>{inner}</event></trace></log>')
    with pytest.raises(NotDataError, match="a record in it is longer"):
        read_table(file)


MYSQL_XML = """<?xml version="1.0"?>
<mysqldump xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<database name="shop">
  <table_structure name="oc_empty"><field Field="id" Type="int"/><key Key_name="PRIMARY"/></table_structure>
  <table_structure name="oc_history"><field Field="id"/><field Field="comment"/></table_structure>
  <table_data name="oc_history">
  <row>
    <field name="id">1</field>
    <field name="comment">a &lt;b&gt;
c</field>
  </row>
  <row><field name="id">2</field><field name="comment" xsi:nil="true" /></row>
  <row><field name="id">3</field><field name="comment" xsi:type="xs:hexBinary">C5BB</field></row>
  </table_data>
</database>
</mysqldump>
"""
PHPMYADMIN_XML = """<?xml version="1.0" encoding="utf-8"?>
<!-- phpMyAdmin XML Dump -->
<pma_xml_export version="1.0" xmlns:pma="https://www.phpmyadmin.net/some_doc_url/">
  <pma:structure_schemas><pma:database name="shop">
    <pma:table name="oc_history">CREATE TABLE `oc_history` (id int);</pma:table>
  </pma:database></pma:structure_schemas>
  <database name="shop">
    <table name="oc_history"><column name="id">1</column><column name="comment">a &lt;b&gt;
c</column></table>
    <table name="oc_history"><column name="id">2</column><column name="comment">NULL</column></table>
    <table name="oc_history"><column name="id">3</column><column name="comment">Ż</column></table>
  </database>
</pma_xml_export>
"""
RESULT_XML = """<?xml version="1.0"?>
<resultset statement="SELECT * FROM `shop`.`oc_history`" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <row><field name="id">1</field><field name="comment">a &lt;b&gt;
c</field></row>
  <row><field name="id">2</field><field name="comment" xsi:nil="true"/></row>
  <row><field name="id">3</field><field name="comment">Ż</field></row>
</resultset>
"""


@pytest.mark.parametrize("written", [MYSQL_XML, PHPMYADMIN_XML, RESULT_XML])
def test_a_database_s_dump_in_xml_is_its_tables(tmp_path: Path, written: str) -> None:
    file = tmp_path / "dump.xml"
    file.write_text(written)
    read = read_table(file, "oc_history")
    assert (read.columns, read.rows) == (["id", "comment"], [("1", "a <b>\nc"), ("2", None), ("3", "Ż")])
    assert names_of(file) == (["oc_empty", "oc_history"] if written is MYSQL_XML else ["oc_history"])
    assert written is not MYSQL_XML or read_table(file, "oc_empty").columns == ["id"]


def test_a_platform_reads_a_dump_in_xml_as_it_reads_the_same_in_sql(tmp_path: Path) -> None:
    sql = Path(__file__).parents[2] / "sample_data" / "opencart" / "platform" / "export.sql"
    dump = etree.Element("mysqldump")
    for name in names_of(sql):
        data = etree.SubElement(dump, "table_data", name=name)
        for row in read_table(sql, name).named:
            cells = etree.SubElement(data, "row")
            for column, text in row.items():
                cell = etree.SubElement(cells, "field", name=column)
                cell.text = text
                if text is None:
                    cell.set("{http://www.w3.org/2001/XMLSchema-instance}nil", "true")
    (tmp_path / "dump.xml").write_bytes(etree.tostring(dump, encoding="utf-8"))
    found = [_imported(source, tmp_path / f"{source.suffix}.db") for source in (sql, tmp_path / "dump.xml")]
    assert found[0] == found[1]
    assert found[0]


def _imported(source: Path, database: Path) -> list[tuple[object, ...]]:
    run(
        str(source),
        ColumnMapping(),
        Options(platform="opencart"),
        database=str(database),
        on_progress=lambda _: None,
    )
    return rows(str(database), "SELECT date, order_id, parameters FROM order_events ORDER BY date, id")


EVENT = {"id": "e1", "type": "Pay", "time": "2022-01-09T15:00:00Z"}
OCEL_2 = {
    "objectTypes": [],
    "eventTypes": [],
    "objects": [
        {
            "id": "o1",
            "type": "order",
            "attributes": [
                {"name": "state", "time": "1970-01-01T00:00:00Z", "value": "new"},
                {"name": "state", "time": "2022-01-09T15:00:00Z", "value": "paid"},
            ],
            "relationships": [{"objectId": "i1", "qualifier": "has"}],
        }
    ],
    "events": [
        {
            **EVENT,
            "attributes": [{"name": "amount", "value": 12.5}],
            "relationships": [{"objectId": "o1", "qualifier": "of"}, {"objectId": "i1", "qualifier": "for"}],
        },
        {"id": "e2", "type": "Ship", "time": "2022-01-10T15:00:00Z"},
    ],
}
OCEL_1 = {
    "ocel:global-log": {"ocel:version": "1.0"},
    "ocel:events": {
        "e.1": {
            "ocel:activity": "Pay",
            "ocel:timestamp": "2022-01-09T15:00:00",
            "ocel:omap": ["o1", "i1"],
            "ocel:vmap": {"amount": 12.5, "more": {"a": [1]}},
        }
    },
    "ocel:objects": {"o1": {"ocel:type": "order", "ocel:ovmap": {"state": "new"}}},
}
OCEL_2_XML = """<?xml version='1.0' encoding='UTF-8'?><log>
<object-types><object-type name="order"/></object-types><event-types/>
<objects><object id="o1" type="order"><attributes>
<attribute name="state" time="1970-01-01T00:00:00Z">new</attribute>
<attribute name="state" time="2022-01-09T15:00:00Z">paid</attribute></attributes>
<objects><relationship object-id="i1" qualifier="has"/></objects></object></objects>
<events><event id="e1" type="Pay" time="2022-01-09T15:00:00Z"><attributes>
<attribute name="amount">12.5</attribute></attributes><objects>
<relationship object-id="o1" qualifier="of"/><relationship object-id="i1" qualifier="for"/></objects></event>
<event id="e2" type="Ship" time="2022-01-10T15:00:00Z"/></events></log>"""


@pytest.mark.parametrize("written", ["json", "xml"])
def test_ocel_2_is_the_same_tables_however_it_is_written(tmp_path: Path, written: str) -> None:
    file = tmp_path / f"log.{written}ocel"
    file.write_text(json.dumps(OCEL_2, indent=1) if written == "json" else OCEL_2_XML)
    assert names_of(file) == ["events", "event_object", "objects", "object_object", "object_changes"]
    assert read_table(file, "events").rows == [
        ("e1", "Pay", "2022-01-09T15:00:00Z", "12.5"),
        ("e2", "Ship", "2022-01-10T15:00:00Z", None),
    ]
    assert read_table(file, "event_object").rows == [("e1", "o1", "of"), ("e1", "i1", "for")]
    assert read_table(file, "objects").rows == [("o1", "order", "new")]
    assert read_table(file, "object_object").rows == [("o1", "i1", "has")]
    assert [row[3] for row in read_table(file, "object_changes").rows] == ["new", "paid"]


def test_ocel_1_has_its_events_by_id(tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(OCEL_1).encode())
    assert read_table(file, "events").rows == [("e.1", "Pay", "2022-01-09T15:00:00", "12.5", '{"a":[1]}')]
    assert read_table(file, "event_object").rows == [("e.1", "o1", None), ("e.1", "i1", None)]
    assert read_table(file, "objects").rows == [("o1", "order", "new")]
    file.write_text(json.dumps(OCEL_1)[:-40])
    with pytest.raises(NotDataError, match="no whole JSON document"):
        read_table(file, "events")
