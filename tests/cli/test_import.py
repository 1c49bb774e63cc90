"""Whole import commands: what they print, what they return, what they leave, and how they refuse."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from running import Run

from cli.commands.demo import TRIES

SETS = (
    "--set",
    "order=no",
    "--set",
    "date=at",
    "--set",
    "author=who",
    "--set",
    "message=text",
    "--source",
    "old",
)
HEADER = "no,at,who,text\n"
Write = Callable[..., str]
GOOD = "1001,2020-01-01 10:00:00,anna@shop.example,Called the customer\n1001,2020-01-02 10:00:00,,Shipped\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file, and gives its path."""

    def write(data: str | bytes, name: str = "history.csv") -> str:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return str(path)

    return write


def test_an_import_shows_its_account_and_the_next_command(run: Run, write: Write) -> None:
    result = run("import", write(HEADER + GOOD), *SETS, "--tz", "Europe/Warsaw")
    assert result.exit_code == 0
    assert "Imported history.csv · source old · shop (default) · batch 1" in result.stdout
    assert "csv, utf-8, comma-separated · 3 lines read" in result.stdout
    for line in ("read                 2", "imported             2  100.0%", "rejected             0"):
        assert line in result.stdout
    assert "Created 1 order and 1 person that the log did not have." in result.stdout
    assert "Next: events order 1001" in result.stderr
    timeline = run("-v", "order", "1001").stdout
    assert "10:00  ◇ Called the customer" in timeline
    assert "anna@shop.example · legacy · old · history.csv:2" in timeline
    assert "No customers" in run("customers").stderr, "an author is no customer"


def test_rejects_are_grouped_with_a_marked_example_and_the_exit_code_says_so(run: Run, write: Write) -> None:
    bad = "1002,0000-00-00 00:00:00,x,a\n1002,0000-00-00 00:00:00,x,b\n1002,03/04/2019,x,c\n"
    result = run("import", write(HEADER + GOOD + bad), *SETS)
    assert result.exit_code == 1
    assert "2 × E-DATE-ZERO  the date is a database's zero, not a moment" in result.stdout
    assert "line 4, column at: 1002,»0000-00-00 00:00:00«,x,a and 1 more" in result.stdout
    assert "1 × E-DATE-AMBIGUOUS" in result.stdout
    assert "UTC was assumed for 2 dates" in result.stdout
    assert "run `events undo 1` and import it with --tz ZONE" in " ".join(result.stdout.split())
    assert "Next: events batch 1 --rejects rejects-1.csv" in result.stderr
    assert "1002,>0000-00-00 00:00:00<,x,a" in run("batch", "1", env={"EVENTS_SIGNS": "ascii"}).stdout


def test_dates_that_fit_the_swapped_order_only_cast_doubt_on_those_that_were_read(
    run: Run, write: Write
) -> None:
    usual = "".join(f"1001,2020-0{month}-{day} 10:00:00,x,a\n" for month in (1, 3) for day in range(10, 32))
    turned = "".join(f"1001,2020-{day}-02 10:00:00,x,b\n" for day in (13, 14))
    report = " ".join(run("import", write(HEADER + usual + turned), *SETS).stdout.split())
    assert "2 dates could only be read with day and month the other way round, and were rejected." in report
    assert "if so, run `events undo 1` and import it with --date-format as they are written" in report


def test_dates_that_were_assumed_in_utc_are_no_matter_where_nothing_was_imported(
    run: Run, write: Write
) -> None:
    file = write(HEADER + GOOD)
    assert "UTC was assumed" in run("import", file, *SETS).stdout
    assert "UTC was assumed" not in run("import", file, *SETS).stdout


def test_the_report_as_json_has_the_account_at_its_top(run: Run, write: Write) -> None:
    result = run("import", write(HEADER + GOOD + "1,bad,,x\n"), *SETS, "--format", "json")
    report = json.loads(result.stdout)
    account = ("read", "imported", "duplicate", "changed", "skipped", "rejected")
    assert [report[name] for name in account] == [3, 2, 0, 0, 0, 1]
    assert (report["batch"], report["source"], report["shop"], report["complete"]) == (1, "old", "", False)
    assert report["groups"][0]["code"] == "E-DATE"


