"""A fault of the program ends in one line; what happened waits in a private file."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest
from typer.testing import CliRunner

from cli.app import app
from events import clock


@pytest.fixture
def broken_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    def now() -> None:
        raise ZeroDivisionError("jane@shop.example postgresql://me:secret@host/log")

    monkeypatch.setattr(clock, "now", now)


@pytest.mark.usefixtures("broken_clock")
def test_a_fault_is_one_line_without_data_and_a_file_that_only_the_user_reads(database: str) -> None:
    result = CliRunner().invoke(app, ["--database", database, "log", "--today"])
    assert result.exit_code == 70
    assert result.stderr.startswith(
        "Error: The program has a fault (ZeroDivisionError in test_fault_report.py:"
    )
    assert "jane" not in result.stderr
    (file,) = Path(platformdirs.user_state_dir("events", appauthor=False)).glob("fault-*.txt")
    assert str(file) in result.stderr.replace("\n", "")
    assert file.stat().st_mode & 0o777 == 0o600
    assert "jane@shop.example" in file.read_text()
    assert "secret" not in file.read_text()


@pytest.mark.usefixtures("broken_clock")
def test_without_a_folder_for_the_file_the_fault_is_still_one_line(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    result = CliRunner().invoke(app, ["--database", database, "log", "--today"])
    assert result.exit_code == 70
    assert result.stderr.endswith("Please report it with the command that you ran.\n")
    assert "Traceback" not in result.stderr
