"""Inputs of several tables, or of lists in records, that no platform knows."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app

runner = CliRunner()

ORDERS = "id,number,email\n1,Z-501,fay@mail.example\n2,Z-502,gus@mail.example\n"
HISTORY = (
    "id,bestell_id,zeit,benutzer,text\n5,1,2021-07-01 10:00:00,jv,Zahlung eingegangen\n"
    "6,1,2021-07-02 11:00:00,jv,Paket versendet\n7,2,2021-07-03 09:00:00,pm,Storniert auf Wunsch\n"
)


def run(*words: str) -> tuple[int, str]:
    done = runner.invoke(app, [*words])
    assert not isinstance(done.exception, Exception), done.exception
    return done.exit_code, " ".join(done.output.split())


def as_sql(name: str, text: str) -> str:
    header, *lines = text.splitlines()
    cells = ", ".join("(" + ", ".join(f"'{cell}'" for cell in line.split(",")) + ")" for line in lines)
    columns = ", ".join(f"`{column}` text" for column in header.split(","))
    filled = f"INSERT INTO `{name}` VALUES {cells};\n" if lines else ""  # noqa: S608 - a test's own rows
    return f"CREATE TABLE `{name}` ({columns});\n{filled}"


def written(folder: Path, form: str, tables: dict[str, str]) -> Path:
    """An input of these tables, each a CSV text."""
    if form == "sql":
        path = folder / "shop.sql"
        path.write_text("".join(as_sql(name, text) for name, text in tables.items()))
    elif form == "zip":
        path = folder / "shop.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in tables.items():
                archive.writestr(f"{name}.csv", text)
    elif form == "json":
        path = folder / "shop.json"
        read = {name: [line.split(",") for line in text.splitlines()] for name, text in tables.items()}
        objects = {
            name: [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
            for name, lines in read.items()
        }
        path.write_text(json.dumps(objects))
    else:
        path = folder / "shop"
        path.mkdir()
        for name, text in tables.items():
            (path / f"{name}.csv").write_text(text)
    return path


@pytest.mark.parametrize("form", ["sql", "zip", "json", "folder"])
@pytest.mark.parametrize(
    "history",
    [HISTORY, HISTORY.splitlines()[0] + "\n", "a\nb\n", "a,b\n1,2\n3,4\n"],
    ids=["history", "header", "column", "numbers"],
)
def test_a_mapping_is_drafted_for_any_tables(form: str, history: str, tmp_path: Path) -> None:
    path = written(tmp_path, form, {"bestellungen": ORDERS, "verlauf": history})
    code, said = run("map", str(path))
    assert code == 0, said
    assert "No known system has these tables" in said


def test_the_draft_is_about_the_likeliest_history_or_the_table_that_was_named(tmp_path: Path) -> None:
    path = written(tmp_path, "sql", {"bestellungen": ORDERS, "verlauf": HISTORY})
    said = run("map", str(path))[1]
    assert "What follows is about verlauf: --table verlauf" in said
    assert 'date = "zeit"' in said
    assert "What follows is about bestellungen" in run("map", str(path), "--table", "bestellungen")[1]
    code, said = run("map", str(path), "--table", "nothing")
    assert (code, "has no table 'nothing'" in said) == (2, True)


@pytest.mark.parametrize("rows", [1, 2])
def test_an_option_may_name_a_column_of_the_list_that_is_read(
    rows: int, database: str, tmp_path: Path
) -> None:
    file = tmp_path / "shop.json"
    note = {"at": "2022-02-01T11:00:00Z", "changed": "2022-02-03T11:00:00Z", "text": "Paid by bank transfer"}
    orders = [
        {"number": f"N{at}", "created_at": "2022-02-01T10:00:00Z", "notes": [note]} for at in range(rows)
    ]
    file.write_text(json.dumps({"orders": orders}))
    words = ("--database", database, "import", str(file), "--dry-run", "--set")
    code, said = run(*words, "date=changed")
    assert code == 0, said
    assert "--table shop.notes" in said
    assert "2022-02-03 11:00" in said
    code, said = run(*words, "date=nothing")
    assert (code, "no column 'nothing'" in said) == (2, True), said
    assert run("map", str(file), "--table", "shop.notes")[0] == 0
