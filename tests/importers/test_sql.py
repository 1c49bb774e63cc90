"""SQL dumps of each kind come back as the rows they were made from."""

from __future__ import annotations

import gzip
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from bringing import Bring
from dumps import COLUMNS, dump, mysql, standard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import again, names_of, read_table

from importers.errors import NoSuchTableError, NotDataError
from importers.readers.opening import open_tables
from importers.readers.sql import buffer, literals, reader, statements
from importers.readers.sql.values import Encoding, of_literals
from importers.reject_codes import Code

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
KINDS = st.sampled_from(["mysqldump", "phpMyAdmin", "copy", "inserts"])
TRICKY = st.sampled_from([
    "", "NULL", "'", "''", "\\", "\\'", "a\\", "');", "'),('", '"', "`", "\n", "\r\n", "\t", "-- x", "/* x",
    "*/", ";", ";\n", "#", "\\N", "\\.", "it's", "é", "日本", "%", "\\%", "0x41", "$$", "\nPRAGMA x;\n",
    "INSERT INTO `notes` VALUES (1,2,3);", "\nCOPY notes (id) FROM stdin;\n",
])  # fmt: skip
CELL = st.none() | st.integers(-(2**63), 2**63).map(str) | TEXT | TRICKY | st.lists(TRICKY).map("".join)
ROWS = st.lists(st.tuples(st.integers(0, 999).map(str), CELL, CELL), min_size=1, max_size=6)
WILD = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@WILD
@given(
    rows=ROWS,
    kind=st.sampled_from(["mysqldump", "phpMyAdmin", "copy", "inserts"]),
    size=st.integers(300, 700),
)
def test_rows_come_back_whatever_their_text(
    tmp_path: Path, rows: list[tuple[str | None, ...]], kind: str, size: int
) -> None:
    file = tmp_path / "dump.sql"
    file.write_bytes(dump(kind, rows).encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(buffer, "CHUNK_BYTES", size)
        patch.setattr(reader, "CHUNK_BYTES", 64)
        read = read_table(file, "notes")
        assert read.columns == list(COLUMNS)
        assert read.rows == rows
        assert read.broken == []
        assert read.records == list(range(1, len(rows) + 1))
        assert read.ends[-1][0] == len(file.read_bytes())
        assert again(read, tmp_path / "rejects.sql").rows == rows


@WILD
@given(rows=ROWS)
def test_a_dump_by_sqlite_itself_comes_back(tmp_path: Path, rows: list[tuple[str | None, ...]]) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute('CREATE TABLE "notes" (`id` INTEGER, -- it\'s, the key\n text TEXT, "other" BLOB)')
        connection.executemany("INSERT INTO notes VALUES (?, ?, ?)", rows)
        lines = list(connection.iterdump())
    file = tmp_path / "dump.sql"
    file.write_text("PRAGMA foreign_keys=OFF;\n" + "\n".join(lines), encoding="utf-8", newline="")
    read = read_table(file, "notes")
    assert read.columns == list(COLUMNS)
    assert read.rows == rows


@WILD
@given(cells=st.lists(CELL, min_size=1), escapes=st.booleans())
def test_the_columnar_way_and_the_strict_way_agree(cells: list[str | None], escapes: bool) -> None:
    tokens = [mysql(cell) if escapes else standard(cell) for cell in cells]
    column = of_literals(
        [token.encode() for token in tokens], escapes=escapes, encoding=Encoding(), binary=False
    )
    assert column.texts.to_list() == [literals.literal(token, escapes=escapes) for token in tokens] == cells


@pytest.mark.parametrize(
    ("token", "text"),
    [
        ("NULL", None),
        ("null", None),
        ("'NULL'", "NULL"),
        ("''", ""),
        ("-12.50", "-12.50"),
        ("1e5", "1e5"),
        ("true", "true"),
        ("0x6162", "ab"),
        ("0xFF00", "0xFF00"),
        ("X'6162'", "ab"),
        ("x'ff'", "0xFF"),
        ("b'101'", "5"),
        ("_binary 'ab\\0'", "ab\0"),
        ("_utf8mb4'é'", "é"),
        ("N'x'", "x"),
        ("E'a\\nb\\x41\\303\\251'", "a\nbAé"),
        ("'2020-11-04'::date", "2020-11-04"),
        ("'a' 'b'", "ab"),
        ("'a'||char(10)||'b'", "a\nb"),
        ("replace(replace('a\\nb\\rc','\\r',char(13)),'\\n',char(10))", "a\nb\rc"),
        ("unistr('a\\u000ab\\\\c')", "a\nb\\c"),
        ("CAST('5' AS char)", "5"),
        ("CAST(N'2020-11-04T07:40:03.123' AS DateTime)", "2020-11-04T07:40:03.123"),
        ("CAST(0x0000AC67007E5B44 AS DateTime)", "2020-11-02 07:40:03"),
        ("CAST(NULL AS DateTime)", None),
        ("_binary 0x6162", "ab"),
        ("_latin1 x'E9'", "é"),
        ("_utf8mb4 0xFF", "0xFF"),
        ("CONCAT('a', 'b')", "ab"),
        ("to_date('04-NOV-20', 'DD-MON-RR')", "04-NOV-20"),
        ("$$it's, (so)$$", "it's, (so)"),
        ("$x", "$x"),
        ("/* no */ 'a'", "a"),
        ("'a' -- it's\n", "a"),
        ("-- none\n NULL", None),
        ("5 # last", "5"),
        ("'-- a'", "-- a"),
        ("'tab\\there \\% \\_ \\é'", None),
        ("now()", "now()"),
    ],
)
def test_constants_that_dumps_write_are_text(token: str, text: str | None) -> None:
    escapes = token.startswith(("_binary", "'tab"))
    expected = "tab\there \\% \\_ é" if token.startswith("'tab") else text
    column = of_literals([b"'x'", token.encode()], escapes=escapes, encoding=Encoding(), binary=False)
    assert column.texts.to_list() == ["x", expected]


def test_many_comments_behind_a_constant_take_no_longer_than_they_are_long() -> None:
    """Tried in each combination, 25 of them would take seconds, and 50 would take years."""
    token = "'a' " + "/* x */ " * 25 + "b"
    began = time.process_time()
    assert literals.literal(token, escapes=True) == token
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "between",
    [",\n-- next\n", ",\n--\n", "\n/* (3,'x'); */,\n", ", # it's next;\n", ",\n-- a\n\n/* b */\n-- c\n"],
)
@pytest.mark.parametrize("size", [40, 1 << 20])
def test_comments_between_rows_end_no_statement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, between: str, size: int
) -> None:
    monkeypatch.setattr(buffer, "CHUNK_BYTES", size)
    rows = between.join(f"({at},'note {at}')" for at in (1, 2, 3))
    file = tmp_path / "dump.sql"
    file.write_text(f"CREATE TABLE `n` (`id` int, `t` text);\nINSERT INTO `n` VALUES {rows} -- all\n;\n")
    read = read_table(file)
    assert (read.rows, read.broken) == ([("1", "note 1"), ("2", "note 2"), ("3", "note 3")], [])


