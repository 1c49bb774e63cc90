"""Dumps in the ways of single tools and servers are read as all others are."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import again, names_of, read_table

from importers.readers.sql import buffer
from importers.reject_codes import Code

SQL_SERVER = """\
USE [Shop]
GO
/****** Object:  Table [dbo].[notes] ******/
SET ANSI_NULLS ON
GO
CREATE TABLE [dbo].[notes](
\t[id] [int] IDENTITY(1,1) NOT NULL,
\t[text] [nvarchar](max) NULL,
 CONSTRAINT [PK] PRIMARY KEY CLUSTERED ([id] ASC) ON [PRIMARY]
) ON [PRIMARY]
GO
SET IDENTITY_INSERT [dbo].[other] ON
INSERT [dbo].[other] ([id]) VALUES (7)
GO
SET IDENTITY_INSERT [dbo].[notes] ON
INSERT [dbo].[notes] ([id], [text]) VALUES (1, N'it''s; so
GO
on')
INSERT [dbo].[notes] ([id], [text]) VALUES (2, NULL)
GO
"""


@pytest.mark.parametrize("size", [40, 100_000])
def test_scripts_of_sql_server_end_statements_with_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(buffer, "CHUNK_BYTES", size)
    file = tmp_path / "shop.txt"
    file.write_text(SQL_SERVER, encoding="utf-16")
    assert names_of(file) == ["notes", "other"]
    assert read_table(file, "notes").rows == [("1", "it's; so\nGO\non"), ("2", None)]
    assert read_table(file, "other").rows == [("7",)]


STARTS = {
    "pg_dump since 2025": "--\n-- PostgreSQL database dump\n--\n\\restrict aB3\n\nSET row_security = off;\n",
    "pg_dumpall": "--\n-- PostgreSQL database cluster dump\n--\n\\connect shop\n",
    "mariadb-dump": "/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19\n",
    "SQL Developer": "REM INSERTING into n\nSET DEFINE OFF;\n",
    "Adminer": "-- Adminer 4.8.1 MySQL 8.0 dump\n\nSET NAMES utf8;\n",
    "mysqldump 4.0": "-- MySQL dump 9.11\n",
}


@pytest.mark.parametrize("tool", STARTS)
def test_a_dump_is_known_by_its_start_whatever_made_it(tmp_path: Path, tool: str) -> None:
    file = tmp_path / "export"
    create = "CREATE TABLE /*!32312 IF NOT EXISTS*/ n (id int, t text);\n"
    insert = "Insert into n (id, t) values (1, 'a');\n"
    file.write_text(STARTS[tool] + create + insert)
    assert read_table(file).rows == [("1", "a")]


def test_columns_that_the_database_makes_have_no_value_in_dumps(tmp_path: Path) -> None:
    file = tmp_path / "dump.sql"
    made = "`n` int GENERATED ALWAYS AS (char_length(`t`)) VIRTUAL"
    file.write_text(f"CREATE TABLE `n` (`id` int, {made}, `t` text);\nINSERT INTO `n` VALUES (1,'a');\n")
    assert read_table(file).named == [{"id": "1", "t": "a"}]
    start = "/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19  Distrib 10.11.18-MariaDB\n"
    values = file.read_text().replace("(1,'a')", "(1,1,'a')")
    file.write_text(start + values)
    assert read_table(file).named == [{"id": "1", "n": "1", "t": "a"}], "MariaDB writes what it made"


def test_rows_written_as_assignments_are_read(tmp_path: Path) -> None:
    file = tmp_path / "dump.sql"
    file.write_text(
        "-- MySQL dump\nINSERT INTO `notes` SET `id`=1, `text` = 'it\\'s, x; = y', other=NULL;\n"
        "REPLACE INTO notes SET id = 2, text='ON DUPLICATE KEY', other=CONCAT('a', ',b')\n"
        "  ON DUPLICATE KEY UPDATE text='other', id=3;\nINSERT INTO others SET id=9;\n"
        "INSERT INTO notes SET id=4, text;\nINSERT INTO notes SET other=7,\n id=5;\n",
        encoding="utf-8",
    )
    assert names_of(file) == ["notes", "others"]
    read = read_table(file, "notes")
    assert read.rows == [
        ("1", "it's, x; = y", None),
        ("2", "ON DUPLICATE KEY", "a,b"),
        ("5", None, "7"),
    ]
    assert read.lines == [2, 3, 7]
    assert [(one.record, one.line, one.code) for one in read.broken] == [(3, 6, Code.QUOTE)]
    assert again(read, tmp_path / "rejects.sql").rows == read.rows


def test_no_way_to_write_rows_is_passed_over_in_silence(tmp_path: Path) -> None:
    file = tmp_path / "dump.sql"
    file.write_text(
        "-- MySQL dump\nCREATE TABLE `n` (`id` int, `t` text);\n"
        "INSERT INTO `n` PARTITION (p0, p1) (`id`, `t`) VALUES (1,'a');\n"
        "INSERT INTO `n` VALUES ROW(2,'b'), ROW (3,'c');\n"
        "INSERT INTO `n` (`id`) SELECT id FROM other;\n"
        "INSERT INTO n DEFAULT VALUES;\nINSERT INTO n TABLE m;\n"
    )
    read = read_table(file)
    assert read.rows == [("1", "a"), ("2", "b"), ("3", "c")]
    assert [(one.record, one.line, one.code) for one in read.broken] == [
        (4, 6, Code.QUOTE),
        (5, 7, Code.QUOTE),
    ]


def test_one_statement_of_oracle_s_fills_several_tables(tmp_path: Path) -> None:
    file = tmp_path / "all.sql"
    file.write_text(
        "CREATE TABLE states (id int, name text);\nCREATE TABLE history (id int, state int, note text);\n"
        "INSERT ALL\n  INTO states (id, name) VALUES (1, 'In; INTO it')\n"
        "  INTO history VALUES (1, 1, NULL)\n  INTO history (id, note) VALUES (2, 'there')\n"
        "SELECT * FROM dual;\nINSERT INTO history VALUES (3, 1, 'last');\n"
    )
    assert read_table(file, "states").rows == [("1", "In; INTO it")]
    history = read_table(file, "history")
    assert history.rows == [("1", "1", None), ("2", None, "there"), ("3", "1", "last")]
    assert history.lines == [5, 6, 8]
    assert history.broken == []
