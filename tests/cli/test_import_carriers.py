"""`events import` takes whatever a history comes in, and says what to do where it needs a choice."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
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
    assert "--table wp_posts" in result.stderr


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


def test_a_table_that_is_not_there_is_told_with_those_that_are(run: Run, dump: str) -> None:
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
