"""Who the authors of an import are: `import --authors FILE`, `actors assign FILE` with a list of staff."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Run

NOTES = (
    "id,order,date,author,note\n1,1001,2021-01-02 10:00,7,Rang\n2,1001,2021-01-03 10:00,8,Wrote\n"
    "3,1001,2021-01-04 10:00,Sue Ray,Came\n"
)
IDS = "id,name,email\n7,Anna Meier,anna@shop.example\n8,Tom Okafor,\n9,Sue Ray,sue@shop.example\n"
LOGINS = (
    "Login;Vorname;Nachname;E-Mail\n7;Anna;Meier;anna@shop.example\n8;Tom;Okafor;\n"
    ";Sue;Ray;sue@shop.example\n"
)
PEOPLE = ["anna@shop.example", "Tom Okafor", "sue@shop.example"]


def _users(run: Run) -> list[str]:
    listed = run("log", "-o", "csv", "--reverse", "--columns", "user").stdout
    return listed.split("\n")[1:-1]


@pytest.mark.parametrize("staff", [IDS, LOGINS])
def test_a_list_of_staff_says_who_the_authors_of_an_import_are(run: Run, tmp_path: Path, staff: str) -> None:
    notes, names = tmp_path / "notes.csv", tmp_path / "staff.csv"
    notes.write_text(NOTES, "utf-8")
    names.write_text(staff, "utf-8")
    done = run("import", str(notes), "--tz", "UTC", "--users", str(names))
    assert done.exit_code == 0, done.output
    assert "7 is anna@shop.example, 8 is Tom Okafor, Sue Ray is sue@shop.example." in done.stderr
    assert sorted(_users(run)) == sorted(PEOPLE)
    again = run("import", str(notes), "--tz", "UTC", "--authors", str(names))
    assert "has no author of source default who was not assigned before" in again.stderr


def test_a_file_that_lists_nobody_stops_the_import_before_it_begins(run: Run, tmp_path: Path) -> None:
    notes, names = tmp_path / "notes.csv", tmp_path / "staff.csv"
    notes.write_text(NOTES, "utf-8")
    names.write_text("id,phone\n7,12\n", "utf-8")
    done = run("import", str(notes), "--authors", str(names))
    assert (done.exit_code, run("batches", "-o", "jsonl").stdout) == (2, "")
    assert "its first line is 'id,phone'" in done.output


def test_a_list_of_staff_assigns_those_who_are_authors(run: Run, tmp_path: Path) -> None:
    notes, names = tmp_path / "notes.csv", tmp_path / "staff.csv"
    notes.write_text(NOTES, "utf-8")
    names.write_text(IDS + "10,Kim Lee,kim@shop.example\n", "utf-8")
    run("import", str(notes), "--tz", "UTC")
    done = run("actors", "assign", str(names))
    assert (done.exit_code, done.stdout.count(" is now ")) == (0, 3)
    assert sorted(_users(run)) == sorted(PEOPLE)
