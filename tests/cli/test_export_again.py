"""An export that is imported into a log which has its events from elsewhere stores none of them twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from log_copies import FORMATS, bring, read_log
from typer.testing import CliRunner

from cli.app import app
from importers.report import Counts
from importers.retry.retry import retry

NOTES = "order,date,email,comment\n7,2020-01-01,jane@example.com,same\n7,2020-01-01,jane@example.com,same\n"
SETS = [f"--set={pair}" for pair in ("order=order", "customer=email", "message=comment", "date=date")]


def _run(database: str, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["--database", database, *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def _account(counts: Counts) -> tuple[int, int, int]:
    return counts.imported, counts.duplicate, counts.changed


@pytest.fixture
def filled(run: Callable[..., Any], database: str, shop: None, tmp_path: Path) -> Path:
    """The folder of a log with events by hand, a corrected note, and two records that say the same."""
    (tmp_path / "notes.csv").write_text(NOTES, "utf-8")
    _run(database, "import", str(tmp_path / "notes.csv"), "--tz", "UTC", *SETS)
    _run(
        database, "add-note", "--user", "anna@shop.example", "--customer", "jane@example.com", "wants to pay"
    )
    return tmp_path


def test_the_log_s_own_export_is_known_in_every_format(filled: Path, database: str) -> None:
    before = read_log(database)
    for form in FORMATS:
        file = filled / f"log.{form}"
        _run(database, "export", str(file))
        for options in ({"dry_run": form == "csv"}, {}):
            report = bring(file, database, **options)
            assert _account(report.counts) == (0, len(before.events), 0)
            assert report.complete
            assert f"{len(before.events)} records are events that the log has already" in str(report.remarks)
        traced = _run(database, "trace", f"{file}:2")
        assert "the log has this event already" in traced
    assert read_log(database) == before


def test_a_log_with_the_same_history_gets_only_what_it_lacks(
    filled: Path, database: str, _migrated_file: Path
) -> None:
    """Also where it has one of two events that say the same."""
    other = str(shutil.copy(_migrated_file, filled / "other.db"))
    (filled / "half.csv").write_text(NOTES[: NOTES.rindex("7,2020")], "utf-8")
    _run(other, "import", str(filled / "half.csv"), "--tz", "UTC", *SETS)
    file = filled / "log.jsonl"
    _run(database, "export", str(file))
    wanted = read_log(database).events
    report = bring(file, other)
    assert _account(report.counts) == (len(wanted) - 1, 1, 0)
    assert sorted(map(str, read_log(other).events)) == sorted(map(str, wanted))
    assert _account(bring(file, other).counts) == (0, len(wanted), 0)
    assert f"present {len(wanted):>14}" in _run(other, "reconcile", str(file))


def test_events_that_were_undone_since_the_export_come_back_once(filled: Path, database: str) -> None:
    file, before = filled / "log.jsonl", read_log(database)
    _run(database, "export", str(file))
    _run(database, "undo", "1")
    assert _account(bring(file, database).counts) == (2, len(before.events) - 2, 0)
    assert len(read_log(database).events) == len(before.events)


def test_an_erased_person_s_events_are_known_without_them(filled: Path, database: str) -> None:
    file = filled / "log.csv"
    _run(database, "export", str(file))
    _run(database, "forget", "jane@example.com", "--yes")
    before = read_log(database)
    assert bring(file, database).counts.imported == 0
    assert read_log(database) == before


def test_an_export_is_known_on_a_server_too(filled: Path, database: str, postgresql_database: str) -> None:
    _run(postgresql_database, "import", str(filled / "notes.csv"), "--tz", "UTC", *SETS)
    _run(postgresql_database, "add-note", "7", "by hand", "--user", "anna@shop.example")
    file = filled / "server.jsonl"
    _run(postgresql_database, "export", str(file))
    note = json.loads(file.read_text("utf-8").splitlines()[-1])
    correction = note | {
        "id": "o99",
        "corrects": note["id"],
        "message": "right",
        "parameters": {"message": "right"},
    }
    file.write_text(f"{file.read_text('utf-8')}{json.dumps(correction)}\n", "utf-8")
    for options in ({"dry_run": True}, {}):
        assert _account(bring(file, postgresql_database, **options).counts) == (1, 3, 0)
    assert read_log(postgresql_database).events[-1]["corrects"] is not None


def test_a_repaired_event_that_the_log_has_is_a_duplicate(filled: Path, database: str) -> None:
    file, rejects, before = filled / "log.jsonl", filled / "rejects.jsonl", read_log(database)
    _run(database, "export", str(file))
    whole = file.read_text("utf-8")
    file.write_text(whole.replace("2020-01-01T", "yesterday T"), "utf-8")
    report = bring(file, database, rejects_file=str(rejects))
    assert report.counts.rejected == 2
    rejects.write_text(rejects.read_text("utf-8").replace("yesterday T", "2020-01-01T"), "utf-8")
    done = retry(report.batch, str(rejects), database=database)
    assert (done.counts.imported, done.counts.duplicate) == (0, len(before.events))
    assert (done.counts.rejected, read_log(database)) == (0, before)


def test_overlapping_exports_that_were_joined_are_known(filled: Path, database: str) -> None:
    file, before = filled / "log.jsonl", read_log(database)
    _run(database, "export", str(file))
    file.write_text(file.read_text("utf-8") * 2, "utf-8")
    assert _account(bring(file, database).counts) == (0, 2 * len(before.events), 0)
    assert read_log(database) == before


@pytest.mark.parametrize("target", [("7",), ("--customer", "jane@example.com")])
def test_a_new_correction_is_linked_to_the_note_that_the_log_has(
    filled: Path, database: str, target: tuple[str, ...]
) -> None:
    _run(database, "add-note", *target, "mistaken", "--user", "anna@shop.example")
    other = str(shutil.copy(database, filled / "other.db"))
    _run(database, "correct-note", "last", "right", "--user", "anna@shop.example")
    file = filled / "log.jsonl"
    _run(database, "export", str(file))
    for options in ({"dry_run": True}, {}):
        assert bring(file, other, **options).counts.imported == 1
    assert read_log(other) == read_log(database)
