"""Dumps that are cut off, and dumps that change their own rows: imported as far as they go, and reported."""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import Bring, bring_into, rows

SETS = ("legacy_id=id", "order=no", "date=at", "message=text")
CREATE = "CREATE TABLE `notes` (`id` int, `no` text, `at` text, `text` text);\n"
ROW = "INSERT INTO `notes` VALUES (1,'A1','2020-01-01','sent')"
HEADER = "-- MySQL dump 10.13  Distrib 8.0.36\n--\n"
FOOTER = "-- Dump completed on 2020-01-02 10:00:00\n"
COPY = "COPY public.notes (id, no, at, text) FROM stdin;\n1\tA1\t2020-01-01\tsent\n"


@pytest.mark.parametrize(
    "text",
    [
        CREATE + ROW + ",\n",
        "USE [shop]\nGO\n" + CREATE + ROW + ",",
        CREATE + ROW + "\n",
        COPY,
        HEADER + CREATE + ROW + ";\n",
        "--\n-- PostgreSQL database dump\n--\n" + COPY + "\\.\n",
        "START TRANSACTION;\n" + CREATE + ROW + ";\n",
        "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n" + CREATE + ROW + ";\n",
    ],
    ids=[
        *(
            "within rows",
            "within rows of SQL Server",
            "no semicolon",
            "COPY without its end",
            "mysqldump",
            "pg_dump",
            "phpMyAdmin",
            "SQLite",
        ),
    ],
)
def test_a_dump_that_is_cut_off_is_imported_and_reported(bring: Bring, text: str) -> None:
    report = bring(text, name="dump.sql", sets=SETS)
    assert report.counts.imported == 1
    assert report.truncated
    assert not report.complete


@pytest.mark.parametrize(
    "text",
    [
        CREATE + ROW + ";\n",
        COPY + "\\.\n",
        HEADER + CREATE + ROW + ";\n" + FOOTER,
        "START TRANSACTION;\n" + CREATE + ROW + ";\nCOMMIT;\n",
        "BEGIN TRANSACTION;\n" + CREATE + ROW + ";\nCOMMIT;\nEND;\n",
        "--\n-- PostgreSQL database dump\n--\n"
        + COPY
        + "\\.\n--\n-- PostgreSQL database dump complete\n--\n",
    ],
)
def test_a_whole_dump_is_complete(bring: Bring, text: str) -> None:
    report = bring(text, name="dump.sql", sets=SETS)
    assert report.complete
    assert report.truncated == []


def test_the_part_that_is_cut_off_is_named(database: str, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "1.sql").write_text(CREATE + ROW)
    (folder / "2.sql").write_text(ROW.replace("(1,'A1'", "(2,'A2'") + ";\n")
    report = bring_into(database, folder, sets=SETS)
    assert report.counts.imported == 2
    assert report.truncated == ["1.sql: its last statement is cut off"]


def test_statements_that_change_rows_are_counted(bring: Bring) -> None:
    changes = (
        "UPDATE `notes` SET `text` = 'x';\nDELETE FROM `notes` WHERE `id` = 1;\nUPDATE `other` SET a = 1;\n"
    )
    report = bring(CREATE + ROW + ";\n" + changes, name="dump.sql", sets=SETS)
    (told,) = [note for note in report.remarks if "change rows" in note]
    assert "1 UPDATE, 1 DELETE" in told


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("INSERT INTO `notes` (`id`) SELECT `id` FROM `old`;\n", "1 INSERT … SELECT"),
        ("REPLACE INTO notes WITH a AS (SELECT 1) SELECT * FROM a;\n", "1 INSERT … SELECT"),
        ("LOAD DATA LOCAL INFILE 'n.txt' IGNORE INTO TABLE `notes`;\n", "1 LOAD DATA"),
        ("DROP TABLE IF EXISTS `notes`;\n", "1 DROP"),
    ],
)
def test_statements_that_add_rows_from_elsewhere_or_drop_them_are_counted(
    bring: Bring, statement: str, shown: str
) -> None:
    for text in (CREATE + ROW + ";\n" + statement, statement + CREATE + ROW + ";\n"):
        remarks = bring(text, name="dump.sql", sets=SETS, dry_run=True).remarks
        is_shown = any(shown in note for note in remarks)
        assert is_shown == (not text.startswith("DROP"))


def test_emptying_a_table_before_its_rows_is_no_change(bring: Bring) -> None:
    report = bring(
        f"DELETE FROM `notes`;\n{CREATE}{ROW};\n",  # noqa: S608 - a dump's text
        name="dump.sql",
        sets=SETS,
    )
    assert report.remarks == []


