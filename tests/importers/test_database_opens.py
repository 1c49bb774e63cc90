"""How often an import opens the database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import json, sys

opened = []
sys.addaudithook(lambda event, args: opened.append("session") if event == "sqlite3.connect"
                 and str(args[0]) == sys.argv[1] else None)

import adbc_driver_sqlite

connect = adbc_driver_sqlite.connect  # written in C: no audit event reports it
adbc_driver_sqlite.connect = lambda *args, **more: (opened.append("writer"), connect(*args, **more))[1]

from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run

report = run(sys.argv[2], ColumnMapping(source="s", tz="UTC"), Options(), database=sys.argv[1],
             on_progress=lambda _: None)
print(json.dumps([report.counts.imported, opened]))
"""


@pytest.mark.parametrize("is_new", [False, True])
def test_an_import_opens_the_log_once_for_each_of_its_steps(
    sqlite_database: str, tmp_path: Path, is_new: bool
) -> None:
    """Three times: to begin the batch, to write it, and to end it; a new log is first created.

    One connection cannot do all three. The writer's driver contains an SQLite of its own, and two of them
    must not have one file open in one process, because closing either one drops the other's locks.
    """
    file = tmp_path / "history.csv"
    file.write_text("id,order,date,author,message\n1,7,2020-01-01 10:00:00,anna,sent\n")
    database = str(tmp_path / "new.db") if is_new else sqlite_database
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, database, str(file)], capture_output=True, text=True, check=True
    )
    imported, opened = json.loads(done.stdout)
    assert imported == 1
    assert opened == [*["session"] * is_new, "session", "writer", "session"]
