"""XML documents are tables of rows, walked once and forgotten."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from reading import again, names_of, read_table

from importers.errors import NotDataError
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
    with pytest.raises(NotDataError, match=r"document type of its own|not a complete XML document"):
        read_table(file)


@pytest.mark.parametrize(
    ("declaration", "encoding", "seen"),
    [
        ('<?xml version="1.0" encoding="UTF-8"?>', "utf-8", "\u240b"),
        ('<?xml version="1.0" encoding="latin1"?>', "latin1", "\u240b"),
        ('<?xml version="1.0" encoding="iso-8859-2"?>', "iso-8859-2", "?"),
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


def test_a_line_that_is_no_json_costs_no_line_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text('{"id": "1"}\nWarning: deprecated\n{"id": "2"}\n{"id": "3"}\n')
    read = read_table(file)
    assert (read.rows, [one.line for one in read.broken]) == ([("1",), ("2",), ("3",)], [2])


def test_a_record_longer_than_memory_has_room_for_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "RECORD_BYTES", 100_000)
    file = tmp_path / "log.xes"
    inner = '<string key="x" value="y"/>' * 40_000
    file.write_text(f'<log xes.version="1"><trace><event>{inner}</event></trace></log>')
    with pytest.raises(NotDataError, match="a record in it is longer"):
        read_table(file)
