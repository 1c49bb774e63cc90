"""`events db` and `events export`."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from running import Run
from typer.testing import CliRunner

from cli.app import app


@pytest.mark.usefixtures("shop")
def test_info_shows_place_size_version_and_counts(run: Run, database: str) -> None:
    found = json.loads(run("db", "info", "-o", "json").stdout)
    assert (found["database"], found["kind"], found["mode"]) == (database, "sqlite", "0600")
    assert found["version"] == found["needed"]
    assert (found["orders"], found["order_events"], found["customer_events"]) == (3, 8, 4)
    assert "order events" in run("db", "info").stdout
    shown = run("config", "--color", "never", env={"EVENTS_USER": "anna@shop.example"}).stdout
    assert "user          anna@shop.example  (EVENTS_USER)" in shown
    assert "color         never  (--color)" in shown


@pytest.mark.parametrize("command", ["info", "check"])
def test_looking_at_a_database_does_not_make_one(tmp_path: Path, command: str) -> None:
    file = tmp_path / "none.db"
    result = CliRunner().invoke(app, ["--database", str(file), "db", command])
    assert (result.exit_code, file.exists()) == (69, False)


def test_a_log_that_is_not_there_is_named_with_those_beside_it(run: Run, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "shop.db")).exit_code == 0
    for command in ("info", "check"):
        result = run("db", command, str(tmp_path / "shpo.db"))
        assert (result.exit_code, "Nothing was created" in result.stderr) == (69, True)
        assert f"Nearest there: {tmp_path / 'shop.db'}" in result.stderr
        assert str(tmp_path / "shop.db") in run("db", command, str(tmp_path / "shop.db")).stdout
    assert not (tmp_path / "shpo.db").exists()


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("words", ["backup", "db backup", "db copy"])
def test_a_copy_without_a_source_is_of_the_log_in_use(run: Run, tmp_path: Path, words: str) -> None:
    copy = str(tmp_path / "backup.db")
    copied = run(*words.split(), copy)
    assert copied.stdout.startswith(f"Copied to {copy}: 12 events of 3 orders, ")
    assert "Both logs hold the same." in copied.stdout and copied.stdout.count("\n") == 1
    assert "order_events" in run("-v", "db", "copy", str(tmp_path / "again.db")).stderr
    assert run("--database", copy, "orders", "-o", "csv").stdout == run("orders", "-o", "csv").stdout


def test_upgrade_makes_a_private_database(tmp_path: Path) -> None:
    file = tmp_path / "new" / "log.db"
    result = CliRunner().invoke(app, ["--database", str(file), "db", "upgrade", "-o", "json"])
    assert json.loads(result.stdout)["from"] == "nothing"
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("shop")
def test_check_finds_a_reference_to_nothing(run: Run, database: str) -> None:
    assert "none" in run("db", "check").stdout
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE order_events SET user_id = 999 WHERE id = 1")
    result = run("db", "check")
    assert (result.exit_code, "row 1 of order_events" in result.stdout) == (1, True)


@pytest.mark.usefixtures("shop")
def test_an_export_is_complete_and_in_order(run: Run) -> None:
    events = [json.loads(line) for line in run("export").stdout.splitlines()]
    assert len(events) == 12
    assert [event["date"] for event in events] == sorted(event["date"] for event in events)
    assert [event["id"] for event in events][:3] == ["c1", "c2", "o1"]


@pytest.mark.usefixtures("shop")
def test_an_export_to_a_file_is_the_same_bytes(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    result = run("export", str(file))
    assert (result.stdout, "Exported 12 events" in result.stderr) == ("", True)
    assert file.read_bytes() == run("export").stdout_bytes


@pytest.mark.usefixtures("shop")
def test_an_export_that_cannot_be_written_exits_73_and_leaves_nothing(run: Run, tmp_path: Path) -> None:
    result = run("export", str(tmp_path / "none" / "out.csv"), "-o", "csv")
    assert (result.exit_code, "Cannot write" in result.stderr) == (73, True)
    folder = tmp_path / "folder"
    folder.mkdir()
    assert run("export", str(folder)).exit_code == 73
    assert not list(tmp_path.glob(".*"))


@pytest.mark.usefixtures("shop")
def test_an_export_may_be_of_one_order_or_customer(run: Run) -> None:
    assert len(run("export", "--order", "2002").stdout.splitlines()) == 1
    assert len(run("export", "--customer", "jane@example.com").stdout.splitlines()) == 11


@pytest.mark.usefixtures("shop")
def test_an_export_that_filters_empty_says_what_they_hide(run: Run) -> None:
    assert "None of 12 events contains 'zebra'." in run("export", "--grep", "zebra").stderr
    both = run("export", "--grep", "zebra", "--kind", "paid").stderr
    assert "No event of kind paid that contains 'zebra': the filters hide all 12 events." in both


@pytest.mark.usefixtures("shop")
def test_a_formula_never_leaves_in_csv(run: Run) -> None:
    run("add-note", "2002", "=cmd|' /C calc'!A0")
    assert "'=cmd" in run("export", "-o", "csv").stdout


def test_grants_are_sql_on_stdout_and_the_next_step_is_not(run: Run) -> None:
    result = run("db", "grants", "--role", "reader", "--schema", "shop")
    assert result.stdout.startswith("BEGIN;\n") and result.stdout.endswith("COMMIT;\n")
    assert 'GRANT SELECT ON ALL TABLES IN SCHEMA "shop" TO events_reader;' in result.stdout
    assert "GRANT events_reader" in result.stderr
    odd = run("db", "grants", "--role", "reader", "--schema", 'a"; DROP TABLE x').stdout
    assert odd == result.stdout.replace('"shop"', '"a""; DROP TABLE x"')


@pytest.mark.usefixtures("shop")
def test_a_check_brings_stored_summaries_up_to_date(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "stored_summaries" not in json.loads(run("db", "check", "-o", "json").stdout)
    monkeypatch.setattr("events.summaries.store.filling.LEAST", 0)
    assert run("orders", "--sort", "paid").exit_code == 0
    assert json.loads(run("db", "check", "-o", "json").stdout)["stored_summaries"] == "up to date"
    run("add-note", "2002", "Called")
    assert json.loads(run("db", "check", "-o", "json").stdout)["stored_summaries"] == "brought up to date"


@pytest.mark.usefixtures("shop")
def test_a_check_brings_stored_kinds_up_to_date(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "stored_kinds" not in json.loads(run("db", "check", "-o", "json").stdout)
    monkeypatch.setattr("events.kind_store.filling.LEAST", 0)
    assert run("stats").exit_code == 0
    assert json.loads(run("db", "check", "-o", "json").stdout)["stored_kinds"] == "up to date"
    run("add-note", "2002", "Called")
    assert json.loads(run("db", "check", "-o", "json").stdout)["stored_kinds"] == "brought up to date"
