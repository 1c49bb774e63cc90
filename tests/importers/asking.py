"""Running commands on a log and reading what they say, for tests of unknown exports."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from cli.app import app

runner = CliRunner()


def said(database: str, *words: str) -> str:
    """Everything a command says, after it was done."""
    done = runner.invoke(app, words, env={"EVENTS_DATABASE_URL": database})
    assert not isinstance(done.exception, Exception), done.exception
    return f"{done.exit_code}\n{done.stdout}\n{done.stderr}"


def imported(database: str, *words: str) -> tuple[int, int]:
    """The exit code, and how many records came in."""
    done = runner.invoke(app, ["--database", database, "import", *words, "--format", "json"])
    return done.exit_code, json.loads(done.stdout)["imported"] if done.stdout else 0
