"""`events seal` and `events verify` as people meet them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from running import Opened, Run
from sqlalchemy import text

HISTORY = (
    "order,date,author,message,customer\n"
    "1001,2020-11-04 07:40,anna,Parcel sent,jane@example.com\n"
    "1001,2020-11-05 07:40,erik,Jane rang: jane@example.com,\n"
    "1002,2020-11-06 07:40,erik,Paid,\n"
)


@pytest.fixture
def sealed(run: Run, ticking: Callable[[], datetime], tmp_path: Path) -> str:
    """The seal of a log with one import and one note."""
    file = tmp_path / "history.csv"
    file.write_text(HISTORY)
    assert run("import", str(file), "--source", "old", "--tz", "UTC").exit_code == 0
    assert run("add-note", "1001", "Called back").exit_code == 0
    return str(json.loads(run("seal", "--format", "json").stdout)["seal"])


def test_a_seal_is_made_once_and_says_how_it_is_compared(run: Run, sealed: str) -> None:
    again = run("seal")
    assert again.stdout == f"No new events since op1, which sealed 4.\nSeal {sealed}\n"
    assert again.stderr == f"Keep it outside of the log. Next: events verify {sealed}\n"
    run("add-note", "1002", "New")
    lines = run("seal").stdout.splitlines()
    assert lines[:2] == ["Sealed 1 new event · 5 events in all · op2", "  by hand                1"]
    assert lines[2].startswith("Seal ") and lines[2] != f"Seal {sealed}"
    listed = run("batches", "--operations", env={"COLUMNS": "200"}).stdout
    assert f"sealed 4 events: {sealed}" in listed


def test_operations_explain_what_they_did_and_the_exit_code_is_0(run: Run, sealed: str) -> None:
    run("add-note", "1002", "Later")
    run("actors", "assign", "erik", "erik@shop.example")
    run("forget", "jane@example.com", "--yes")
    found = run("verify", sealed)
    first, made, *rest = found.stdout.splitlines(keepends=True)
    assert re.fullmatch(r"made 2020-11-\d\d \d\d:\d\d by casper \(op1\) of 4 events\n", made)
    assert (found.exit_code, first + "".join(rest)) == (
        0,
        f"The log fits seal {sealed}\n"
        "Of these, 1 reassigned and 1 erased since, by operations that the log records.\n"
        "\n"
        "  unchanged              2\n"
        "  reassigned             1  op2: old/erik is erik@shop.example\n"
        "  erased                 1  op3: erased a person\n"
        "  newer                  1  since the seal: 1 by hand\n",
    )
    record = json.loads(run("verify", sealed, "--format", "json").stdout)
    assert (record["fits"], record["unchanged"], record["reassigned"]) == (True, 2, {"op2": 1})
    assert (record["erased"], record["newer"]) == ({"op3": 1}, {"events": 1, "by_hand": 1, "batches": {}})
    run("undo", "1", "--yes")
    assert "  undone                 3  op4: undid batch 1\n" in run("verify", sealed).stdout


def test_the_first_altered_event_is_named_and_the_exit_code_is_1(
    run: Run, sealed: str, opened: Opened
) -> None:
    with opened() as session:
        session.execute(text("UPDATE order_events SET date = date + 1 WHERE id > 1"))
        session.commit()
    found = run("verify", sealed)
    assert found.exit_code == 1
    lines = found.stdout.splitlines()
    assert lines[0] == f"The log does not fit seal {sealed}"
    assert lines[2] == "o2 was altered: it is not the event that was sealed, and no operation explains"
    assert lines[3] == "it."
    assert lines[4] == "It is the first of 3: 3 altered. The others: o3, o4"
    assert found.stderr == "Next: events show o2 --source shows it beside what was imported.\n"
    record = json.loads(run("verify", sealed, "-o", "json").stdout)
    assert (record["fits"], record["altered"]) == (False, 3)
    assert record["first"] == {"event": "o2", "fault": "altered", "batch": 1}


def test_what_is_no_seal_is_a_usage_error_that_names_the_right_command(run: Run, sealed: str) -> None:
    result = run("verify", "my history.csv")
    assert result.exit_code == 2
    assert "events reconcile 'my history.csv'" in " ".join(result.stderr.split())
    result = run("verify")
    assert result.exit_code == 2
    assert sealed in result.stderr.replace("\n", "")
    assert run("verify", "0" * 64).exit_code == 1
    assert run("verify", "op9").exit_code == 1
    assert "comes from the log itself" in " ".join(run("verify", "op1").stderr.split())
    assert run("verify", "op1").exit_code == 0


def test_the_proof_of_an_order_is_exported_and_what_it_lacks_is_named(
    run: Run, sealed: str, tmp_path: Path
) -> None:
    done = run("export", "order", "1002", "--proof")
    proof = json.loads(done.stdout)
    assert (done.exit_code, proof["seal"], len(proof["events"])) == (0, sealed, 1)
    assert done.stderr == "Exported the proof of 1 event of order 1002.\n"
    run("add-note", "1002", "Later")
    file = tmp_path / "proof.json"
    done = run("export", str(file), "--order", "1002", "--proof")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Not proven: o5 came after the seal.\n" in done.stderr
    assert len(json.loads(file.read_text("utf-8"))["events"]) == 1
    assert run("export", "order", "1002").stdout.count("\n") == 2
    for wrong in (("--proof",), ("order", "1002", "--proof", "--user", "erik"), ("a.csv", "1002")):
        assert run("export", *wrong).exit_code == 2
    assert run("export", "order", "9", "--proof").exit_code == 1


def test_an_import_can_be_sealed_and_its_reports_show_the_seal(run: Run, tmp_path: Path) -> None:
    file, report = tmp_path / "history.csv", tmp_path / "report.md"
    file.write_text(HISTORY)
    words = ("import", str(file), "--source", "old", "--tz", "UTC", "--seal")
    assert "Seal" not in run(*words, "--dry-run").stdout
    done = run(*words, "--report", str(report))
    lines = done.stdout.splitlines()
    seal = lines[-1].removeprefix("Seal ")
    assert (done.exit_code, lines[-2], run("verify", seal).exit_code) == (0, "", 0)
    assert f"Seal of the log: `{seal}`" in report.read_text("utf-8")
    assert json.loads(run(*words, "-o", "json").stdout)["seal"] == seal
    assert json.loads(run(*words[:-1], "-o", "json").stdout)["seal"] is None
