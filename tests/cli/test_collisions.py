"""Orders and ids that two systems have in common are not merged unasked; the printed commands settle it."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from running import Opened, Run
from sqlalchemy import text
from typer.testing import CliRunner, Result

from cli.app import app
from events.models import Order, User
from events.order import events as order_events

COLUMNS = ("--tz", "UTC", "--set", "order=order", "--set", "date=date", "--set", "message=comment")
PEOPLE = (*COLUMNS, "--set", "customer=email")
UK = "order,date,email,comment\n1001,2020-01-01,jane@mail.example,paid in London\n"
FR = "order,date,email,comment\n1001,2021-01-01,pierre@mail.example,paid in Paris\n"
NOTES = "id,order_no,created_at,comment\n1,1001,2020-01-01 10:00:00,back\n2,1002,2020-01-01 11:00:00,refund\n"
CALLS = (
    "id,order_no,created_at,comment\n1,A-7,2021-03-01 10:00:00,called\n2,A-8,2021-03-01 11:00:00,invoiced\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the files, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(name: str, content: str) -> str:
    Path(name).write_text(content, "utf-8")
    return name


def _commands(refused: Result) -> list[list[str]]:
    """The commands that were printed below the error, as a shell splits them."""
    lines = [line.strip() for line in refused.stderr.splitlines() if line.startswith("  events ")]
    return [shlex.split(line)[1:] for line in lines]


def _contents(opened: Opened) -> dict[str, int]:
    tables = ("sources", "batches", "records", "rejects", "orders", "users", "order_events", "creations")
    with opened() as session:
        return {name: session.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in tables}  # noqa: S608


def _pasted(refused: Result, database: str) -> list[Result]:
    """What each printed command does on a copy of the log of its own."""
    found = []
    for at, words in enumerate(_commands(refused)):
        copy = f"{database}.{at}"
        shutil.copy(database, copy)
        found.append(CliRunner().invoke(app, [copy if word == database else word for word in words]))
    return found


def _orders(database: str) -> list[str]:
    listed = CliRunner().invoke(app, ["--database", database, "orders", "--format", "csv"]).stdout
    return sorted(line for line in listed.splitlines()[1:])


def _refused(run: Run, *arguments: str, stdin: str | None = None) -> Result:
    result = run("import", *arguments, stdin=stdin)
    assert result.exit_code == 65, result.output
    return result


def test_an_order_of_another_shop_with_the_same_number_stops_the_import_and_leaves_nothing(
    run: Run, opened: Opened
) -> None:
    assert run("import", _write("uk.csv", UK), "--source", "uk", *PEOPLE).exit_code == 0
    before = _contents(opened)
    arguments = (_write("fr.csv", FR), "--source", "fr", *PEOPLE, "--rejects", "r.csv", "--report", "r.md")
    refused = _refused(run, *arguments)
    assert "Order 1001 is in the log already, from another source, with another customer" in refused.stderr
    assert _contents(opened) == before
    assert not Path("r.csv").exists()
    assert not Path("r.md").exists()
    rehearsed = _refused(run, *arguments, "--dry-run")
    assert rehearsed.stderr.splitlines()[0] == refused.stderr.splitlines()[0]
    assert all("--dry-run" in words for words in _commands(rehearsed))


def test_each_printed_command_settles_a_collision_of_orders_when_it_is_pasted(
    run: Run, database: str
) -> None:
    run("import", _write("uk.csv", UK), "--source", "uk", *PEOPLE)
    refused = _refused(run, _write("fr 2.csv", FR), "--source", "fr", *PEOPLE)
    apart, merged = _pasted(refused, database)
    assert (apart.exit_code, merged.exit_code) == (0, 0), (apart.output, merged.output)
    assert len(_orders(f"{database}.0")) == 2
    assert len(_orders(f"{database}.1")) == 1


def test_the_commands_replace_a_shop_that_is_taken(run: Run, database: str) -> None:
    run("import", _write("uk.csv", UK), "--source", "uk", "--shop", "fr", *PEOPLE)
    refused = _refused(run, _write("fr.csv", FR), "--source", "fr", "--shop=fr", *PEOPLE)
    apart, merged = _pasted(refused, database)
    assert _commands(refused)[0][-2:] == ["--shop", "fr-2"]
    assert _commands(refused)[0].count("--shop") == 1
    assert (apart.exit_code, merged.exit_code) == (0, 0), (apart.output, merged.output)


@pytest.mark.parametrize(
    "row",
    [
        "1001,2021-01-01,JANE@mail.example,again",
        "1001,2021-01-01,,nobody is named",
        "1001,2021-01-01,17,a number stands for somebody unknown",
    ],
)
def test_an_order_is_merged_where_its_customer_is_the_same_or_unknown(run: Run, row: str) -> None:
    run("import", _write("uk.csv", UK), "--source", "uk", *PEOPLE)
    merged = run(
        "import", _write("more.csv", f"order,date,email,comment\n{row}\n"), "--source", "crm", *PEOPLE
    )
    assert merged.exit_code == 0, merged.output
    assert "Already had events from another source: 1 order (1001)" in " ".join(merged.stdout.split())


def test_customers_that_are_known_by_their_names_collide_too(run: Run) -> None:
    run("import", _write("uk.csv", UK.replace("jane@mail.example", "Jane Doe")), "--source", "uk", *PEOPLE)
    french = FR.replace("pierre@mail.example", "Pierre Petit")
    _refused(run, _write("fr.csv", french), "--source", "fr", *PEOPLE)
    same = run(
        "import", _write("s.csv", FR.replace("pierre@mail.example", "jane  doe")), "--source", "fr", *PEOPLE
    )
    assert same.exit_code == 0, same.output


def test_orders_that_were_recorded_by_hand_are_not_merged_either(run: Run, opened: Opened) -> None:
    with opened() as session:
        session.add(order := Order(number="1001", user=User(email="anna@mail.example")))
        session.flush()
        order_events.placed_event(order=order)
        session.commit()
    assert "Order 1001" in _refused(run, _write("uk.csv", UK), "--source", "uk", *PEOPLE).stderr


def test_twenty_orders_are_named_at_most(run: Run) -> None:
    rows = [f"{number},2020-01-01,{{}}@mail.example,paid" for number in range(1000, 1030)]
    head = "order,date,email,comment\n"
    run("import", _write("a.csv", head + "\n".join(rows).replace("{}", "a")), "--source", "a", *PEOPLE)
    file = _write("b.csv", head + "\n".join(rows).replace("{}", "b"))
    problem = _refused(run, file, "--source", "b", *PEOPLE).stderr
    assert "1000, 1001, " in problem
    assert "1018, 1019 and more" in problem
    assert "1020" not in problem


def test_the_shop_that_a_record_names_decides_which_order_is_meant(
    run: Run, database: str, tmp_path: Path
) -> None:
    run("import", _write("fr.csv", FR), "--source", "fr", "--shop", "fr", *PEOPLE)
    run("export", "events.jsonl")
    other = str(tmp_path / "other.db")
    for arguments in (
        ["import", _write("uk.csv", UK), "--source", "uk", *PEOPLE],
        ["import", "events.jsonl"],
    ):
        done = CliRunner().invoke(app, ["--database", other, *arguments])
        assert done.exit_code == 0, done.output
    assert len(_orders(other)) == 2


def test_an_import_that_was_settled_can_be_repeated_and_continued(run: Run) -> None:
    run("import", _write("uk.csv", UK), "--source", "uk", *PEOPLE)
    settled = run("import", _write("fr.csv", FR), "--source", "fr", *PEOPLE, "--same-orders")
    assert settled.exit_code == 0, settled.output
    newer = _write("fr.csv", FR + "1001,2021-01-02,pierre@mail.example,sent\n")
    again = run("import", newer, "--source", "fr", *PEOPLE, "--format", "json")
    assert '"imported": 1' in again.stdout
    undone = run("undo", "2")
    assert "--same-orders" in undone.output


def test_an_interrupted_import_goes_on_beside_its_own_orders(run: Run) -> None:
    run("import", _write("uk.csv", UK), "--source", "uk", *PEOPLE)
    rows = "2001,2021-01-01,a@mail.example,first\n2002,never,b@mail.example,second\n"
    file = _write("b.csv", f"order,date,email,comment\n{rows}")
    assert run("import", file, "--source", "b", *PEOPLE, "--errors", "stop").exit_code == 65
    _write("b.csv", f"order,date,email,comment\n{rows.replace('never', '2021-01-02')}")
    assert run("import", file, "--source", "b", *PEOPLE, "--errors", "stop").exit_code == 0


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


def test_two_shops_without_source_and_without_ids_are_not_merged(run: Run, database: str) -> None:
    run("import", _write("uk.csv", UK), *PEOPLE)
    refused = _refused(run, _write("fr.csv", FR), *PEOPLE)
    assert "from another file or source" in refused.stderr
    assert [one.exit_code for one in _pasted(refused, database)] == [0, 0]


def test_without_a_source_a_customer_who_changed_their_address_is_no_collision(run: Run) -> None:
    more = "1002,2020-01-01,bob@mail.example,paid\n1003,2020-01-01,eve@mail.example,paid\n"
    run("import", _write("old.csv", UK + more), *PEOPLE)
    newer = UK + more + "1001,2020-02-01,jane@new.example,sent\n"
    result = run("import", _write("new.csv", newer), *PEOPLE)
    assert result.exit_code == 0, result.output


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


def test_a_server_is_checked_like_a_file(postgresql_database: str) -> None:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["--database", postgresql_database, "import", *arguments])

    assert run(_write("uk.csv", UK), "--source", "uk", *PEOPLE).exit_code == 0
    refused = run(_write("fr.csv", FR), "--source", "fr", *PEOPLE)
    assert (refused.exit_code, "Order 1001" in refused.stderr) == (65, True), refused.output
    assert run("fr.csv", "--source", "fr", *PEOPLE, "--same-orders").exit_code == 0
    assert run("fr.csv", "--source", "fr", *PEOPLE).exit_code == 0
    assert run(_write("notes.csv", NOTES), "--tz", "UTC").exit_code == 0
    assert "2 of 2 ids" in run(_write("calls.csv", CALLS), "--tz", "UTC").stderr
    shutil.copy("notes.csv", "copy.csv")
    assert run("copy.csv", "--tz", "Asia/Tokyo").exit_code == 1
