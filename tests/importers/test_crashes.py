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

from importers.readers.csv import reader

pytestmark = pytest.mark.slow

COUNT = 1_200
CHUNK = 4_000
Child = Callable[..., "subprocess.Popen[str]"]
Act = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history with everything in it: rejects, people, records without ids, twins."""
    dice = random.Random(11)  # noqa: S311
    path = tmp_path_factory.mktemp("history") / "history.csv"
    with path.open("w") as out:
        out.write(HEADER)
        for number in range(COUNT):
            author = dice.choice(["", "anna@shop.example", "j.smith", f"u{number % 17}@x.example"])
            date = "0000-00-00" if number % 23 == 0 else f"2020-01-{number % 28 + 1:02} 10:00:00"
            identity = "" if number % 5 == 0 else number
            out.write(f"{identity},{dice.randrange(COUNT // 4)},{date},{author},Note {number % 50}\n")
    return path


LINGERING = """
import time
from importers import pipeline
end = pipeline._end
pipeline._end = lambda *given: time.sleep(60) or end(*given)
"""


@pytest.fixture
def child(file: Path) -> Child:
    """Starts `events import` on the file in a process of its own, reading it in many chunks; `first` is
    what the process does before. One that `lingers` waits at its end for the signal that is to meet it,
    however busy the machine is."""

    def child(database: str, *, first: str = "", lingers: bool = False) -> subprocess.Popen[str]:
        arguments = ["events", "--database", database, "import", str(file), "--source", "test", "--tz", "UTC"]
        arguments += [word for option in PLAIN for word in ("--set", option)]
        program = (
            f"import sys\n{first}\n{LINGERING if lingers else ''}\n"
            "from importers.readers.csv import reader\n"
            "from importers.writing.sqlite import writer\n"
            f"reader.CHUNK_BYTES, writer.COMMIT_SECONDS = {CHUNK}, 0\n"
            f"sys.argv = {arguments!r}\n"
            "from cli.start import main\n"
            "main()\n"
        )
        return subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    return child


@pytest.fixture(scope="module")
def undisturbed(file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    """What a run leaves that nothing disturbs."""
    database = tmp_path_factory.mktemp("undisturbed") / "events.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "CHUNK_BYTES", CHUNK)
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
    limit = time.monotonic() + 120
    while read_so_far(database) <= before:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < limit
        time.sleep(0.005)


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_an_import_that_is_killed_again_and_again_comes_to_the_same_end(
    child: Child, database: str, undisturbed: dict[str, list[tuple[object, ...]]], name: str
) -> None:
    dice = random.Random(name)  # noqa: S311
    for _ in range(2):
        before = read_so_far(database)
        if before == COUNT:
            break
        process = child(database, lingers=True)
        until_more_than(before, database, process)
        time.sleep(dice.random() * 0.05)
        process.send_signal(signal.Signals[name])
        out, err = process.communicate(timeout=120)
        codes = {"SIGKILL": -signal.SIGKILL, "SIGTERM": 143, "SIGINT": 130}
        assert process.returncode == codes[name], err
        assert "Traceback" not in err
        assert ("run the same command to resume" in err) == (name != "SIGKILL")
        assert out == ""
        assert before < read_so_far(database) <= COUNT
    process = child(database)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1, err
    assert "Resumed after record" in out
    assert settled(database) == undisturbed


REPAIR = (
    "from importers.undo import delete\n"
    "from importers.readers.csv import reader\n"
    "reader.CHUNK_BYTES, delete.RECORDS, delete.ENTITIES = 4_000, 300, 300\n"
)


@pytest.fixture(scope="module")
def mended(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with an import whose rejects, beside it, are mended."""
    folder = tmp_path_factory.mktemp("mended")
    rejects = folder / "bad.csv"
    bring_into(str(folder / "events.db"), file, rejects_file=str(rejects))
    rejects.write_text(rejects.read_text().replace("0000-00-00", "2020-02-02"))
    return folder / "events.db"


@pytest.fixture
def repairing(mended: Path, tmp_path: Path) -> Act:
    """Begins, on a copy of the log `mended`, a command in a process of its own; `first` is what the process
    does before."""

    def act(name: str, *arguments: str, first: str = "") -> subprocess.Popen[str]:
        copy, begun = tmp_path / f"{name}.db", tmp_path / "begun"
        if not copy.exists():
            shutil.copy(mended, copy)
        begun.unlink(missing_ok=True)
        words = ["events", "--database", str(copy), *arguments]
        program = (
            f"import sys\n{first}\n{REPAIR}sys.argv = {words!r}\n"
            f"from cli.start import main\nopen({str(begun)!r}, 'w').close()\nmain()\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        while not begun.exists():  # a signal before that would meet the test's own preparations
            assert process.poll() is None, process.communicate()
            time.sleep(0.002)
        return process

    return act


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("undo", "1"), "SIGTERM"),
        (("retry", "1"), "SIGKILL"),
        (("forget", "anna@shop.example"), "SIGINT"),
    ],
)
def test_whatever_ends_an_undo_a_retry_or_an_erasure_the_same_command_completes_it(
    repairing: Act, tmp_path: Path, command: tuple[str, str], name: str
) -> None:
    """A signal at any moment, or a disk that is full in the middle."""
    process = repairing("expected", *command)
    began = time.monotonic()
    process.communicate(timeout=120)
    lasts = time.monotonic() - began
    expected = end_of(tmp_path / "expected.db")
    dice = random.Random(command[0])  # noqa: S311
    process = repairing("killed", *command)
    time.sleep(lasts * (0.1 + 0.8 * dice.random()))
    process.send_signal(signal.Signals[name])
    _, err = process.communicate(timeout=120)
    assert "Traceback" not in err
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))"
    process = repairing("full", *command, first=limit)
    _, err = process.communicate(timeout=120)
    assert "Traceback" not in err
    assert process.returncode == 73, err
    assert "Make room and run the command again" in " ".join(err.split())
    for copy in ("killed", "full"):
        assert rows(str(tmp_path / f"{copy}.db"), "PRAGMA integrity_check") == [("ok",)]
        repairing(copy, *command).communicate(timeout=120)
        assert end_of(tmp_path / f"{copy}.db") == expected, copy


def end_of(database: Path) -> dict[str, object]:
    """All but the order in which the ledger was written, and when the batch was."""
    found: dict[str, object] = {**everything(str(database))}
    found["records"] = sorted(row[1:9] for row in everything(str(database))["records"])
    found["operations"] = rows(str(database), "SELECT kind, count(*) FROM operations GROUP BY kind")
    return found


def test_a_full_disk_is_reported_and_the_import_goes_on_when_there_is_room(
    child: Child, database: str, undisturbed: dict[str, list[tuple[object, ...]]]
) -> None:
    room = Path(database).stat().st_size + 60_000
    process = child(
        database, first=f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))"
    )
    _, err = process.communicate(timeout=120)
    assert process.returncode == 73, err
    assert "Make room and run the command again" in err
    assert "Traceback" not in err
    assert 0 < read_so_far(database) < COUNT
    process = child(database)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 1, err
    assert settled(database) == undisturbed
