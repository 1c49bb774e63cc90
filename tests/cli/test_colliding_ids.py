"""Ids that two systems have in common are not merged unasked; the printed commands settle it."""

from __future__ import annotations

import shutil

import pytest
from colliding import CALLS, NOTES, PEOPLE, _commands, _contents, _orders, _pasted, _refused, _write
from running import Opened, Run

pytestmark = pytest.mark.usefixtures("folder")


def test_without_a_source_ids_of_other_records_stop_the_import(run: Run, opened: Opened) -> None:
    run("import", _write("notes.csv", NOTES), "--tz", "UTC")
    before = _contents(opened)
    refused = _refused(run, _write("calls.csv", CALLS), "--tz", "UTC")
    assert "2 of 2 ids" in refused.stderr
    assert "1 is of order 1001 in the log and of order A-7 here" in refused.stderr
    assert _contents(opened) == before
    assert "2 of 2 ids" in _refused(run, "calls.csv", "--tz", "UTC", "--dry-run").stderr


def test_each_printed_command_settles_a_collision_of_ids_when_it_is_pasted(run: Run, database: str) -> None:
    run("import", _write("notes.csv", NOTES), "--tz", "UTC")
    refused = _refused(run, _write("calls.csv", CALLS), "--tz", "UTC")
    apart, changed = _pasted(refused, database)
    assert apart.exit_code == 0, apart.output
    assert "imported             2" in apart.stdout
    assert changed.exit_code == 1
    assert "changed              2" in changed.stdout


def test_ids_and_orders_that_collide_are_settled_by_one_command(run: Run, database: str) -> None:
    head = "id,order,date,email,comment\n"
    file = _write(
        "a.csv", head + "1,1001,2020-01-01,jane@mail.example,paid\n2,1002,2020-01-01,x@mail.example,a\n"
    )
    run("import", file, *PEOPLE)
    other = "1,1002,2021-01-01,pierre@mail.example,paye\n2,1001,2021-01-02,marie@mail.example,parti\n"
    refused = _refused(run, _write("b.csv", head + other), *PEOPLE)
    assert _commands(refused)[0][-4:] == ["--source", "b", "--shop", "b"]
    apart, merged = _pasted(refused, database)
    assert apart.exit_code == 0, apart.output
    assert len(_orders(f"{database}.0")) == 4
    assert "changed              2" in merged.stdout


def test_several_files_without_a_source_do_not_take_each_others_ids(run: Run) -> None:
    both = run("import", _write("notes.csv", NOTES), _write("calls.csv", CALLS), "--tz", "UTC")
    assert both.exit_code == 65
    assert [words[words.index("import") + 1] for words in _commands(both)] == ["calls.csv", "calls.csv"]


def test_standard_input_is_checked_like_a_file(run: Run, opened: Opened) -> None:
    assert run("import", "-", "--tz", "UTC", stdin=NOTES).exit_code == 0
    before = _contents(opened)
    _refused(run, "-", "--tz", "UTC", stdin=CALLS)
    assert _contents(opened) == before
    again = run(
        "import", "-", "--tz", "UTC", "--format", "json", stdin=NOTES + "3,1003,2020-01-02 10:00:00,x\n"
    )
    assert again.exit_code == 0, again.output
    assert '"imported": 1' in again.stdout
    assert '"duplicate": 2' in again.stdout


def test_a_newer_export_with_edited_records_is_of_the_same_system(run: Run) -> None:
    run("import", _write("old.csv", NOTES), "--tz", "UTC")
    edited = NOTES.replace("back", "back damaged").replace("1002", "1009")
    newer = run("import", _write("new.csv", edited + "3,1003,2020-01-02 10:00:00,sent\n"), "--tz", "UTC")
    assert newer.exit_code == 1
    assert "changed              2" in newer.stdout
    assert "imported             1" in newer.stdout


def test_an_export_in_another_zone_is_of_the_same_system(run: Run) -> None:
    run("import", _write("old.csv", NOTES), "--tz", "UTC")
    shutil.copy("old.csv", "copy.csv")
    assert "changed              2" in run("import", "copy.csv", "--tz", "Asia/Tokyo").stdout


def test_a_file_of_a_source_that_was_named_may_have_changed_altogether(run: Run) -> None:
    run("import", _write("notes.csv", NOTES), "--tz", "UTC", "--source", "crm")
    replaced = run("import", _write("calls.csv", CALLS), "--tz", "UTC", "--source", "crm")
    assert "changed              2" in replaced.stdout


def test_a_file_that_replaced_its_own_predecessor_is_not_another_file(run: Run) -> None:
    run("import", _write("notes.csv", NOTES), "--tz", "UTC")
    assert "changed              2" in run("import", _write("notes.csv", CALLS), "--tz", "UTC").stdout


def _woocommerce(order: str, author: str, day: str) -> str:
    date = f"2021-03-{day} 00:59:59"
    note = f"(901,{order},'{author}','','{date}','{date}','Note of {author}','1','order_note',0)"
    columns = "comment_ID bigint, comment_post_ID bigint, comment_author tinytext"
    columns += ", comment_author_email varchar(100), comment_date datetime, comment_date_gmt datetime"
    columns += (
        ", comment_content text, comment_approved varchar(20), comment_type varchar(20), user_id bigint"
    )
    return f"CREATE TABLE wp_comments ({columns});\nINSERT INTO wp_comments VALUES {note};\n"


def test_two_shops_of_one_platform_without_a_source_are_not_one(run: Run, database: str) -> None:
    run("import", _write("uk.sql", _woocommerce("310", "anna", "28")), "--from", "woocommerce")
    refused = _refused(run, _write("fr.sql", _woocommerce("77", "marie", "29")), "--from", "woocommerce")
    apart, changed = _pasted(refused, database)
    assert apart.exit_code == 0, apart.output
    assert changed.exit_code == 1
