"""What a command loads before it does its work."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"sqlalchemy", "polars", "alembic", "adbc_driver_sqlite", "pydantic", "rich.console"}
SCRIPT = """
import json, sys
sys.argv = ["events", *sys.argv[1:]]
from cli.app import main
try:
    main()
except SystemExit as done:
    code = done.code
sys.stdout.flush()
print(json.dumps([code or 0, sorted(sys.modules)]), file=sys.stderr)
"""


def loaded(*args: str) -> set[str]:
    command = [sys.executable, "-c", SCRIPT, *args]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    code, modules = json.loads(done.stderr.splitlines()[-1])
    assert code == 0
    return set(modules)


@pytest.mark.parametrize(
    "command", ["--help", "--version", "types", "types -o json", "order --help", "record order --help"]
)
def test_static_words_load_no_database_library(command: str) -> None:
    assert not loaded(*command.split()) & HEAVY


def test_help_imports_no_command() -> None:
    assert not {name for name in loaded("--help") if name.startswith("cli.commands.")}


def test_reading_an_order_loads_no_import_or_migration_library(tmp_path: Path) -> None:
    database = ["--database", str(tmp_path / "log.db")]
    loaded(*database, "orders", "add", "1001")
    assert not loaded(*database, "order", "1001") & ({*HEAVY, "sqlalchemy.orm"} - {"sqlalchemy"})


def test_completion_of_commands_loads_no_database_library(monkeypatch: pytest.MonkeyPatch) -> None:
    variables = {"COMP_WORDS": "events or", "COMP_CWORD": "1", "_EVENTS_COMPLETE": "complete_bash"}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["order", "orders"]
    assert not set(json.loads(done.stderr.splitlines()[-1])[1]) & HEAVY
