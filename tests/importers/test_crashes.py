"""Whatever ends the process, the same command goes on, to the end that an undisturbed run comes to."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from bringing import HEADER, PLAIN, bring_into, everything, rows

from importers.readers import delimited

COUNT = 6_000
CHUNK = 4_000
Child = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A history with everything in it: rejects, people, records without ids, twins."""
    dice = random.Random(11)  # noqa: S311
    path = tmp_path / "history.csv"
    with path.open("w") as out:
        out.write(HEADER)
        for number in range(COUNT):
            author = dice.choice(["", "anna@shop.example", "j.smith", f"u{number % 17}@x.example"])
            date = "0000-00-00" if number % 23 == 0 else f"2020-01-{number % 28 + 1:02} 10:00:00"
            identity = "" if number % 5 == 0 else number
            out.write(f"{identity},{dice.randrange(COUNT // 4)},{date},{author},Note {number % 50}\n")
    return path


@pytest.fixture
def child(file: Path) -> Child:
    """Starts `events import` on the file in a process of its own, reading it in many chunks; `first` is
    what the process does before."""

    def child(database: str, *, first: str = "") -> subprocess.Popen[str]:
        arguments = ["events", "--database", database, "import", str(file), "--source", "test", "--tz", "UTC"]
        arguments += [word for option in PLAIN for word in ("--set", option)]
        program = (
            f"import sys\n{first}\n"
            "from importers.readers import delimited\n"
            "from importers.writing import sqlite\n"
            f"delimited.CHUNK_BYTES, sqlite.COMMIT_SECONDS = {CHUNK}, 0\n"
            f"sys.argv = {arguments!r}\n"
            "from cli.app import main\n"
            "main()\n"
        )
        return subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    return child


@pytest.fixture
def undisturbed(file: Path, tmp_path: Path, sqlite_database: str) -> dict[str, list[tuple[object, ...]]]:
    """What a run leaves that nothing disturbs."""
    database = shutil.copy(sqlite_database, tmp_path / "undisturbed.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "CHUNK_BYTES", CHUNK)
        bring_into(str(database), file)
    return settled(str(database))


def settled(database: str) -> dict[str, list[tuple[object, ...]]]:
    found = everything(database)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    return found


def read_so_far(database: str) -> int:
    return sum(number for (number,) in rows(database, "SELECT read FROM batches"))


def until_more_than(before: int, database: str, process: subprocess.Popen[str]) -> None:
    limit = time.monotonic() + 30
    while read_so_far(database) <= before:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < limit
        time.sleep(0.002)


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_an_import_that_is_killed_again_and_again_comes_to_the_same_end(
    child: Child, database: str, undisturbed: dict[str, list[tuple[object, ...]]], name: str
) -> None:
    dice = random.Random(name)  # noqa: S311
    for _ in range(2):
        before = read_so_far(database)
        process = child(database)
        until_more_than(before, database, process)
        time.sleep(dice.random() * 0.05)
        process.send_signal(signal.Signals[name])
        out, err = process.communicate(timeout=30)
        codes = {"SIGKILL": -signal.SIGKILL, "SIGTERM": 143, "SIGINT": 130}
        assert process.returncode == codes[name], err
        assert "Traceback" not in err
        assert ("the same command goes on from there" in err) == (name != "SIGKILL")
        assert out == ""
        assert before < read_so_far(database) < COUNT
    process = child(database)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    assert "Went on after record" in out
    assert settled(database) == undisturbed


def test_a_full_disk_is_told_and_the_import_goes_on_when_there_is_room(
    child: Child, database: str, undisturbed: dict[str, list[tuple[object, ...]]]
) -> None:
    room = Path(database).stat().st_size + 300_000
    process = child(
        database, first=f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))"
    )
    _, err = process.communicate(timeout=60)
    assert process.returncode == 73, err
    assert "Make room and run the command again" in err
    assert "Traceback" not in err
    assert 0 < read_so_far(database) < COUNT
    process = child(database)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    assert settled(database) == undisturbed
