"""A second header in a delimited text: repeated by joined exports, or of another table."""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import Bring
from reading import read_table

from importers.retry.retry import retry

HEADER = "id,order,date,author,message\n"


def _rows(*numbers: int) -> str:
    return "".join(f"{at},R{at},2020-01-{at:02},anna,note {at}\n" for at in numbers)


OTHER = "number,order,day,clerk,amount\n" + "".join(
    f"{at},R{at},2020-03-{at:02},ben,1{at}\n" for at in (7, 8)
)


@pytest.mark.parametrize("again", [HEADER, '"id","order","date","author","message"\n', "\n" + HEADER])
@pytest.mark.parametrize("last", ["", 'it "is\n'])
def test_a_repeated_header_is_reported_and_is_no_record(bring: Bring, again: str, last: str) -> None:
    report = bring(HEADER + _rows(1, 2, 3) + again + _rows(4, 5) + last)
    assert (report.counts.imported, report.counts.rejected) == (5, bool(last))
    line = 5 + again.startswith("\n")
    assert [one for one in report.remarks if "repeat" in one] == [
        f"Line {line} repeats the header, as where exports were joined: the records below are read, too."
    ]


@pytest.mark.parametrize("apart", ["\n", "\n\n", ",,,,\n", "\nTotals of 2020\n", "\nTotals,,,,\n"])
def test_records_of_another_table_are_rejected_and_its_header_is_named(bring: Bring, apart: str) -> None:
    text = HEADER + _rows(1, 2, 3) + apart + OTHER
    report = bring(text)
    line = (HEADER + _rows(1, 2, 3) + apart).count("\n") + 1
    assert report.counts.imported == 3
    assert [group.count for group in report.groups if group.code == "E-TABLE"] == [3]
    assert any(one.startswith(f"Line {line} is the header of another table") for one in report.remarks)


@pytest.mark.parametrize(
    "header",
    ["sku,order,day,clerk,amount", "id,date,order,message,author", "Lfd_Nr,Datum,Menge,Preis,Artikel"],
)
@pytest.mark.parametrize("last", ["", 'it "is\n'])
def test_another_table_directly_below_the_records_is_not_read_with_them(
    bring: Bring, header: str, last: str
) -> None:
    report = bring(HEADER + _rows(1, 2, 3) + header + "\n" + _rows(4, 5) + last)
    assert (report.counts.imported, report.counts.rejected) == (3, 3 + bool(last))
    assert any(one.startswith("Line 5 is the header of another table") for one in report.remarks)


def test_another_table_in_other_parts_of_a_long_text_is_found(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(HEADER + _rows(*([3] * 60_000)) + "\n" + OTHER)
    read = read_table(file)
    assert (len(read.rows), [one.code for one in read.broken]) == (60_000, ["E-TABLE"] * 3)


@pytest.mark.parametrize(
    "record",
    ["seven,Rx,yesterday,anna,note", "order,note,anna,ben,", "id,order,date,author,text that is longer, x"],
)
def test_words_in_a_record_start_no_other_table_without_a_blank_line(bring: Bring, record: str) -> None:
    report = bring(HEADER + _rows(1, 2, 3) + record + "\n" + _rows(4, 5))
    assert report.counts.imported == 5


def test_rejects_of_another_table_are_rejected_again_by_a_retry(
    bring: Bring, database: str, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    report = bring(HEADER + _rows(1, 2, 3) + "\n" + OTHER, rejects_file=str(rejects))
    done = retry(report.batch, str(rejects), database=database)
    assert (done.counts.imported, done.counts.rejected) == (3, 3)


@pytest.mark.parametrize("joint", ["\ufeff", "\x1a", "\x1a\ufeff"])
@pytest.mark.parametrize("again", ["", HEADER])
def test_what_stands_where_files_were_joined_is_no_part_of_a_record(
    bring: Bring, joint: str, again: str
) -> None:
    report = bring(HEADER + _rows(1, 2) + joint + again + '"3",R3,2020-01-03,anna,note 3\n' + joint)
    assert (report.counts.imported, report.counts.rejected) == (3, 0)
    assert any(one.startswith("Line 4 starts with") for one in report.remarks)


@pytest.mark.parametrize("encoding", ["cp1252", "gb18030"])
def test_the_mark_of_an_appended_file_is_left_out_in_any_encoding_of_the_first(
    tmp_path: Path, encoding: str
) -> None:
    first = {"cp1252": "Größe für Müller", "gb18030": "订单已发货请注意查收"}[encoding]
    file = tmp_path / "notes.csv"
    file.write_bytes(f"note,order\n{first},1\n".encode(encoding) + b"\xef\xbb\xbfrang back,2\n")
    assert read_table(file, encoding=encoding).rows == [(first, "1"), ("rang back", "2")]


@pytest.mark.parametrize(
    "printed",
    [
        "+----+------+\n| id | note |\n+----+------+\n|  1 | a    |\n|  2 | b    |\n+----+------+\n"
        "2 rows in set (0.00 sec)\n",
        " id | note \n----+------\n  1 | a\n  2 | b\n(2 rows)\n\n",
        "| id | note |\n|----|:----:|\n| 1 | a |\n| 2 | b |\n",
    ],
)
def test_the_rules_and_the_count_of_a_printed_table_are_no_records(tmp_path: Path, printed: str) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(printed)
    read = read_table(file)
    assert [(row["id"], row["note"]) for row in read.named] == [("1", "a"), ("2", "b")]
    assert read.broken == []


def test_blank_lines_and_the_name_again_are_records_of_a_single_column(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("note\nnote\n\nlast\n\n")
    assert read_table(file).rows == [("note",), ("",), ("last",), ("",)]


@pytest.mark.parametrize("edge", ["", "|"])
def test_a_rule_with_as_many_cells_as_the_header_is_no_record_either(bring: Bring, edge: str) -> None:
    rows = ("id|order|date|author|message", "---:|---|:---:|---|---", "1|R1|2020-01-01|anna|paid")
    report = bring("".join(f"{edge}{row}{edge}\n" for row in rows))
    assert (report.counts.read, report.counts.imported) == (1, 1)
