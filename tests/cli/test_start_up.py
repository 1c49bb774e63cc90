"""What a command loads before it does its work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"sqlalchemy", "polars", "alembic", "adbc_driver_sqlite", "pydantic", "rich.console"}
OF_OTHER_TASKS = {
    "sqlalchemy.orm",
    "events.lists",
    "events.url_secrets",
    "importers.new_records",
    "importers.readers",
    "importers.writing",
    "tomllib",
}
"""What reading an order without a config file needs nothing of."""
OF_OTHER_IMPORTS = {
    "alembic",
    "cli.commands.import_errors",
    "cli.commands.seal",
    "events.meaning.classify",
    "events.kind_store.filling",
    "events.statistics.message_counts",
    "events.meaning.status_names",
    "html.parser",
    "importers.inference.columns",
    "importers.ledger.record_models",
    "importers.ledger.seal_models",
    "importers.mapping.amounts",
    "importers.mapping.dates.text",
    "importers.planning.mixed_input",
    "importers.readers.archive.collection",
    "importers.readers.json.documents",
    "importers.readers.sql.grammar",
    "importers.writing.postgresql",
    "rich.console",
    "sqlalchemy.dialects.postgresql",
}
"""What importing a CSV whose columns are all named, with usual dates and no rejects, needs nothing of;
without `-q`, the report counts the messages that nobody understands."""
SCRIPT = """
import json, sys
sys.argv = ["events", *sys.argv[1:]]
from cli.start import main
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
    "command",
    [
        "--help",
        "--version",
        "types",
        "types -o json",
        "order --help",
        "record order --help",
        "export --help",
        "import --help",
    ],
)
def test_static_words_load_no_database_library(command: str) -> None:
    assert not loaded(*command.split()) & HEAVY


def test_help_imports_no_command() -> None:
    assert not {name for name in loaded("--help") if name.startswith("cli.commands.")}


def test_reading_an_order_loads_no_import_or_migration_library(tmp_path: Path) -> None:
    database = ["--database", str(tmp_path / "log.db")]
    loaded(*database, "orders", "add", "1001")
    assert not loaded(*database, "order", "1001") & ({*HEAVY, *OF_OTHER_TASKS} - {"sqlalchemy"})


@pytest.mark.parametrize("runs", ["first", "again"])
def test_a_small_import_loads_nothing_of_other_imports(tmp_path: Path, runs: str) -> None:
    file, sets = tmp_path / "history.csv", ["--set", "order=no", "--set", "date=at"]
    sets += ["--set", "legacy_id=id", "--set", "author=by", "--set", "message=text"]
    file.write_text("id,no,at,by,text\n1,1001,2020-11-04 07:40:03,jane,Parcel\n", encoding="utf-8")
    command = ["--database", str(tmp_path / "log.db"), "-q", "import", str(file), "--source", "crm"]
    command += ["--tz", "UTC"]
    if runs == "again":
        loaded(*command, *sets)
    assert loaded(*command, *sets) & OF_OTHER_IMPORTS == set()


def test_comparing_a_file_loads_nothing_of_database_servers(tmp_path: Path) -> None:
    file, database = tmp_path / "history.csv", ["--database", str(tmp_path / "log.db")]
    file.write_text("id,order,date,note\n1,1001,2020-11-04 07:40:03,Parcel\n", encoding="utf-8")
    loaded(*database, "import", str(file), "--tz", "UTC")
    compared = loaded(*database, "reconcile", str(file))
    assert not compared & {"importers.readers.live_servers", "sqlalchemy.dialects.mysql"}


def completed(words: str) -> tuple[list[str], set[str]]:
    """What Tab offers for the last word, and what was loaded for it."""
    variables = {
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
        "_EVENTS_COMPLETE": "complete_bash",
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **variables},
    )
    return done.stdout.split(), set(json.loads(done.stderr.splitlines()[-1])[1])


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("events or", ["order", "orders"]),
        ("events --no", ["--no-pager", "--no-input"]),
        ("events log --type capt", ["captured"]),
        ("events order 1001 --by", []),
        ("events log --rev", ["--reverse"]),
        ("events log --type CAPT", ["CAPTURED"]),
        ("events log --type = capt", ["captured"]),
        ("events record order CAPT", ["CAPTURED"]),
        ("events record customer name_", ["name_assigned"]),
        ("events log --kind refu", ["refunded"]),
        ("events import h.csv --from magento", ["magento1", "magento2"]),
    ],
)
def test_completion_of_static_words_loads_no_database_library(words: str, offered: list[str]) -> None:
    found, modules = completed(words)
    assert found == offered
    assert not modules & HEAVY


@pytest.mark.slow
def test_completion_knows_orders_customers_and_batches(tmp_path: Path) -> None:
    log = str(tmp_path / "log.db")
    assert completed(f"events --database {log} order ")[0] == []
    assert not Path(log).exists()
    loaded("--database", log, "orders", "add", "1001", "--customer", "Jane@example.com")
    loaded("--database", log, "orders", "add", "2002")
    (tmp_path / "h.csv").write_text("no,at,text\n1001,2020-11-04,Parcel\n", encoding="utf-8")
    sets = [part for pair in ("order=no", "date=at", "message=text") for part in ("--set", pair)]
    loaded("--database", log, "import", str(tmp_path / "h.csv"), "--source", "crm", "--tz", "UTC", *sets)
    start = f"events --database {log}"
    assert completed(f"{start} order ")[0] == ["2002", "1001"]
    assert completed(f"{start} order 1")[0] == ["1001"]
    assert completed(f"{start} customer Jan")[0] == ["Jane@example.com"]
    assert completed(f"{start} add-note J")[0] == ["Jane@example.com"]
    assert completed(f"{start} log --batch ")[0] == ["1"]
    assert completed(f"{start} undo ")[0] == ["1"]
    assert completed(f"{start} record order captured 2")[0] == ["2002"]
    # As bash cuts the words: it keeps what is in front of the last piece.
    assert completed(f"{start} customer Jane @ ex")[0] == ["@example.com"]
    assert completed(f"{start} customer Jane @")[0] == ["@example.com"]
    assert completed(f"events --database sqlite : ///{log} order 2")[0] == ["2002"]


@pytest.mark.parametrize("database", ["broken.db", "/nowhere/log.db", "postgresql : //localhost : 1/log"])
def test_completion_without_a_log_to_read_offers_nothing_and_says_nothing(
    tmp_path: Path, database: str
) -> None:
    (tmp_path / "broken.db").write_bytes(b"no database at all" * 99)
    name = str(tmp_path / database) if database == "broken.db" else database
    assert completed(f"events --database {name} order ")[0] == []
