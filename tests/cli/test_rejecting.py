"""What an import with rejects writes as its report, and how many rejects it goes on with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Run

BAD = "order,date,message\n1001,2020-01-01,First\n1002,0000-00-00,|Second| *bold*\n"


def test_the_report_is_written_as_markdown_or_json_by_its_name(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(BAD)
    page, data = tmp_path / "report.md", tmp_path / "report.json"
    assert run("import", str(file), "--report", str(page)).exit_code == 1
    text = page.read_text()
    assert text.startswith("# Imported notes.csv\n")
    assert "| rejected | 1 |" in text
    assert "| E\\-DATE\\-ZERO | 1 | 3 | date |" in text or "| E-DATE-ZERO | 1 | 3 | date |" in text
    assert page.stat().st_mode & 0o777 == 0o600
    assert run("import", str(file), "--report", str(data)).exit_code == 1
    assert json.loads(data.read_text())["duplicate"] == 1


def test_who_imported_and_which_other_imports_have_rejects_is_shown(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(BAD)
    run("import", str(file))
    run("import", str(file), "--user", "mia@shop.example")
    assert [batch["by"] for batch in json.loads(run("batches", "-o", "json").stdout)] == [
        "mia@shop.example",
        "casper",
    ]
    assert "by casper" in run("batch", "1").stdout
    shown = run("rejected")
    assert "by mia@shop.example" in shown.stdout
    assert "Other imports have rejects too: batch 1. Next: events batch 1" in shown.stderr
    assert "Other imports" not in run("batch", "1").stderr
    run("forget", "mia@shop.example", "--yes")
    assert "mia" not in run("batches", "-o", "csv").stdout


def test_a_reject_is_shown_in_the_encoding_of_its_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notizen.csv"
    rows = "".join(f"{n},2020-01-01,Rückruf für Frau Groß\n" for n in range(20))
    file.write_bytes(f"order,date,message\n{rows}99,0000-00-00,Größe geändert\n".encode("cp1252"))
    assert "0000-00-00«,Größe geändert" in run("import", str(file)).stdout
    assert "0000-00-00«,Größe geändert" in run("where", f"{file}:22").stdout


def test_an_input_without_records_is_noticed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("order,date,message\n")
    assert "The input has no records." in run("import", str(file)).stdout


@pytest.mark.parametrize("name", ["report.txt", "report"])
def test_a_report_whose_name_gives_no_format_is_refused_before_the_import(
    run: Run, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(BAD)
    result = run("import", str(file), "--report", str(tmp_path / name))
    assert (result.exit_code, "ends in .md or .json" in result.stderr) == (2, True)
    assert run("batches", "-o", "json").stdout == "[]\n"


@pytest.mark.parametrize("share", ["x", "1.5", "-1", "200%"])
def test_what_is_no_share_of_rejects_is_refused(run: Run, tmp_path: Path, share: str) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(BAD)
    result = run("import", str(file), f"--max-error-rate={share}")
    assert (result.exit_code, "expected a fraction (0.02) or a percentage (2%)" in result.stderr) == (2, True)


def test_all_or_nothing_ends_with_nothing_and_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(BAD)
    result = run("import", str(file), "--errors", "all-or-nothing")
    assert result.exit_code == 65
    assert "and rolled back: 1 event." in result.stdout
    assert run("orders").stderr.startswith("No orders")
    assert run("import", str(file), "--max-error-rate", "50%").exit_code == 1
