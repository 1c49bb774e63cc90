"""The import report and `events map` show what was decided about a file, and by how much."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from running import Run

GOLDEN = Path(__file__).parent / "golden"
_SECONDS = re.compile(r"\d+\.\d s")


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file whose records agree on a layout, but for one with backslash escapes."""
    rows = [
        f"{1000 + at // 2};2020-01-{10 + at % 15} 10:00:00;anna@shop.example;Call {at}, about C:\\new\\table"
        for at in range(30)
    ]
    rows[7] = '1003;2020-01-17 10:00:00;ben;"he said \\"no\\", twice"'
    (tmp_path / "history.csv").write_text("order_number;created_at;author;note\n" + "\n".join(rows) + "\n")
    monkeypatch.chdir(tmp_path)
    return "history.csv"


@pytest.mark.parametrize(("width", "options"), [(80, ()), (40, ()), (80, ("-v",))])
def test_the_report_shows_the_evidence(run: Run, history: str, width: int, options: tuple[str, ...]) -> None:
    done = run(*options, "import", history, "--source", "old", "--tz", "UTC", env={"COLUMNS": str(width)})
    name = f"import-evidence{''.join(options)}-{width}.txt"
    assert _SECONDS.sub("0.0 s", done.stdout) == (GOLDEN / name).read_text(encoding="utf-8")
    assert all(len(line) <= width for line in done.stdout.splitlines())


def test_the_evidence_is_data_in_json(run: Run, history: str) -> None:
    report = json.loads(run("import", history, "--tz", "UTC", "--format", "json").stdout)
    by_subject = {one["subject"]: one for one in report["evidence"]}
    assert by_subject["delimiter"]["sentence"] == "semicolon 30 of 31 records; comma fits 30 of 31: not used"
    assert by_subject["escapes"]["rival_fits"] == 1
    assert by_subject["order"]["chosen"] == "order \u2190 order_number"


def test_map_shows_the_evidence_in_its_comments(run: Run, history: str) -> None:
    draft = run("map", history).stdout
    assert "# semicolon 30 of 31 records; comma fits 30 of 31: not used\n" in draft
    assert "# plain backslashes 30 of 31 records; backslash escapes needed by 1 of 31: not used\n" in draft
    assert "# header on line 1: 4 of 4 cells look like names\n" in draft


def test_what_was_given_has_no_evidence(run: Run, history: str) -> None:
    layout = ("--delimiter", ";", "--quote", '"', "--escape", "none")
    sets = [f"--set={pair}" for pair in ("order=order_number", "date=created_at", "message=note")]
    report = json.loads(run("import", history, *layout, *sets, "--tz", "UTC", "--format", "json").stdout)
    assert [one["subject"] for one in report["evidence"]] == ["header"]


def test_a_column_that_has_another_use_is_not_called_unused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = "1,2020-01-01,Order placed,by phone from Kiel\n1,2020-01-02,Paid,cash in the shop\n"
    Path("events.csv").write_text("order,date,Event,Note\n" + rows)
    report = run("import", "events.csv", "--tz", "UTC").stdout
    assert "Inferred: comma 3 of 3 records\n" in report
    assert "not used" not in report
    draft = run("map", "events.csv").stdout
    assert "# Note (clearly, by its name): for example" in draft
    assert "kind = " not in draft
    assert "%" not in draft