def test_a_rehearsal_says_that_nothing_was_changed(run: Run, write: Write) -> None:
    result = run("import", write(HEADER + GOOD), *SETS, "--dry-run")
    assert result.exit_code == 0
    assert "Dry run of history.csv" in result.stdout
    assert "Nothing was changed" in result.stderr
    assert run("order", "1001").exit_code == 1


def test_standard_input_is_imported(run: Run) -> None:
    result = run("import", "-", *SETS, stdin=HEADER + GOOD)
    assert result.exit_code == 0
    assert "Imported standard input" in result.stdout


def test_one_bad_file_does_not_keep_the_others_out_and_the_worst_exit_code_wins(
    run: Run, write: Write
) -> None:
    good, empty = write(HEADER + GOOD), write("", "empty.csv")
    result = run("import", empty, "nowhere.csv", good, *SETS)
    assert result.exit_code == 66
    assert "empty.csv: the file is empty" in result.stderr
    assert "nowhere.csv: no such file" in result.stderr
    assert "Imported history.csv" in result.stdout


@pytest.mark.parametrize(
    ("data", "code", "told"),
    [
        ("", 65, "the file is empty"),
        (bytes(range(256)) * 20, 65, "binary data"),
        (b"PK\x03\x04rest", 65, "the ZIP archive is cut off"),
        ("1001,2020-01-01,x,y\n", 65, "line 1 looks like data"),
        ("a,b,c,d\n1,2,3,4\n", 2, "There is no column 'no' (wanted for order)"),
    ],
)
def test_input_that_cannot_be_imported_is_refused_in_a_line(
    run: Run, write: Write, data: str | bytes, code: int, told: str
) -> None:
    result = run("import", write(data), *SETS)
    assert result.exit_code == code
    assert told in result.stderr
    assert result.stderr.startswith("Error: ")
    assert not result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["import", "nowhere"], 66, "no such file"),
        (["import", "x.csv", "--set", "ordr=x"], 2, "write it as field=column"),
        (["import", "x.csv", "--map", "nowhere.toml"], 66, "nowhere.toml"),
        (["import", "x.csv", "--tz", "Mars/Base"], 2, "no time zone"),
        (["import", "a", "b", "--rejects", "r.csv"], 2, "one by one"),
        (["import", "--missing-orders", "maybe", "x"], 2, "maybe"),
        (["batch", "77"], 1, "There is no batch 77"),
    ],
)
def test_a_wrong_request_is_refused_with_what_to_do(
    run: Run, arguments: list[str], code: int, told: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert told in result.stderr


def test_an_input_with_only_a_header_is_done(run: Run, write: Write) -> None:
    result = run("import", write(HEADER), *SETS)
    assert result.exit_code == 0
    assert "1 line read" in result.stdout


def test_too_many_rejects_stop_with_65_and_a_second_run_may_allow_more(run: Run, write: Write) -> None:
    file = write(HEADER + GOOD + "1,bad,,x\n2,bad,,x\n")
    result = run("import", file, *SETS, "--max-errors", "1")
    assert result.exit_code == 65
    assert "Stopped: 2 records are rejected, 1 allowed" in result.stdout
    assert run("import", file, *SETS, "--max-errors", "2").exit_code == 1


def test_batches_are_listed_and_their_rejects_written_later(run: Run, write: Write, tmp_path: Path) -> None:
    run("import", write(HEADER + GOOD + "1,bad,,x\n"), *SETS)
    assert "done" in run("batches").stdout
    (listed,) = json.loads(run("batches", "-o", "json").stdout)
    assert (listed["id"], listed["status"], listed["read"], listed["rejected"]) == (1, "done", 3, 1)
    result = run("batch", "1", "--rejects", str(tmp_path / "r.csv"))
    assert "1 × E-DATE  the date cannot be read" in result.stdout
    assert (tmp_path / "r.csv").read_text() == HEADER + "1,bad,,x\n"


def test_no_output_is_written_over_what_is_read(run: Run, write: Write, database: str) -> None:
    file = write(HEADER + GOOD)
    kept = Path(file).read_bytes()
    for output in (file, database, database + "-wal"):
        result = run("import", file, *SETS, "--rejects", output)
        assert result.exit_code == 2
        assert "is what this command reads from" in result.stderr
    assert run("export", database).exit_code == 2
    assert Path(file).read_bytes() == kept
    assert run("import", file, *SETS, "--rejects", "/nowhere/r.csv").exit_code == 73
    assert run("batches").stdout.startswith("No batches yet")


def test_rejects_are_private_also_where_a_file_was_before(run: Run, write: Write, tmp_path: Path) -> None:
    old = tmp_path / "old.csv"
    file = write(HEADER + GOOD + "1,bad,,x\n")
    run("import", file, *SETS, "--rejects", str(old))
    old.chmod(0o644)
    run("import", file, *SETS, "--rejects", str(old))
    assert old.read_text() == HEADER + "1,bad,,x\n"
    assert old.stat().st_mode & 0o777 == 0o600


def test_no_batches_yet_is_reported(run: Run) -> None:
    assert "No batches yet" in run("batches").stdout


def test_show_prints_the_original_line(run: Run, write: Write) -> None:
    run("import", write(HEADER + GOOD), *SETS)
    result = run("show", "o1", "--source")
    assert "history.csv, line 2, unchanged since the import:" in result.stdout
    assert "1001,2020-01-01 10:00:00,anna@shop.example,Called the customer" in result.stdout


def test_hostile_cells_drive_neither_terminal_nor_report(run: Run, write: Write) -> None:
    hostile = "\x1b]0;title\x07[/oops]\u202e"
    result = run("import", write(HEADER + GOOD + f'1,"{hostile}",{hostile},x\n'), *SETS)
    for bad in ("\x1b]", "\x07", "\u202e"):
        assert bad not in result.output
    assert "[/oops]" in result.stdout


def test_the_demo_imports_all_samples_and_shows_an_order_and_what_to_try(run: Run) -> None:
    result = run("demo")
    assert result.exit_code == 0
    for part in ("magento2", "Order #000000101", "  events customer jane.doe@example.com"):
        assert part in result.stdout
    place = result.stdout.partition("EVENTS_DATABASE_URL=")[2].split()[0]
    tries = [line.strip() for line in result.stdout.partition(place)[2].splitlines() if line.strip()]
    for command in [one for one in TRIES if "report" not in one]:
        assert any(line.startswith(command) for line in tries)
        words = [*shlex.split(command)[1:], *(["-o", "json"] if "add-note" not in command else [])]
        done = run("--database", place, *words)
        assert done.exit_code == (1 if "doctor" in command else 0), command
        assert len(done.stdout) > 5, command
    assert Path(place).stat().st_mode & 0o777 == 0o600


def test_a_database_that_may_not_be_written_is_reported(tmp_path: Path, write: Write) -> None:
    """Root may write everything, so that it becomes somebody else first, once the program is loaded."""
    file, other, database = write(HEADER + GOOD), tmp_path / "other.db", tmp_path / "events.db"
    program = (
        "import os, sys\n"
        "from typer.testing import CliRunner\n"
        "from cli.app import app\n"
        f"arguments = ['import', {file!r}, *{SETS!r}]\n"
        f"for database in ({str(other)!r}, {str(database)!r}):\n"
        "    CliRunner().invoke(app, ['--database', database, *arguments])\n"
        f"os.chmod({str(database)!r}, 0o444)\n"
        "if os.geteuid() == 0: os.seteuid(65534)\n"
        f"result = CliRunner().invoke(app, ['--database', {str(database)!r}, *arguments])\n"
        "print(result.stderr, result.exception, file=sys.stderr)\n"
        "sys.exit(result.exit_code)\n"
    )
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    Path(file).chmod(0o644)
    elsewhere = os.environ | {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    found = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, env=elsewhere
    )
    assert found.returncode == 73, found.stderr
    assert f"{database} is read-only" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_column_that_is_always_empty_means_nothing_whatever_its_name(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "events.json"
    record = {
        "order": None,
        "at": "2020-01-01T10:00:00Z",
        "text": "Called",
        "customer": {"email": "a@x.example"},
    }
    numbered = {**record, "order": {"number": "1001"}}
    file.write_text(json.dumps([record, *({**numbered, "order": {"number": f"10{n}"}} for n in range(9))]))
    assert 'order = "order.number"' in run("map", str(file)).stdout


@pytest.mark.parametrize("command", ["import", "map", "reconcile"])
def test_a_name_that_no_file_can_have_is_no_such_input(run: Run, command: str) -> None:
    result = run(command, "x" * 300 + ".csv")
    assert (result.exit_code, "file name too long" in result.stderr) == (66, True)


def test_a_report_of_a_name_that_no_file_can_have_cannot_be_written(run: Run, write: Write) -> None:
    result = run("import", write(HEADER + GOOD), *SETS, "--report", "x" * 300 + ".md")
    assert (result.exit_code, "File name too long" in result.stderr) == (73, True)
    assert run("batches", "-o", "json").stdout == "[]\n"


def test_off_a_terminal_a_line_now_and_then_shows_how_far_an_import_is(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records, rejects, how much of the input is read and how long the rest takes; --quiet tells nothing."""
    file = write(HEADER + GOOD + "1,bad,,x\n")
    assert "records" not in run("import", file, *SETS[:-1], "a").stderr
    monkeypatch.setattr("cli.progress.EVERY_SECONDS", 0)
    told = run("import", file, *SETS[:-1], "b").stderr.splitlines()[0]
    assert re.search(r"records.*, 1 rejected \(100%, about 0 s left\)$", told)
    quiet = run("-q", "import", file, *SETS[:-1], "c")
    assert "records" not in quiet.stderr
    assert re.fullmatch(
        r"Imported \S+, batch 3: 3 read, 2 imported, 1 rejected\n  1 × E-DATE .*\n", quiet.stdout
    )


def test_the_same_file_in_another_zone_names_the_undo_of_the_first_import(run: Run, write: Write) -> None:
    file = write(HEADER + GOOD)
    run("import", file, *SETS)
    again = run("import", file, *SETS, "--tz", "Europe/Warsaw")
    said = " ".join(again.stdout.split())
    assert "Batch 1 read these records with times of UTC, not Europe/Warsaw: the log keeps its dates." in said
    assert again.stderr.strip().endswith("are the right ones: events undo 1, then run this import again.")
    run("undo", "1", "--yes")
    assert run("import", file, *SETS, "--tz", "Europe/Warsaw").exit_code == 0
    assert "Batch" not in run("import", file, *SETS, "--tz", "Europe/Warsaw").stdout.partition("rejected")[2]


def test_no_zone_is_the_same_one_as_utc(run: Run, write: Write) -> None:
    rows = "id,no,at,who,text\n7,1001,2020-01-01 10:00:00,anna@shop.example,Called the {}\n"
    run("import", write(rows.format("customer")), *SETS, "--set", "legacy_id=id", "--tz", "UTC")
    changed = run("import", write(rows.format("carrier")), *SETS, "--set", "legacy_id=id").stdout
    assert "changed              1" in changed
    assert "read these records with times of" not in " ".join(changed.split())


def test_the_import_of_another_file_is_not_named_as_the_one_to_undo(run: Run, write: Write) -> None:
    file = write(HEADER + GOOD)
    run("import", file, *SETS, "--tz", "Europe/Warsaw")
    other = write(HEADER + GOOD.replace("1001", "2001").replace("1002", "2002"), name="other.csv")
    assert run("import", other, *SETS, "--tz", "Europe/London").exit_code == 0
    again = " ".join(run("import", file, *SETS).stdout.split())
    assert "Batch 1 read these records with times of Europe/Warsaw, not UTC" in again


def test_how_to_see_the_shops_own_times_is_said_until_a_zone_is_chosen(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(HEADER + GOOD)
    assert "Times are shown" not in run("import", file, *SETS, "--tz", "Europe/Paris").stderr
    monkeypatch.setenv("EVENTS_DISPLAY_TZ", "")
    monkeypatch.setenv("TZ", "UTC")
    note = ("add-note", "1001", "hi", "--date", "yesterday")
    hint = "Times are shown and read in UTC. In the zone of what was imported: --display-tz Europe/Paris"
    assert hint in run(*note).stderr
    assert "Times are shown" not in run("--display-tz", "UTC", *note).stderr
    other = run("import", write(HEADER + GOOD.replace("1001", "1002")), *SETS, "--tz", "Europe/Paris")
    assert hint in other.stderr
    later = GOOD.replace("1001", "1003")
    assert "Times are shown" not in run("import", write(HEADER + later), *SETS, "--tz", "UTC").stderr
    assert "Times are shown" not in run(*note).stderr