def test_latin1_and_utf8_cells_of_one_dump_are_both_read(tmp_path: Path) -> None:
    file = tmp_path / "old.sql"
    made = b"/*!40101 SET NAMES latin1 */;\nCREATE TABLE `n` (`id` int, `t` text);\nINSERT INTO `n` VALUES "
    file.write_bytes(made + b"(1,'caf\xe9 \x80'),(2,'caf\xc3\xa9'),(3,'\x81');\n")
    read = read_table(file)
    assert [row[1] for row in read.rows] == ["café €", "café", "\x81"]
    assert again(read, tmp_path / "again.sql").rows == read.rows


def test_bytes_that_are_no_text_are_hexadecimal_in_blobs_and_rejects_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "dump.sql"
    made = b"/*!40101 SET NAMES utf8 */;\nCREATE TABLE `n` (`id` int, `b` longblob, `t` text);\n"
    made += b"INSERT INTO `n` VALUES "
    file.write_bytes(
        made + b"(1,'\xff\\'\\0','a'),(2,'a:1:{}','b'),\n(3,NULL,'\xff'),(4,_binary '\xfe','d');\n"
    )
    read = read_table(file)
    assert read.rows == [("1", "0xFF2700", "a"), ("2", "a:1:{}", "b"), ("4", "0xFE", "d")]
    [broken] = read.broken
    assert (broken.code, broken.record, broken.line) == (Code.ENCODING, 3, 4)


