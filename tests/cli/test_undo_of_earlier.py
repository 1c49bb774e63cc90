"""Undoing an import whose records later imports counted as duplicates."""

from __future__ import annotations

from pathlib import Path

from running import Run


def test_undo_names_the_later_imports_whose_duplicates_it_took_away(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("id,order,date,message\n1,1,2020-01-01T10:00:00Z,Called.\n", encoding="utf-8")
    second.write_text(first.read_text() + "2,1,2020-01-02T10:00:00Z,Rang.\n", encoding="utf-8")
    assert run("import", str(first), "--source", "crm").exit_code == 0
    assert run("import", str(second), "--source", "crm").exit_code == 0
    would = run("undo", "1", "--dry-run").stderr
    assert "Later imports of this source (batch 2) found 1 record in the log already" in would
    done = run("undo", "1").stderr
    assert f"To have them, import again: events import {second}" in done
    assert "Later imports" not in run("undo", "2").stderr


def test_undo_names_no_later_import_of_another_file_with_other_columns(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("order,date,message\n1,2020-01-01T10:00:00Z,Called.\n", encoding="utf-8")
    second.write_text("no,at,note\n7,2020-01-02T10:00:00Z,Rang.\n", encoding="utf-8")
    for file in (first, second, second):
        columns = [] if file == first else ["--set", "order=no", "--set", "date=at", "--set", "message=note"]
        assert run("import", str(file), *columns).exit_code == 0
    assert "Later imports" not in run("undo", "1").stderr


def test_undo_names_no_later_import_of_what_another_import_brought(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("id,order,date,message\n1,1,2020-01-01T10:00:00Z,Called.\n", encoding="utf-8")
    second.write_text("id,order,date,message\n2,1,2020-01-02T10:00:00Z,Rang.\n", encoding="utf-8")
    for file in (first, second, first):
        assert run("import", str(file), "--source", "crm").exit_code == 0
    assert "Later imports" not in run("undo", "2").stderr, "batch 3 counted records of batch 1"
    assert "Later imports of this source (batch 3)" in run("undo", "1").stderr
