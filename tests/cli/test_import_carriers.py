"""`events import` takes whatever a history comes in, and says what to do where it needs a choice."""

from __future__ import annotations

import json
import sqlite3
import tarfile
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
import xlsxwriter
from running import Run

DUMP = """-- MySQL dump 10.13
CREATE TABLE `wp_posts` (`ID` bigint, `post_type` varchar(20));
INSERT INTO `wp_posts` VALUES (48,'shop_order');
CREATE TABLE `wp_comments` (
  `comment_ID` bigint, `comment_post_ID` bigint, `comment_date_gmt` datetime, `text` text
);
INSERT INTO `wp_comments` VALUES (2,48,'2020-06-10 22:51:19','It\\'s paid.'),(3,48,'0000-00-00 00:00:00','x');
"""
SETS = ("--set", "order=comment_post_ID", "--set", "date=comment_date_gmt", "--set", "message=text")


@pytest.fixture
def dump(tmp_path: Path) -> str:
    file = tmp_path / "shop.sql"
    file.write_text(DUMP)
    return str(file)


def test_a_dump_of_several_tables_asks_which_one(run: Run, dump: str) -> None:
    result = run("import", dump, *SETS)
    assert result.exit_code == 2
    assert "shop.sql holds 2 tables: wp_posts, wp_comments." in result.stderr
    assert "--table wp_comments" in result.stderr


def test_a_table_of_a_dump_is_imported_and_its_rejects_are_a_dump(
    run: Run, dump: str, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.sql"
    result = run("import", dump, "--table", "wp_comments", *SETS, "--rejects", str(rejects))
    assert result.exit_code == 1
    assert "sql, MySQL dump, table wp_comments, utf-8" in result.stdout
    assert rejects.read_text() == (
        "INSERT INTO `wp_comments` (`comment_ID`, `comment_post_ID`, `comment_date_gmt`, `text`) VALUES\n"
        "(3,48,'0000-00-00 00:00:00','x')\n"
    )
    rejects.write_text(rejects.read_text().replace("0000-00-00", "2020-06-11"))
    assert run("import", str(rejects), *SETS).exit_code == 0
    assert "It's paid." in run("order", "48").stdout


def test_the_original_of_an_event_is_its_tuple(run: Run, dump: str) -> None:
    run("import", dump, "--table", "wp_comments", *SETS)
    assert "(2,48,'2020-06-10 22:51:19','It\\'s paid.')" in run("show", "o1", "--source").stdout


def test_a_table_that_is_not_there_is_reported_with_those_that_are(run: Run, dump: str) -> None:
    result = run("import", dump, "--table", "wp_comment", *SETS)
    assert result.exit_code == 2
    assert "Did you mean 'wp_comments'?" in result.stderr


def test_a_password_in_a_url_is_never_shown(run: Run) -> None:
    result = run("import", "postgresql+psycopg://shop:s3cret@127.0.0.1:1/x", *SETS)
    assert result.exit_code == 69
    assert "s3cret" not in result.stderr + result.stdout


def test_a_zip_of_several_tables_is_imported_by_table(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "export.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("notes.csv", "order,date,message\n1,2020-11-04,hello\n")
        archive.writestr("orders.csv", "id\n1\n")
    assert run("import", str(file), "--table", "notes").exit_code == 0
    assert run("import", str(file), "--table", "notes").exit_code == 0
    assert "hello" in run("show", "o1", "--source").stdout


ROWS = [("1", "1001", "2020-01-01", "Paid"), ("2", "1002", "bad", "Sent")]
NAMES = ("id", "order", "date", "message")


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "history.csv").write_text("\n".join(map(",".join, [NAMES, *ROWS])) + "\n")
    (path / "other.csv").write_text("x,y\n1,2\n")


def _tar(path: Path) -> None:
    folder = path.parent / "shop"
    _folder(folder)
    with tarfile.open(path, "w") as archive:
        archive.add(folder, "shop")


def _sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute('CREATE TABLE history (id, "order", date, message)')
        database.executemany("INSERT INTO history VALUES (?, ?, ?, ?)", ROWS)
        database.execute("CREATE TABLE other AS SELECT 1 AS x")


def _workbook(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        for name, cells in (("other", [("x", "y"), ("1", "2")]), ("history", [NAMES, *ROWS])):
            sheet = book.add_worksheet(name)
            for line, row in enumerate(cells):
                sheet.write_row(line, 0, row)


def _document(path: Path) -> None:
    history = [dict(zip(NAMES, row, strict=True)) for row in ROWS]
    path.write_text(json.dumps({"other": [{"x": 1}, {"x": 2}], "history": history}))


CARRIERS = {
    "folder": _folder,
    "shop.tar": _tar,
    "shop.sqlite": _sqlite,
    "shop.xlsx": _workbook,
    "shop.json": _document,
}


@pytest.mark.parametrize("name", CARRIERS)
def test_the_table_chosen_of_a_carrier_is_mended_found_and_proved_without_choosing_again(
    run: Run, tmp_path: Path, name: str
) -> None:
    source, rejects = tmp_path / name, tmp_path / "mended"
    CARRIERS[name](source)
    done = run("import", str(source), "--table", "history", "--rejects", str(rejects))
    assert done.exit_code == 1, done.stderr
    rejects.write_text(rejects.read_text().replace("bad", "2020-02-02"))
    assert run("retry", "1").exit_code == 0
    assert run("order", "1002").exit_code == 0
    original = " ".join(run("show", "o1", "--source").stdout.split())
    is_text = name not in ("shop.sqlite", "shop.xlsx")
    assert ("unchanged since the import" if is_text else "its values written as JSON") in original
    proved = run("reconcile", str(source))
    assert (proved.exit_code, "has changed since" in proved.stdout) == (0, False)
