"""What legacy texts mean: HTML, packed values, columns without names we know."""

from __future__ import annotations

import polars as pl
import pytest
from bringing import Bring, rows
from hypothesis import given
from hypothesis import strategies as st

from importers.errors import AmbiguousColumnsError
from importers.inference.columns import guess_columns
from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.html_text import plain
from importers.readers.packed_values import members, unquoted


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<br/>\nb", "a\nb"),
        ("line\n<br>next<br><br>z", "line\nnext\n\nz"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("&amp;quot;Doe &amp;amp; Hart&amp;quot;", '"Doe & Hart"'),
        ("to <anna@shop.example> <b>now</b>, 3 < 4", "to <anna@shop.example> now, 3 < 4"),
        ("AT&T <b>x</b> http://x/?a=1&copy=2", "AT&T x http://x/?a=1&copy=2"),
        ("<script>alert(1)</script>ok", "ok"),
        ("use<br>&lt;b&gt; &amp;amp; c", "use\n<b> & c"),
        ("no markup & none <x>", "no markup & none <x>"),
    ],
)
def test_html_becomes_the_text_that_was_seen(html: str, text: str) -> None:
    assert plain(html) == text


@given(st.text(alphabet="ab<>&;/!-#x1 \n\"'=pbrscit", max_size=80))
def test_no_text_stops_the_reader_of_html(text: str) -> None:
    assert isinstance(plain(text), str)


@pytest.mark.parametrize(
    ("packed", "found"),
    [
        ('a:2:{s:4:"name";s:6:"h\u00e9llo";s:8:"order_id";i:1;}', {"name": "h\u00e9llo", "order_id": "1"}),
        ('"{\\"amount\\": 1.50}"', {"amount": "1.50"}),
        ('O:8:"stdClass":1:{s:1:"x";i:1;}', {"x": "1"}),  # what an object holds, as an array's
        ('O:5:"Price":1:{s:9:"\x00*\x00number";s:4:"1.50";}', {"number": "1.50"}),
        ('C:11:"ArrayObject":21:{x:i:0;a:0:{};m:a:0:{}}', {}),
        ('a:1:{s:1:"x";s:99:"short";}', {}),
        ("a:999999999:{", {}),
        ("plain text", {}),
    ],
)
def test_packed_values_are_read_by_bytes_and_never_run(packed: str, found: dict[str, str]) -> None:
    assert members(packed) == found


@given(st.text(alphabet='asidbN:;{}"0123456789', max_size=60))
def test_no_text_stops_the_reader_of_packed_values(text: str) -> None:
    assert isinstance(members(text), dict)


def test_json_encoded_several_times_is_read_to_the_end() -> None:
    assert unquoted('"\\"{\\\\\\"a\\\\\\": 1}\\""') == {"a": 1}


def test_the_order_that_a_column_decides_is_used_for_all_its_dates(bring: Bring, database: str) -> None:
    text = "id,order,date,author,message\n1,1,3/4/2019 10:00,a,x\n2,1,13/4/2019 10:00,a,y\n"
    report = bring(text)
    assert report.counts.imported == 2
    assert rows(database, "SELECT date FROM order_events ORDER BY id") == [
        (1554285600000000,),
        (1555149600000000,),
    ]
    assert any("1 only D/M" in remark for remark in report.remarks)


def test_an_unknown_csv_imports_without_options_where_the_evidence_is_clear(bring: Bring) -> None:
    text = "nr,order_no,created_at,user,note\n9,1001,2020-01-02 10:00,anna,hello there\n"
    report = bring(text, sets=(), guess=True)
    assert report.counts.imported == 1
    assert any("order \u2190 order_no" in remark for remark in report.remarks)


def test_where_it_is_not_clear_the_error_names_the_option(bring: Bring) -> None:
    text = "order_no,one_date,other_date,note\n1001,2020-01-02,2020-01-03,hello there\n"
    with pytest.raises(AmbiguousColumnsError, match="--set date=one_date"):
        bring(text, sets=(), guess=True)


def test_a_columns_role_has_three_of_its_values_as_evidence() -> None:
    frame = pl.DataFrame({"order_no": list("1234"), "note": ["a b", "c d", "e f", "g h"]})
    best = guess_columns(frame, ColumnMapping()).roles["order"][0]
    assert (best.column, best.values) == ("order_no", ["1", "2", "3"])
