"""The layout of a delimited text, given as options or recognised where every record shows it."""

from __future__ import annotations

import hashlib
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from importers.batch_settings import BatchSettings
from importers.errors import (
    AmbiguousQuoteError,
    AmbiguousSpacingError,
    InvalidMappingError,
    MissingHeaderError,
)
from importers.ledger.models import Batch, Source
from importers.mapping import mapping_file
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.readers.chunks import Reader, check_header
from importers.readers.csv.layout import fit_cells
from importers.readers.opening import open_tables
from importers.trace.reimport_command import as_toml, command
from importers.trace.replay import digest_of

NOTES = "order,date,message\n1001,2019-03-04,Parcel came back\n1002,2019-03-05,Refund asked\n"


def read(tmp_path: Path, text: str, **layout: object) -> tuple[list[str], list[tuple[str, ...]], Reader]:
    """The columns and rows of the text as a file, and its reader."""
    file = tmp_path / "notes.csv"
    file.write_text(text, "utf-8")
    mapping = replace(ColumnMapping(), **layout)  # type: ignore[arg-type]
    with open_tables(str(file), how=mapping.input_options()) as tables:
        reader = tables.reader("notes")
        return reader.columns, [row for chunk in reader.chunks() for row in chunk.frame.rows()], reader


def broken(tmp_path: Path, text: str, **layout: object) -> list[str]:
    """The details of the records that cannot be read, with what to do where that is their own."""
    file = tmp_path / "notes.csv"
    file.write_text(text, "utf-8")
    mapping = replace(ColumnMapping(), **layout)  # type: ignore[arg-type]
    with open_tables(str(file), how=mapping.input_options()) as tables:
        return [
            f"{one.detail}; {one.fix}" if one.fix else one.detail
            for chunk in tables.reader("notes").chunks()
            for one in chunk.broken
        ]


def test_no_header_names_the_columns_and_keeps_the_first_line_as_a_record(tmp_path: Path) -> None:
    columns, rows, _ = read(tmp_path, "1001;2019-03-04;a\n1002;2019-03-05;b\n", no_header=("o", "d", "m"))
    assert columns == ["o", "d", "m"]
    assert rows == [("1001", "2019-03-04", "a"), ("1002", "2019-03-05", "b")]


def test_a_file_without_a_header_is_refused_with_a_command_that_reads_it(tmp_path: Path) -> None:
    _, _, reader = read(tmp_path, "1001;2019-03-04 10:11:12;anna;Parcel came back\n")
    with pytest.raises(
        MissingHeaderError, match=r"events import \S*notes.csv --no-header order,date,column_3"
    ):
        check_header(reader)


def test_skip_lines_passes_over_a_title_that_has_as_many_cells_as_the_header(tmp_path: Path) -> None:
    columns, rows, _ = read(tmp_path, "Notes,of March,by Anna\n" + NOTES, skip_lines=1)
    assert (columns, len(rows)) == (["order", "date", "message"], 2)


def test_titles_above_a_blank_line_are_passed_over(tmp_path: Path) -> None:
    columns, rows, _ = read(tmp_path, "Report: notes, all shops\nPeriod: January, February\n\n" + NOTES)
    assert (columns, len(rows)) == (["order", "date", "message"], 2)


def test_quote_none_keeps_quotation_marks_as_text(tmp_path: Path) -> None:
    _, rows, _ = read(tmp_path, 'order,message\n1,"a"\n2,24" screen\n', quote="none")
    assert rows == [("1", '"a"'), ("2", '24" screen')]


def test_cells_in_single_quotes_are_read_where_every_record_has_them(tmp_path: Path) -> None:
    _, rows, reader = read(tmp_path, "order,'message'\n1,'came back, opened'\n2,'it''s here'\n")
    assert rows == [("1", "came back, opened"), ("2", "it's here")]
    assert reader.read_as["quote"] == "'"


