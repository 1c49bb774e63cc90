"""Private copies go with their command, and what a killed one left goes with the next command."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from bringing import HEADER, ROWS, Bring

from importers import private_files
from importers.output_files import replacing

HOLD = """
import sys, time
from pathlib import Path
from importers.dry_run import private_copy
from importers.output_files import replacing
from importers.private_files import private_folder
with private_copy(sys.argv[1]), private_folder("input") as kept, replacing(sys.argv[2]) as out:
    (kept / "data").write_bytes(b"secret")
    print(flush=True)
    time.sleep(60)
"""


@pytest.fixture
def killed(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> subprocess.Popen[bytes]:
    """A process that holds a copy of the log, its input and an incomplete output, ready to be killed."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    words = [sys.executable, "-c", HOLD, database, str(Path(database).with_name("out.jsonl"))]
    environment = os.environ | {"TMPDIR": tempfile.gettempdir()}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_what_a_killed_command_left_is_found_and_removed_by_the_next(
    killed: subprocess.Popen[bytes], database: str, bring: Bring
) -> None:
    assert private_files.left_behind(database) == [], "all are in use"
    killed.kill()
    killed.communicate()
    assert len(private_files.left_behind(database)) == 3
    bring(HEADER + ROWS)
    assert private_files.left_behind(database) == []
    assert sorted(path.name for path in Path(database).parent.glob("*.events-part")) == []
    assert list(Path(tempfile.gettempdir()).iterdir()) == []


def test_a_current_folder_that_is_gone_is_not_looked_into(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (gone := tmp_path / "gone").mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert private_files.left_behind(database) == []


def test_nothing_is_taken_that_is_in_use_or_not_ours(database: str, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / f".{Path(database).name}.dry-run-link").symlink_to(tmp_path / "theirs")
    with private_files.private_folder("dry-run", beside=Path(database)) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        with replacing(str(tmp_path / "x.csv")), replacing(str(tmp_path / "y.csv")):
            found = private_files.abandoned(Path(database), outputs=(tmp_path,))
            assert [path for path in found if tmp_path in path.parents] == []
    assert not folder.exists()
    assert (tmp_path / "theirs").exists()