def test_a_row_of_another_width_or_without_an_end_costs_itself_only(tmp_path: Path) -> None:
    file = tmp_path / "dump.sql"
    rows = "(1,'a'),\n(2,'b','c'),\n(3,f(1,'x'),4),\n(4,'never\n(5,'e'),\n(6,'f');\n"
    file.write_text("INSERT INTO `n` (`id`, `t`) VALUES\n" + rows)
    read = read_table(file)
    assert [row[0] for row in read.rows][:1] == ["1"]
    assert read.rows[-1] == ("6", "f")
    assert [(one.code, one.line) for one in read.broken][:2] == [(Code.COLUMNS, 3), (Code.COLUMNS, 4)]
    everything = sorted([*read.records, *(one.record for one in read.broken)])
    assert everything == list(range(1, len(everything) + 1))


def test_copy_lines_of_another_width_are_rejects_and_lines_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "dump.sql"
    file.write_text("COPY n (id, t) FROM stdin;\n1\ta\n2\n3\tc\n\\.\nCOPY n (id, t) FROM stdin;\n4\td\n\\.\n")
    read = read_table(file)
    assert (read.rows, read.lines) == ([("1", "a"), ("3", "c"), ("4", "d")], [2, 4, 7])
    assert [(one.code, one.record, one.line) for one in read.broken] == [(Code.COLUMNS, 2, 3)]


def test_statements_that_list_other_columns_keep_theirs(tmp_path: Path) -> None:
    file = tmp_path / "dump.sql"
    file.write_text(
        "CREATE TABLE `n` (`id` int, `a` text, `b` text);\nINSERT INTO `n` VALUES (1,'x','y');\n"
        "INSERT INTO `n` (`b`, `id`) VALUES ('z', 2);\nINSERT INTO `n` VALUES (3,'p','q');\n"
    )
    read = read_table(file)
    assert read.rows == [("1", "x", "y"), ("2", None, "z"), ("3", "p", "q")]
    assert again(read, tmp_path / "again.sql").rows == read.rows


def test_names_and_columns_of_all_tables_are_known(tmp_path: Path) -> None:
    file = tmp_path / "dump.sql.gz"
    file.write_bytes(gzip.compress(dump("mysqldump", [("1", "a", None)]).encode()))
    with open_tables(str(file)) as tables:
        assert (tables.format, tables.details) == ("sql", "MySQL dump")
        assert tables.names() == ["before", "notes", "after"]
        assert tables.columns("after") == list(COLUMNS)
        with pytest.raises(NoSuchTableError, match=r"'note'.*Did you mean 'notes'"):
            tables.columns("note")
        with pytest.raises(NoSuchTableError, match="It has: before, notes, after"):
            tables.reader("nothing")


def test_a_schema_other_than_the_usual_is_part_of_the_name(tmp_path: Path) -> None:
    file = tmp_path / "dump.sql"
    file.write_text('COPY public.a (id) FROM stdin;\n\\.\nCOPY "old shop"."order" (id) FROM stdin;\n1\n\\.\n')
    assert names_of(file) == ["a", "old shop.order"]


