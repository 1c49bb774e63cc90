"""`events retry` and `events reconcile` as whole commands: what they print, write and return."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from running import Opened, Run

from importers.ledger.models import Batch

HEADER = "legacy_id,order,date,author,message\n"
GOOD = "1,1001,2020-01-01 10:00:00,anna@shop.example,First\n"
TEXT = HEADER + GOOD + "2,1002,0000-00-00,,Second\n3,1002\n"


@pytest.fixture
def file(tmp_path: Path, run: Run) -> Path:
    """A file with two rejects, imported, its rejects written and mended."""
    path = tmp_path / "h.csv"
    path.write_text(TEXT)
    run("import", str(path))
    assert run("batch", "1", "--rejects", str(tmp_path / "r.csv")).exit_code == 0
    (tmp_path / "r.csv").write_text(HEADER + "2,1002,2020-01-02,,Second\n3,1002,2020-02-03,,Third\n")
    return path


def test_a_retry_needs_no_file_where_the_rejects_were_written(run: Run, file: Path) -> None:
    result = run("retry", "1", "--dry-run")
    assert "Nothing was changed" in result.stderr
    result = run("retry", "1")
    assert result.exit_code == 0
    assert "Matched to rejects: 1 by legacy id, 1 by position." in result.stdout
    assert "imported             3  100.0%" in result.stdout
    result = run("retry", "1")
    assert (result.exit_code, "Nothing to change." in result.stdout) == (0, True)
    assert "rejected             0" in run("batch", "1").stdout
    assert "after a repair of its line" in run("where", f"{file}:4").stdout


@pytest.mark.parametrize("words", [("retry", "1", "-"), ("reconcile", "-")])
def test_what_can_be_read_but_once_is_refused(run: Run, file: Path, words: tuple[str, ...]) -> None:
    result = run(*words, stdin=file.read_text())
    assert (result.exit_code, "Standard input can be read only once" in result.stderr) == (2, True)


def test_a_retry_shows_who_did_it(run: Run, file: Path) -> None:
    run("retry", "1", "--user", "anna")
    assert "anna  imported repaired rejects of batch 1" in run("batches", "--operations").stdout


def test_an_undo_names_the_file_whose_repaired_records_go_with_it(run: Run, file: Path) -> None:
    run("retry", "1")
    said = "2 events came from repaired rejects and {}, too. After importing again, "
    for words, gone in ((("--dry-run",), "would be removed"), ((), "are gone")):
        shown = run("undo", "1", *words).stderr
        shown = " ".join(shown.split())
        assert said.format(gone) in shown and "number: events retry BATCH r.csv" in shown


def test_a_retry_that_leaves_rejects_returns_1_and_its_numbers_as_data(
    run: Run, file: Path, tmp_path: Path
) -> None:
    (tmp_path / "r.csv").write_text(HEADER + "2,1002,2020-01-02,,Second\n3,1002,worse,,Third\n")
    result = run("retry", "1", str(tmp_path / "r.csv"), "--format", "json")
    assert result.exit_code == 1
    done = json.loads(result.stdout)
    assert (done["tally"]["imported"], done["tally"]["rejected"], done["complete"]) == (1, 1, False)
    assert done["counts"]["read"] == 3
    assert [group["code"] for group in done["groups"]] == ["E-DATE"]


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["retry", "9"], 1, "no batch 9"),
        (["retry", "1", "none.csv"], 66, "no such file"),
        (["reconcile", "none.csv"], 66, "no such file"),
    ],
)
def test_what_is_not_there_is_refused_in_a_line(
    run: Run, file: Path, args: list[str], code: int, told: str
) -> None:
    result = run(*args)
    assert (result.exit_code, told in result.stderr) == (code, True)


def test_a_reconciliation_is_done_when_all_is_there(run: Run, file: Path) -> None:
    result = run("reconcile", str(file))
    assert result.exit_code == 1
    assert "Not all of the file is in the log. Orders with differences: 1 of 2." in result.stdout
    assert "line 3: rejected · E-DATE-ZERO" in result.stdout
    assert "Next: events batch 1 --rejects rejects-1.csv" in result.stderr
    run("retry", "1")
    result = run("reconcile", str(file))
    assert result.exit_code == 0
    assert "All of the file is in the log." in result.stdout
    assert "2  invalid in the file, imported by a retry" in result.stdout
    assert "2020-01" in result.stdout


def test_a_tampered_log_is_reported_in_every_format_and_in_a_report_to_sign(
    run: Run, file: Path, tmp_path: Path, database: str
) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute('UPDATE order_events SET parameters = \'{"message":"x|\x1b[31m"}\' WHERE id = 1')
    report = tmp_path / "report.md"
    result = run("reconcile", str(file), "--report", str(report))
    assert "line 2: altered in the log 1 · o1 · message: First → x|\\x1b[31m" in " ".join(
        result.stdout.split()
    )
    text = report.read_text()
    assert "**Not all of the file is in the log.**" in text
    assert "| 1001 | 2 | altered in the log | 1 | o1 | message: First | message: x\\|\\\\x1b\\[31m |" in text
    assert "Signed off" in text
    assert report.stat().st_mode & 0o777 == 0o600
    record = json.loads(run("reconcile", str(file), "--format", "json").stdout)
    assert (record["complete"], record["counts"]["changed"]) == (False, 1)
    assert len(record["differences"]) == 3
    lines = run("reconcile", str(file), "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["record"] for line in lines] == ["difference"] * 3 + ["summary"]
    run("reconcile", str(file), "--report", str(tmp_path / "report.json"))
    assert json.loads((tmp_path / "report.json").read_text())["counts"] == record["counts"]


def test_a_reports_name_gives_its_format_and_spares_what_is_read(run: Run, file: Path, database: str) -> None:
    assert run("reconcile", str(file), "--report", "r.txt").exit_code == 2
    assert run("reconcile", str(file), "--report", str(file) + "/no.md").exit_code == 73


@pytest.mark.parametrize(
    "options", [["--typed"], ["--language", "2"], ["--table-prefix", "x_"], ["--skip-lines", "0"]]
)
def test_an_option_of_reading_replaces_the_settings_of_the_batch(
    run: Run, file: Path, options: list[str]
) -> None:
    assert "Read with the settings of batch" in run("reconcile", str(file)).stdout
    assert "Read with the given options." in run("reconcile", str(file), *options).stdout


def test_a_report_is_of_a_single_file(run: Run, file: Path, tmp_path: Path) -> None:
    report = tmp_path / "r.md"
    result = run("reconcile", str(file), str(file), "--report", str(report))
    assert (result.exit_code, "one file only" in result.stderr, report.exists()) == (2, True, False)


def test_several_files_are_compared_and_the_worst_counts(run: Run, file: Path, tmp_path: Path) -> None:
    good = tmp_path / "good.csv"
    good.write_text(HEADER + GOOD)
    assert run("reconcile", str(good)).exit_code == 2, "nobody imported it"
    mapped = [f"--set={name}={name}" for name in ("legacy_id", "order", "date", "author", "message")]
    assert run("reconcile", str(good), *mapped).exit_code == 0
    assert run("reconcile", str(good), str(file), *mapped).exit_code == 1


def test_a_batch_shows_its_times_in_the_display_zone(run: Run, file: Path, opened: Opened) -> None:
    with opened() as session:
        session.get_one(Batch, 1).started = datetime(2020, 12, 31, 23, 30, tzinfo=UTC)
        session.commit()
    assert "2021-01-01 00:30" in run("batches").stdout
    assert "started 2021-01-01 00:30, ended " in run("batch", "1").stdout


@pytest.mark.parametrize(
    ("status", "read", "told"),
    [
        ("running", 3, "Next: run the same import again: events import"),
        ("interrupted", 3, "with the same options; it resumes after the last committed chunk."),
        ("interrupted", 0, "with the same options; it starts over."),
        ("stopped", 3, "Next: fix the input or allow more rejects, then run the same import again"),
        ("done", 3, "Next: events batch 1 --rejects rejects-1.csv"),
        ("undoing", 3, "Next: events undo 1; it resumes the interrupted undo."),
        ("undone", 3, "To import it again: events import"),
    ],
)
def test_a_batch_names_the_next_command_whatever_became_of_it(
    run: Run, database: str, tmp_path: Path, *, status: str, read: int, told: str
) -> None:
    """One that claims to run and that nobody runs was interrupted."""
    file = tmp_path / "history.csv"
    file.write_text("id,order,date,message\n1,1,2020-01-01,a\n2,1,2020-01-01,b\n3,1,bad,c\n")
    assert run("import", str(file), "--tz", "UTC").exit_code == 1
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE batches SET status = ?", (status,))
        if not read:
            connection.execute("UPDATE batches SET read = 0, imported = 0, rejected = 0")
    result = run("batch", "1")
    assert (result.exit_code, told in " ".join(result.stderr.split())) == (0, True), result.stderr
    shown = "interrupted" if status == "running" else status
    assert shown in result.stdout
    assert shown in run("batches").stdout


def test_a_batch_without_rejects_names_its_undo_and_one_with_rejects_where_they_were_written(
    run: Run, tmp_path: Path
) -> None:
    file, bad = tmp_path / "history.csv", tmp_path / "bad.csv"
    file.write_text("id,order,date,message\n1,1,2020-01-01,a\n")
    run("import", str(file), "--tz", "UTC")
    assert "To undo: events undo 1" in run("batch", "1").stderr
    file.write_text("id,order,date,message\n3,1,bad,c\n")
    run("import", str(file), "--tz", "UTC", "--rejects", str(bad))
    told = " ".join(run("batch", "2").stderr.split())
    assert f"Next: fix {bad}, then: events retry 2" in told


def test_the_options_of_an_import_prove_it_too(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "h.csv"
    file.write_text("id;Bestellnummer;Datum;Bemerkung\n7;1001;2020-07-01 10:00;Kunde ruft an\n")
    assert run("import", str(file), "--tz", "Europe/Berlin").exit_code == 0
    proved = run("reconcile", str(file), "--tz", "Europe/Berlin")
    assert (proved.exit_code, "All of the file is in the log." in proved.stdout) == (0, True)


def test_what_changed_in_a_file_comes_into_the_log_by_the_commands_that_are_named(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "history.csv"
    file.write_text(HEADER + GOOD)
    run("import", str(file), "--tz", "UTC")
    file.write_text(HEADER + GOOD.replace("First", "Mended"))
    again = run("import", str(file), "--tz", "UTC")
    assert (again.exit_code, f"Next: events reconcile {file}" in again.stderr) == (1, True)
    assert "To have the file's: events undo 1; it takes back" in run("reconcile", str(file)).stderr
    said = run("undo", "1", "--yes").stderr
    repeat = said.split("To import it again: events ")[1].splitlines()[0]
    assert run(*repeat.split()).exit_code == 0
    assert "Mended" in run("order", "1001").stdout
    assert run("reconcile", str(file)).exit_code == 0