def test_an_apostrophe_in_the_text_is_no_quotation_mark(tmp_path: Path) -> None:
    _, rows, _ = read(tmp_path, "order,message\n1,it's here\n2,'tis\n3,the boys'\n4,plain\n")
    assert [message for _, message in rows] == ["it's here", "'tis", "the boys'", "plain"]


def test_single_quotes_in_half_of_the_records_are_asked_about(tmp_path: Path) -> None:
    with pytest.raises(AmbiguousQuoteError, match="--quote"):
        read(tmp_path, "order,message\n1,'a'\n2,'b'\n3,c\n4,d\n")


def test_what_aligns_the_cells_of_a_printed_table_is_no_part_of_them(tmp_path: Path) -> None:
    text = ' order | message  | by   \n 1     | sent     | anna \n 2     | came "x " | bert \n'
    columns, rows, _ = read(tmp_path, text)
    assert [name.strip() for name in columns] == ["order", "message", "by"]
    assert [cell.rstrip() for cell in rows[1]] == ["2", 'came "x "', "bert"]
    assert rows[0] == ("1", "sent", "anna")


def test_blanks_after_every_delimiter_are_no_part_of_the_cells(tmp_path: Path) -> None:
    columns, rows, reader = read(tmp_path, 'order, message, by\n1, "back, opened", anna\n2, "ok", bert\n')
    assert columns == ["order", "message", "by"]
    assert rows == [("1", "back, opened", "anna"), ("2", "ok", "bert")]
    assert reader.read_as["delimiter"] == ", "


def test_quotation_marks_after_a_blank_in_some_records_are_asked_about(tmp_path: Path) -> None:
    with pytest.raises(AmbiguousSpacingError, match="--delimiter ', '"):
        read(tmp_path, 'order, message, by\n1, "back", anna\n2, "ok", bert\n3,c,d\n')


def test_a_repeated_header_is_one_header_of_two_lines(tmp_path: Path) -> None:
    records = "".join(f"{number},a\n" for number in range(12))
    columns, rows, _ = read(tmp_path, f"order,message\norder,message\n{records}")
    assert (columns, len(rows)) == (["order order", "message message"], 12)


def test_a_record_that_equals_the_header_of_a_short_text_stays_a_record(tmp_path: Path) -> None:
    columns, rows, _ = read(tmp_path, "order,message\norder,message\n1,a\n2,b\n")
    assert (columns, len(rows)) == (["order", "message"], 3)


def test_row_names_of_r_get_a_column_without_a_name(tmp_path: Path) -> None:
    columns, rows, _ = read(tmp_path, '"order","message"\n"1",1001,"a"\n"2",1002,"b"\n')
    assert columns == ["column_1", "order", "message"]
    assert rows[0] == ("1", "1001", "a")


def test_rows_one_cell_longer_than_the_header_are_no_row_names_without_their_numbers(tmp_path: Path) -> None:
    assert len(broken(tmp_path, "order,message\n1001,back, opened\n1002,ok, closed\n")) == 2


def test_blank_names_are_dropped_where_every_record_has_a_cell_for_each_name(tmp_path: Path) -> None:
    columns, rows, reader = read(tmp_path, "order,,message\n1,a\n2,b\n")
    assert (columns, rows) == (["order", "message"], [("1", "a"), ("2", "b")])
    assert "blank cells" in reader.source.remarks()[0]


def test_a_stray_quotation_mark_in_the_header_leaves_the_records_as_they_are(tmp_path: Path) -> None:
    columns, rows, reader = read(tmp_path, 'order,"date,"message"\n1,x,"a, b"\n2,y,"c"\n')
    assert columns == ["order", '"date', "message"]
    assert rows == [("1", "x", "a, b"), ("2", "y", "c")]
    assert "stray quotation mark" in reader.source.remarks()[0]


