"""Files of systems that have orders or ids in common, and what a refused import prints."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from running import Opened, Run
from sqlalchemy import text
from typer.testing import CliRunner, Result

from cli.app import app

COLUMNS = ("--tz", "UTC", "--set", "order=order", "--set", "date=date", "--set", "message=comment")
PEOPLE = (*COLUMNS, "--set", "customer=email")
UK = "order,date,email,comment\n1001,2020-01-01,jane@mail.example,paid in London\n"
FR = "order,date,email,comment\n1001,2021-01-01,pierre@mail.example,paid in Paris\n"
NOTES = "id,order_no,created_at,comment\n1,1001,2020-01-01 10:00:00,back\n2,1002,2020-01-01 11:00:00,refund\n"
CALLS = (
    "id,order_no,created_at,comment\n1,A-7,2021-03-01 10:00:00,called\n2,A-8,2021-03-01 11:00:00,invoiced\n"
)


def _write(name: str, content: str) -> str:
    Path(name).write_text(content, "utf-8")
    return name


def _commands(refused: Result) -> list[list[str]]:
    """The commands that were printed below the error, as a shell splits them."""
    lines = [line.strip() for line in refused.stderr.splitlines() if line.startswith("  events ")]
    return [shlex.split(line)[1:] for line in lines]


def _contents(opened: Opened) -> dict[str, int]:
    tables = ("sources", "batches", "records", "rejects", "orders", "users", "order_events", "creations")
    with opened() as session:
        return {name: session.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in tables}  # noqa: S608


def _pasted(refused: Result, database: str) -> list[Result]:
    """What each printed command does on a copy of the log of its own."""
    found = []
    for at, words in enumerate(_commands(refused)):
        copy = f"{database}.{at}"
        shutil.copy(database, copy)
        found.append(CliRunner().invoke(app, words, env={"EVENTS_DATABASE_URL": copy}))
    return found


def _orders(database: str) -> list[str]:
    listed = CliRunner().invoke(app, ["--database", database, "orders", "--format", "csv"]).stdout
    return sorted(line for line in listed.splitlines()[1:])


def _refused(run: Run, *arguments: str, stdin: str | None = None) -> Result:
    result = run("import", *arguments, stdin=stdin)
    assert result.exit_code == 65, result.output
    return result
