"""What is damaged, locked, too large or no table is refused in words that say so."""

from __future__ import annotations

import gzip
import lzma
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from formats import FORMATS
from packing import PACKERS, TEXT, zipped
from reading import names_of, read_table

from cli.exit_codes import choose_exit_code
from importers.errors import NoSuchInputError, NotDataError
from importers.readers import compression
from importers.readers.archive import zip


@pytest.mark.parametrize(
    "text",
    [
        'var notes = [{"order": "1001", "author": "anna"}];',
        "% a LaTeX dump",
        "callback([{}])",
        "Notes of 2020",
    ],
)
def test_a_line_that_can_be_no_header_is_no_export_without_records(tmp_path: Path, text: str) -> None:
    file = tmp_path / "notes.json"
    file.write_text(text + "\n")
    with pytest.raises(NotDataError, match="neither a record nor a header"):
        read_table(file)


@pytest.mark.parametrize("start", ["<!DOCTYPE html>\n<html>", "<html>", "<META charset=utf-8>"])
def test_a_web_page_that_is_called_a_workbook_is_named_as_what_it_is(tmp_path: Path, start: str) -> None:
    file = tmp_path / "orders.xls"
    file.write_text(f"{start}<body><table border=1><tr><th>Order<br><td>7</table>")
    with pytest.raises(NotDataError, match=r"a web page \(HTML\)"):
        read_table(file)


@pytest.mark.parametrize("start", ["<html>", "<!DOCTYPE html>\n<HTML>"])
def test_a_web_page_that_is_well_formed_is_one_too(tmp_path: Path, start: str) -> None:
    end = start.rpartition("<")[2].rstrip(">")
    file = tmp_path / "orders.xls"
    file.write_text(f"{start}<table><tr><th>Order</th></tr><tr><td>7</td></tr></table></{end}>")
    with pytest.raises(NotDataError, match=r"a web page \(HTML\)"):
        read_table(file)


def test_archives_in_an_archive_are_named(tmp_path: Path) -> None:
    file = tmp_path / "export.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "hello")
        archive.writestr("2020/shop.tar.gz", b"")
    with pytest.raises(NotDataError, match=r"archives in it: 2020/shop\.tar\.gz"):
        names_of(file)


@pytest.mark.parametrize("text", ["foo", "order;date;note", "Kommentar"])
def test_names_alone_are_an_export_without_records(tmp_path: Path, text: str) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(text + "\n")
    assert read_table(file).rows == []


@pytest.mark.parametrize("odd", ["% MwSt", "Meta {farbe}", '"Name (""kurz"")"', "a=b", "x" * 90])
def test_odd_names_beside_usual_ones_are_an_export_without_records(tmp_path: Path, odd: str) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(f"Bestellnummer;Datum;Kommentar;{odd}\n")
    assert read_table(file).rows == []


@pytest.mark.parametrize("kind", PACKERS)
def test_packed_data_that_is_damaged_or_cut_off_at_its_start_is_refused(tmp_path: Path, kind: str) -> None:
    packed = PACKERS[kind](TEXT.encode())
    half = len(packed) // 2
    for number, data in enumerate((packed[:16], packed[:half] + bytes(40) + packed[half + 40 :])):
        file = tmp_path / f"history{number}"
        file.write_bytes(data)
        with pytest.raises(NotDataError, match=f"the {kind} data is cut off") as refused:
            read_table(file)
        assert choose_exit_code(refused.value) == 65


@pytest.mark.parametrize("name", ["xlsx", "ods", "parquet", "sqlite"])
def test_a_workbook_or_database_that_is_cut_off_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    file = FORMATS[name].write(tmp_path).file
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    with pytest.raises(NotDataError, match=r"cut off|malformed") as refused:
        read_table(file)
    assert "\n" not in str(refused.value)


def test_an_xz_file_that_asks_for_more_memory_than_is_sane_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compression, "XZ_MEMORY", 1 << 20)
    file = tmp_path / "history.csv.xz"
    file.write_bytes(lzma.compress(TEXT.encode(), preset=9))
    with pytest.raises(NotDataError, match=r"xz data is cut off or damaged.*[Mm]emory"):
        read_table(file)


def test_an_encrypted_or_damaged_member_is_reported(tmp_path: Path) -> None:
    file = zipped(tmp_path / "export.zip", history__csv=TEXT)
    data = bytearray(file.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag that says: encrypted
        data[data.index(signature) + offset] |= 1
    (tmp_path / "locked.zip").write_bytes(data)
    with pytest.raises(NotDataError, match=r"it is encrypted. Unpack it with its password"):
        read_table(tmp_path / "locked.zip")
    data = bytearray(file.read_bytes())
    data[200] ^= 255
    (tmp_path / "broken.zip").write_bytes(data)
    with pytest.raises(NotDataError, match="damaged"):
        read_table(tmp_path / "broken.zip")
    (tmp_path / "cut.zip").write_bytes(file.read_bytes()[:200])
    with pytest.raises(NotDataError, match="the ZIP archive is cut off: the directory at its end is missing"):
        read_table(tmp_path / "cut.zip")


def test_an_archive_of_thousands_of_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip, "MEMBERS", 3)
    file = zipped(tmp_path / "export.zip", **{f"n{number}__csv": "a\n" for number in range(4)})
    with pytest.raises(NotDataError, match="more than 3 files"):
        read_table(file)


def test_what_is_no_table_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(NoSuchInputError) as told:
        read_table(tmp_path / "absent.csv")
    assert choose_exit_code(told.value) == 66
    empty = tmp_path / "folder"
    empty.mkdir()
    (empty / "picture.png").write_bytes(b"\x89PNG")
    with pytest.raises(NoSuchInputError, match="a directory without a table in it"):
        read_table(empty)
    with pytest.raises(NotDataError, match="there is no table in it"):
        read_table(zipped(tmp_path / "pictures.zip", a__png="x", b__png="y"))
    for name, data, words in [
        ("x.dump", b"PGDMP\x01\x0e", "pg_restore"),
        ("x.tar", b"a.csv".ljust(257, b"\0") + b"ustar\x0000", "tar archive"),
        ("x.csv.gz", gzip.compress(gzip.compress(TEXT.encode())), "packed twice"),
        ("x.gz", gzip.compress(b"SQLite format 3\x00" + b"\0" * 100), "packed SQLite"),
        (
            "x.xml",
            b"<?xml version='1.0'?><shop><order/></shop>",
            "no list of records in this XML",
        ),
    ]:
        (tmp_path / name).write_bytes(data)
        with pytest.raises(NotDataError, match=words):
            read_table(tmp_path / name)


def test_a_damaged_container_is_reported_however_it_is_damaged(tmp_path: Path) -> None:
    newer = bytearray(zipped(tmp_path / "newer.zip", history__csv=TEXT).read_bytes())
    newer[newer.index(b"PK\x01\x02") + 6] = 167  # made for a program of another age
    (tmp_path / "newer.zip").write_bytes(newer)
    with pytest.raises(NotDataError, match=r"damaged \(zip file version"):
        names_of(tmp_path / "newer.zip")
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        book.add_worksheet().write_row(0, 0, ["id", "order"])
    with zipfile.ZipFile(tmp_path / "book.xlsx") as whole, zipfile.ZipFile(tmp_path / "bad.xlsx", "w") as bad:
        for name in whole.namelist():
            bad.writestr(name, whole.read(name).replace(b'r="A1"', b"r=A1"))
    with pytest.raises(
        NotDataError, match=r"bad.xlsx: Sheet1: it is not a complete XML document .*Export it again\."
    ):
        read_table(tmp_path / "bad.xlsx")