def test_short_rows_are_rejected_with_the_option_that_pads_them(tmp_path: Path) -> None:
    text = "order,message,rating,reply\n1,a\n2,b,5,thanks\n3,c,4,\n"
    (said,) = broken(tmp_path, text)
    assert said.startswith("2 cells, the header has 4; add the missing cells") and "--short-rows pad" in said
    _, rows, _ = read(tmp_path, text, short_rows="pad")
    assert rows[0] == ("1", "a", "", "")


def test_a_cell_too_many_is_rejected_also_where_short_rows_are_padded(tmp_path: Path) -> None:
    assert broken(tmp_path, "order,message\n1,a,b\n2,c\n3,d\n", short_rows="pad") == [
        "3 cells, the header has 2"
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("escape", ["", "backslash"])
@pytest.mark.parametrize("blank", ["{}", "{} ", "{}{}{}"])
def test_blank_cells_too_many_at_the_end_of_a_line_hold_nothing(
    tmp_path: Path, delimiter: str, escape: str, blank: str
) -> None:
    lines = ["order,message", "1,a" + blank.format(*[","] * 3), "2,b", "3,c"]
    text = "\n".join(lines).replace(",", delimiter) + "\n"
    columns, rows, _ = read(tmp_path, text, escape=escape)
    assert (columns, rows) == (["order", "message"], [("1", "a"), ("2", "b"), ("3", "c")])


def test_a_line_without_the_blank_cell_that_others_have_at_their_end_is_no_short_one(tmp_path: Path) -> None:
    columns, rows, _ = read(tmp_path, "order,message\n1,a,\n2,b,\n3,c\n4,d,\n")
    assert columns == ["order", "message", "column_3"]
    assert [row[:2] for row in rows] == [("1", "a"), ("2", "b"), ("3", "c"), ("4", "d")]


def test_the_layout_is_kept_in_the_batch_and_written_to_its_mapping_file(tmp_path: Path) -> None:
    mapping = ColumnMapping(no_header=("order", "message"), skip_lines=2, quote="'", short_rows="pad")
    stored = BatchSettings.from_import(mapping, Options(), {}, platform="").as_document()
    kept = BatchSettings.from_document(stored).column_mapping()
    (tmp_path / "map.toml").write_text(as_toml(kept), "utf-8")
    assert kept == mapping
    assert mapping_file.load(str(tmp_path / "map.toml")) == mapping


@pytest.mark.parametrize(
    ("name", "option"), [("order, no", "--map"), (" no", "--map"), ("no", "--no-header")]
)
def test_names_that_the_option_cannot_give_are_written_to_a_mapping_file(name: str, option: str) -> None:
    mapping = ColumnMapping(no_header=(name, "message"))
    settings = BatchSettings.from_import(mapping, Options(guess=True), {}, platform="").as_document()
    batch = Batch(id=1, source=Source(name="default", shop=""), path="notes.csv", settings=settings)
    assert option in shlex.split(command(batch))


def test_what_a_batch_was_imported_from_is_found_again_without_its_layout(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("order,message\n1,'a'\n2,'b'\n3,c\n4,d\n", "utf-8")
    assert digest_of(str(file)) == hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "line",
    ['quote = "ab"', 'escape = "yes"', 'short_rows = "drop"', "skip_lines = true", 'no_header = ["a", "a"]'],
)
def test_a_mapping_file_with_an_impossible_layout_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "map.toml").write_text(line, "utf-8")
    with pytest.raises(InvalidMappingError):
        mapping_file.load(str(tmp_path / "map.toml"))


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["1", "note", "anna"], ["1", "note", "anna", ""]),
        (["7", "note anna", ""], ["7", "note anna", ""]),
        (["7", "note anna", None], ["7", "note anna", None]),
    ],
)
def test_only_the_delimiter_behind_a_filled_last_cell_may_be_missing(
    cells: list[str | None], read: list[str | None]
) -> None:
    """Where the last cell is blank, the missing delimiter stood before it, and the cells are moved."""
    assert fit_cells(cells, 4, drops=False, pads_one=True, pads_all=False) == read