def test_the_statements_of_a_trigger_are_no_data(bring: Bring, database: str) -> None:
    insert = "INSERT INTO notes VALUES ({0},'A{0}','2020-01-01','no');"
    body = insert.format(8) + insert.format(9)
    trigger = f"CREATE TRIGGER t AFTER INSERT ON notes BEGIN {body} END;\n"
    bring(CREATE + ROW + ";\n" + trigger, name="dump.sql", sets=SETS)
    assert rows(database, "SELECT identity FROM records") == [("1",)]


def test_a_header_alone_is_an_empty_export(bring: Bring) -> None:
    report = bring("order_no,created_at,comment\n", sets=(), guess=True)
    assert (report.counts.read, report.complete) == (0, True)


RECORD = '{"id": "1", "no": "A1", "at": "2020-01-01", "text": "sent"}'
ELEMENT = "<note><id>1</id><no>A1</no><at>2020-01-01</at><text>sent</text></note>"
EVENT = (
    '<trace><string key="concept:name" value="A1"/><event><string key="concept:name" value="sent"/>'
    '<date key="time:timestamp" value="2020-01-01T00:00:00Z"/></event></trace>'
)


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("a.json", f"[{RECORD}", "]"),
        ("a.json", f"[{RECORD}, ", "]"),
        ("a.json", f'{{"data": {{"notes": [{RECORD}]', "}}"),
        ("a.json", f'{{"count": 1, "notes": [{RECORD}', "]}"),
        ("a.xml", f"<notes>{ELEMENT}", "</notes>"),
        ("a.xml", f"<notes>{ELEMENT}</no", "tes>"),
        (
            "a.xml",
            f'<resultset statement="s"><row>{ELEMENT[6:-7]}</row>'.replace("note", "row"),
            "</resultset>",
        ),
    ],
)
def test_a_document_without_its_end_is_imported_and_reported(
    bring: Bring, name: str, start: str, end: str
) -> None:
    if "resultset" in start:
        for column in ("id", "no", "at", "text"):
            start = start.replace(f"<{column}>", f'<field name="{column}">').replace(
                f"</{column}>", "</field>"
            )
    report = bring(start, name=name, sets=SETS)
    assert (report.counts.imported, bool(report.truncated), report.complete) == (1, True, False)
    whole = bring(start + end, name=name, sets=SETS)
    assert (whole.counts.imported, whole.truncated) == (0, [])


def test_an_event_log_without_its_end_is_imported_and_reported(bring: Bring) -> None:
    log = f'<log xes.version="1.0" xmlns="http://www.xes-standard.org/">{EVENT}'
    report = bring(log, name="a.xes", sets=(), platform="xes")
    assert (report.counts.imported, bool(report.truncated)) == (1, True)


@pytest.mark.parametrize(
    "text",
    [
        HEADER + CREATE + ROW + ";\n|" + ROW.replace("(1,'A1'", "(2,'A2'") + ";\n" + FOOTER,
        HEADER
        + CREATE
        + ROW
        + ";\n"
        + ROW.replace("(1,'A1'", "(2,'A2'")
        + ";\n|CREATE TABLE o (i int);\n"
        + FOOTER,
        "BEGIN;\n" + CREATE + ROW + ";\n|" + ROW.replace("(1,'A1'", "(2,'A2'") + ";\nCOMMIT;\n",
    ],
    ids=["its rows", "another table", "a transaction"],
)
def test_a_dump_that_was_split_has_its_end_in_another_part(database: str, tmp_path: Path, text: str) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    for number, part in enumerate(text.split("|")):
        (folder / f"part{number}.sql").write_text(part)
    report = bring_into(database, folder, sets=SETS, table="notes")
    assert (report.counts.imported, report.truncated) == (2, [])
    (folder / "part1.sql").write_text("\n".join(text.split("|")[1].splitlines()[:-1]) + "\n")
    assert bring_into(database, folder, sets=SETS, table="notes").truncated


def test_a_yaml_list_of_any_objects_is_read_by_its_name(bring: Bring, database: str) -> None:
    item = "- id: {}\n  no: {}\n  at: 2020-01-01 10:15\n  text: {}\n"
    text = item.format("007", "010", "no") + item.format("1", "10:15", "on")
    report = bring(text, name="a.yaml", sets=SETS)
    assert (report.format, report.counts.imported) == ("yaml", 2)
    assert rows(database, "SELECT number FROM orders ORDER BY number") == [("010",), ("10:15",)]
    assert rows(database, "SELECT identity FROM records ORDER BY id") == [("007",), ("1",)]
    messages = "SELECT json_extract(parameters, '$.message') FROM order_events ORDER BY id"
    assert rows(database, messages) == [("no",), ("on",)]
