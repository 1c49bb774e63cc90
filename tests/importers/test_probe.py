"""An input is opened once, and what is found out about it is passed on."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from importers.readers.opening import open_tables

TEXT = b"order,date,message\n0010,2020-11-04 07:40:03,hello\n"
COUNT = """
import sys
opened = []
name, database = sys.argv[1:3]
sys.addaudithook(lambda event, args: event == "open" and str(args[0]).endswith(name) and opened.append(1))
sys.argv = ["events", "--database", database, "import", name, "--source", "s", "--tz", "UTC"]
from cli.start import main
try:
    main()
except SystemExit as ended:
    print("exit", ended.code or 0)
else:
    print("exit", 0)
print("opened", len(opened))
"""


def count_opens(file: Path) -> int:
    """How often `events import` opens the file, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", COUNT, file.name, str(file.parent / "log.db")],
        cwd=file.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    *_, ended, opened = done.stdout.split("\n")[:-1]
    assert ended == "exit 0", done.stderr
    return int(opened.removeprefix("opened "))


@pytest.mark.parametrize("name", ["notes.csv", "notes.csv.gz", "notes.jsonl"])
def test_a_file_of_text_is_opened_once(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    json = b'{"order": "0010", "date": "2020-11-04 07:40:03", "message": "hello"}\n'
    data = json if name.endswith("jsonl") else TEXT
    file.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert count_opens(file) == 1


def test_a_member_of_an_archive_costs_few_openings(tmp_path: Path) -> None:
    file = tmp_path / "notes.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("notes.csv", TEXT)
    assert count_opens(file) <= 16


def test_readers_of_one_open_file_do_not_disturb_each_other(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_bytes(b"id,text\n" + b"".join(b"%d,%s\n" % (at, b"x" * 1000) for at in range(5_000)))
    with open_tables(str(file)) as tables:
        one, other = tables.reader("notes").chunks(), tables.reader("notes").chunks()
        first, same = next(one), next(other)
        assert first.frame.equals(same.frame)
        file.unlink()
        assert sum(chunk.frame.height for chunk in (first, *one)) == 5_000
        assert sum(chunk.frame.height for chunk in (same, *other)) == 5_000