PG, SET = "--\n-- PostgreSQL database dump\n--\n", "SET statement_timeout = 0;\n"


@pytest.mark.parametrize(
    ("begin", "name"),
    [
        ("USE `old`;\n|USE `new`;\n", "n"),
        ("|", "`old`.`n`|`new`.`n`"),
        ("USE [old]\nGO\n|USE [new]\nGO\n", "[dbo].[n]"),
        ("", "[old].[dbo].[n]|[new].[dbo].[n]"),
        (f"{PG}\\connect old\n{SET}|\\connect new\n{SET}", "public.n"),
    ],
)
def test_tables_of_one_name_in_two_databases_are_two(tmp_path: Path, begin: str, name: str) -> None:
    file = tmp_path / "dump.sql"
    begins, names = begin.split("|") * 2, name.split("|") * 2
    for at in (0, 1):
        made = f"{begins[at]}CREATE TABLE {names[at]} (id int, a text);\n"
        with file.open("a") as out:
            out.write(" ".join([made, "INSERT INTO", names[at], f"VALUES ({at}, 'x');\n"]))
    other = "new.n"
    assert names_of(file) == ["n", other]
    assert [read_table(file, table).rows for table in ("n", other)] == [[("0", "x")], [("1", "x")]]


@pytest.mark.parametrize(
    ("start", "is_cut"),
    [("START TRANSACTION;\n", False), ("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n", True)],
)
def test_a_rollback_is_reported(bring: Bring, start: str, is_cut: bool) -> None:
    columns = ('"id"', '"order"', '"date"', '"author"', '"message"')
    table = f"CREATE TABLE n ({' text, '.join(columns)} text);\n"
    row = "INSERT INTO n VALUES ('1','7','2020-01-02 10:00:00','anna','note');\n"
    report = bring(start + table + row + "ROLLBACK; -- due to errors\n", name="n.sql")
    assert report.counts.imported == 1
    assert any("1 ROLLBACK" in one for one in report.remarks)
    assert bool(report.truncated) == is_cut


def test_a_dump_without_any_column_names_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "dump.sql"
    file.write_text("INSERT INTO `n` VALUES (1,'a');\n")
    with pytest.raises(NotDataError, match="the columns of n are unknown"):
        read_table(file)


def test_a_string_longer_than_memory_has_room_for_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buffer, "CHUNK_BYTES", 1000)
    monkeypatch.setattr(buffer, "RECORD_BYTES", 5000)
    file = tmp_path / "dump.sql"
    made = "CREATE TABLE `{0}` (`id` int, `t` text);\nINSERT INTO `{0}` VALUES (1,'{1}');\n"
    file.write_text(made.format("big", "x\\';" * 20_000) + made.format("n", "y"))
    assert names_of(file) == ["big", "n"]
    assert read_table(file, "n").rows == [("1", "y")]


def test_a_row_longer_than_memory_has_room_for_costs_itself_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buffer, "CHUNK_BYTES", 1000)
    monkeypatch.setattr(buffer, "RECORD_BYTES", 5000)
    monkeypatch.setattr(statements, "HEAD_OF_STATEMENT", 500)
    file = tmp_path / "dump.sql"
    long = "x\\';(" * 5_000
    fill = "INSERT INTO `n` VALUES "
    made = ["CREATE TABLE `n` (`id` int, `t` text);\n", fill, f"(1,'a'),(2,'{long}'),(3,'c'),\n(4,'d')"]
    file.write_text("".join([*made, ";\n", fill, "(5,'e');\n"]))
    read = read_table(file)
    assert read.rows == [("1", "a"), ("3", "c"), ("4", "d"), ("5", "e")]
    assert read.lines == [2, 2, 3, 4]
    assert [(broken.record, broken.line, broken.code) for broken in read.broken] == [(2, 2, Code.LONG)]
