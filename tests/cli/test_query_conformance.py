"""Every command that reads the log prints the same from SQLite and from PostgreSQL, byte for byte."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from running import command_names
from typer.testing import CliRunner

from cli.app import app
from events import clock, kind_filter
from events.database.engine import make_engine, parse
from events.database.schema import upgrade
from events.kind_store import filling
from events.models import Base
from events.summaries.store import filling as summary_filling

FOLDER = Path(__file__).parent / "queries"
"""Legacy files, the commands that make a log from them, and the queries."""

STEPS = (FOLDER / "log.txt").read_text("utf-8").splitlines()
LINES = (FOLDER / "queries.txt").read_text("utf-8").splitlines()
QUERIES = [line for line in LINES if line and not line.startswith("~")]
RANKED = [line.removeprefix("~ ") for line in LINES if line.startswith("~")]
"""Each database's own text index ranks the events; their order differs."""
ENVIRONMENT = {"EVENTS_DISPLAY_TZ": "Europe/Warsaw", "COLUMNS": "100", "LOGNAME": "casper"}
NOW = datetime(2021, 3, 14, 15, 9, 26, tzinfo=UTC)
WRITING = {
    "actors assign", "actors unassign", "add-note", "correct-note", "customers add", "db copy", "db upgrade",
    "demo", "forget", "import", "meanings set", "move-note", "orders add", "retry", "seal", "undo",
    "undo-note",
}  # fmt: skip
OF_ONE_DATABASE = {"db info", "db check", "report", "verify"}
"""They describe the database itself, which differs; a seal has salts of its own."""
WITHOUT_LOG = {"map", "plugin check", "browse", "db grants", "man", "completion"}
"""`browse` is drawn from the queries above."""


def test_every_command_that_reads_is_compared() -> None:
    read = {
        name
        for name in command_names()
        if name not in WRITING | OF_ONE_DATABASE | WITHOUT_LOG and not name.startswith("record ")
    }
    missing = sorted(
        name for name in read if not any(query.split()[0] == name for query in [*QUERIES, *RANKED])
    )
    assert not missing, f"Add a query of {', '.join(missing)} to {FOLDER}/queries.txt."


Run = Callable[[str, str], tuple[int, str, str]]


@pytest.fixture(scope="module")
def run_on(tmp_path_factory: pytest.TempPathFactory, databases: dict[str, str]) -> Iterator[Run]:
    """Run a command line on one of `databases`; give its exit code, output and messages. The log is made."""
    folder = tmp_path_factory.mktemp("queries")
    for file in FOLDER.glob("*.csv"):
        shutil.copy(file, folder)
    moment = [NOW]

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return moment[0].astimezone(tz)

    def run(kind: str, line: str) -> tuple[int, str, str]:
        # As an option, its name would be part of suggested commands.
        where = {"EVENTS_DATABASE_URL": databases[kind]}
        result = CliRunner().invoke(app, shlex.split(line), env=where)
        assert result.exception is None or isinstance(result.exception, SystemExit), line
        output = re.sub(r"· \d+\.\d s\b", "· DURATION", result.stdout)
        return result.exit_code, output, result.stderr.replace(databases[kind], "DATABASE")

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(clock, "datetime", Stopped)
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        for step, line in enumerate(STEPS):
            moment[0] = NOW + timedelta(hours=5 * step)
            code, _, messages = run("sqlite", line)
            assert code in (0, 1), f"events {line}\n{messages}"
        _copy(databases["sqlite"], databases["postgresql"])
        yield run


def _copy(source: str, target: str) -> None:
    """Copy all rows of a log, with their ids, into an empty one."""
    engines = [make_engine(parse(url)) for url in (source, target)]
    with engines[0].connect() as old, engines[1].begin() as new:
        for table in Base.metadata.sorted_tables:
            if rows := [dict(row) for row in old.execute(table.select()).mappings()]:
                new.execute(table.insert(), rows)
    for engine in engines:
        engine.dispose()


@pytest.fixture(scope="module")
def databases(
    tmp_path_factory: pytest.TempPathFactory, _postgresql_server: Any, _postgresql: Callable[..., Any]
) -> Iterator[dict[str, str]]:
    """An empty log of each kind."""
    _postgresql("CREATE DATABASE queries TEMPLATE template0 ENCODING 'UTF8'")
    url = _postgresql_server.get_uri(database="queries")
    engine = make_engine(parse(url))
    upgrade(engine)
    engine.dispose()
    yield {"sqlite": str(tmp_path_factory.mktemp("log") / "log.db"), "postgresql": url}
    _postgresql("DROP DATABASE queries WITH (FORCE)")


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_prints_the_same_from_postgresql(run_on: Run, query: str) -> None:
    assert run_on("postgresql", query) == run_on("sqlite", query)


@pytest.mark.parametrize("query", RANKED)
def test_a_ranked_query_finds_the_same_in_postgresql(run_on: Run, query: str) -> None:
    (code, found, messages), expected = run_on("postgresql", query), run_on("sqlite", query)
    assert (code, sorted(found.splitlines()), messages) == (
        expected[0], sorted(expected[1].splitlines()), expected[2]
    )  # fmt: skip


BY_KIND = [
    line
    for line in QUERIES
    if line.split()[0] in ("stats", "doctor", "paths", "waits", "orders", "customers") or "--kind" in line
]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_stored_kinds_and_summaries_change_no_answer(
    run_on: Run, databases: dict[str, str], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = {query: run_on(kind, query) for query in BY_KIND}
    monkeypatch.setattr(filling, "LEAST", 0)
    monkeypatch.setattr(summary_filling, "LEAST", 0)
    monkeypatch.setattr(kind_filter, "FEW", 1)
    found = {query: run_on(kind, query)[:2] for query in BY_KIND}
    assert found == {query: answer[:2] for query, answer in expected.items()}
    engine = make_engine(parse(databases[kind]))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT sum(length(codes)) FROM event_kinds").scalar()
        assert connection.exec_driver_sql("SELECT count(*) FROM order_summaries").scalar()
    engine.dispose()
