"""How a text is laid out is found out: its code page, its separator, its escapes, and where its header is."""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import Bring
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import again, read_table

from importers.readers.csv import reader
from importers.readers.csv.backslash import Escapes
from importers.readers.encodings import detect_encoding
from importers.readers.opening import open_tables

TEXTS = {
    "German": "Größe geändert \u2013 Rückgabe auf der Straße",
    "French": "Commande expédiée, déjà payée, où ça, Noël",
    "Polish": "Zażółć gęślą jaźń: zamówienie wysłane",
    "Czech": "Příliš žluťoučký kůň, zákazník volal",
    "Hungarian": "Árvíztűrő tükörfúrógép, őszi küldés",
    "Spanish": "El envío salió mañana",
    "Turkish": "Sipariş gönderildi, müşteri iade istiyor",
    "Russian": "Заказ отправлен клиенту, спасибо",
}
PAGES = ("cp1252", "iso8859-1", "cp1250", "iso8859-2", "cp1251", "koi8-r", "cp1254", "mac-roman", "cp850")


def _writable(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(text, page, id=f"{language} in {page}")
        for language, text in TEXTS.items()
        for page in PAGES
        if _writable(text, page)
    ],
)
def test_a_code_page_is_recognised_by_the_words_it_makes(text: str, encoding: str) -> None:
    data = f"id,text\n1,{text}\n".encode(encoding)
    assert data.decode(detect_encoding(data).encoding) == f"id,text\n1,{text}\n"


EASTERN = {
    "cp932": "お客様から電話がありました。荷物を発送しました",
    "euc_jp": "お客様から電話がありました。荷物を発送しました",
    "cp949": "고객이 배송에 대해 전화했습니다",
    "gb18030": "客户打电话询问送货时间已回复请尽快处理订单",
}


@pytest.mark.parametrize("encoding", EASTERN)
def test_a_text_of_the_far_east_is_recognised_by_its_characters(encoding: str) -> None:
    data = f"id,text\n1,{EASTERN[encoding]}\n".encode(encoding)
    assert data.decode(detect_encoding(data).encoding) == f"id,text\n1,{EASTERN[encoding]}\n"


HEADER = "order,date,message\n"
ROW = "0010,2020-11-04 07:40:03,hello there\n"
LAYOUTS = {
    "UTF-32": (HEADER + ROW).encode("utf-32"),
    "lines that end in carriage returns": (HEADER + ROW).replace("\n", "\r").encode(),
    "Excel's own first line": b"sep=;\r\n" + (HEADER + ROW).replace(",", ";").encode(),
    "a separator nobody expects": (HEADER + ROW).replace(",", "^").encode(),
    "more commas than semicolons": (
        b"order;date;message;price, net;price, gross;tax, all\n"
        b"0010;2020-11-04 07:40:03;hello there;1,0;2,0;3,0\n"
    ),
    "blank lines above the header": b"\n\r\n" + (HEADER + ROW).encode(),
    "a report's title": b"Order notes of November 2020\n,,\n" + (HEADER + ROW).encode(),
    "names of several columns above theirs": (
        b"Sale;;Note;;\norder;date;author;message;email\n"
        b"0010;2020-11-04 07:40:03;Ann;hello there;\n0011;2020-11-05 07:40:03;Ben;hello again;\n"
    ),
    "rows that end in a separator": (HEADER + ROW.replace("\n", ",\n") * 2).encode(),
    "a name that lies": (HEADER + ROW).replace(",", "\t").encode(),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_text_of_any_layout_is_read_and_its_records_again(tmp_path: Path, layout: str) -> None:
    file = tmp_path / "history.psv"
    file.write_bytes(LAYOUTS[layout])
    read = read_table(file)
    assert [(row["order"], row["date"], row["message"]) for row in read.named][:1] == [
        ("0010", "2020-11-04 07:40:03", "hello there")
    ]
    assert again(read, tmp_path / "rejects.csv").rows == read.rows


def test_a_first_row_of_one_name_is_no_title(tmp_path: Path) -> None:
    file = tmp_path / "indexed.csv"
    file.write_text(",message\n0,hello\n")
    assert read_table(file).columns == ["column_1", "message"]


OUTFILE = (
    b'"order","date","author","message"\n'
    b'"1","2020-11-04 07:40:03",\\N,"He said \\"hi\\", then left"\n'
    b'"2","2020-11-04 07:40:03","bob","C:\\\\temp, 6\\" pipe\\\nnext line"\n'
    b'"3","2020-11-04 07:40:03","bob","short"\n'
)


def test_what_mysql_writes_into_an_outfile_is_read_as_it_was(tmp_path: Path, bring: Bring) -> None:
    file = tmp_path / "history.csv"
    file.write_bytes(OUTFILE)
    read = read_table(file)
    assert [row["message"] for row in read.named] == [
        'He said "hi", then left',
        'C:\\temp, 6" pipe\nnext line',
        "short",
    ]
    assert [row["author"] for row in read.named] == [None, "bob", "bob"]
    assert read.lines == [2, 3, 5]
    report = bring(OUTFILE, name="out.csv", sets=(), guess=True)
    assert (report.counts.imported, report.counts.rejected) == (3, 0)


def test_between_tabs_a_quotation_mark_is_text_and_a_missing_value_shows_the_escapes(tmp_path: Path) -> None:
    file = tmp_path / "history.txt"
    file.write_bytes(b'order\tdate\tmessage\n1\t\\N\t6" pipe\\tand\\nmore\n2\t2020-11-04\t"quoted"\n')
    assert read_table(file).rows == [("1", None, '6" pipe\tand\nmore'), ("2", "2020-11-04", '"quoted"')]


def test_an_escaped_nul_is_counted_as_any_other(bring: Bring) -> None:
    file = b"order\tdate\tauthor\tmessage\n1\t2020-11-04\t\\N\ta\\0b\n"
    assert bring(file, name="out.txt", sets=(), guess=True).counts.nuls == 1


def test_backslashes_within_doubled_marks_are_text(tmp_path: Path) -> None:
    """A document as JSON in a cell has marks of its own, escaped by backslashes that mean nothing here."""
    told = '[{"note": "he said \\"hi\\", \\n and \\"bye\\""}]'
    cell = told.replace('"', '""')
    file = tmp_path / "orders.csv"
    file.write_text("id,note,extra\n" + "".join(f'{n},said {n},"{cell}"\n' for n in range(6)))
    assert read_table(file).rows == [(str(n), f"said {n}", told) for n in range(6)]


def test_backslashes_mean_nothing_where_nothing_speaks_for_it(tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_bytes(b'order,message\n1,C:\\new\\table\n2,"ends in \\"\n')
    assert read_table(file).rows == [("1", "C:\\new\\table"), ("2", "ends in \\")]
    assert read_table(file, input_format="csv").rows == read_table(file).rows


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.lists(
            st.none() | st.text(alphabet='ab é€",;\n\t\\N', max_size=6).filter(lambda text: text != "\\N"),
            min_size=2,
            max_size=2,
        ),
        max_size=5,
    ),
    chunk=st.integers(min_value=1, max_value=60),
    delimiter=st.sampled_from([",", "¦"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    line_feed=st.sampled_from(["\n", "\\\n"]),
)
def test_escaped_cells_come_back_in_chunks_of_any_size(  # noqa: PLR0917
    tmp_path: Path, rows: list[list[str | None]], chunk: int, delimiter: str, line_end: str, line_feed: str
) -> None:
    def cell(text: str | None) -> str:
        if text is None:
            return "\\N"
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", line_feed)
        return f'"{escaped}"'

    lines = [delimiter.join(map(cell, row)) + line_end for row in rows]
    file = tmp_path / "out.csv"
    file.write_text(f"x{delimiter}y{line_end}" + "".join(lines), encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "CHUNK_BYTES", chunk)
        read = read_table(file, input_format="csv-escaped", delimiter=delimiter)
    assert [list(row) for row in read.rows] == rows
    assert read.raws == [line.encode() for line in lines]


@given(body=st.binary(max_size=80))
def test_no_byte_of_wild_escaped_text_is_lost(body: bytes) -> None:
    assert b"".join(record.raw for record in Escapes(",", "utf-8").records(body)) == body


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ('"order","text"\n', '"%d","100","note"\n'),
        ("order,text,by\n" * 2, "%d,note,anna\n"),
        ("order,,text,,by,\n", "%d,note,anna\n"),
        ('order,te"xt,by\n', "%d,note,anna\n"),
        ("order,text,by\n", "%d,note,anna,\n"),
    ],
    ids=["row names", "two lines", "blank cells", "a stray mark", "a nameless last column"],
)
def test_a_single_rejected_record_is_read_as_in_the_whole_file(tmp_path: Path, header: str, row: str) -> None:
    whole, rejects = tmp_path / "whole.csv", tmp_path / "rejects.csv"
    whole.write_text(header + "".join(row % at for at in range(1, 13)))
    with open_tables(str(whole)) as tables:
        before = tables.reader("whole")
        columns = list(before.columns)
        assert isinstance(before, reader.DelimitedReader)
        rejects.write_bytes(before.reject_header + (row % 7).encode())
    assert read_table(rejects, delimiter=",").columns == columns
    assert read_table(rejects, delimiter=",").rows == [read_table(whole).rows[6]]
