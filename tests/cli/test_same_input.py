"""A file whose bytes are in the log already, from another source or shop, is not imported unasked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from colliding import NOTES, _commands, _contents, _pasted, _refused, _write
from running import Opened, Run

pytestmark = pytest.mark.usefixtures("folder")

TWICE = "has imported this file, or its beginning"
ORDERS = """\
Name,Email,Financial Status,Paid at,Total,Currency,Created at,Id
#2001,jane@mail.example,paid,2025-01-03 10:00:00 +0100,119.00,EUR,2025-01-03 09:58:00 +0100,4001
"""
JSON_NOTE = '{"id": 1, "created": "2025-01-03 10:00:00", "order_no": "100", "note": "hello"}'
SQL_NOTES = """\
CREATE TABLE `{0}` (`id` int, `created` datetime, `order_no` varchar(9), `note` text);
INSERT INTO `{0}` VALUES (1,'2025-01-03 10:00:00','100','hello');
"""


@pytest.fixture
def first(run: Run, folder: Path) -> None:
    """A log that a file was imported into, for the shop `lamps`."""
    assert run("import", _write("orders.csv", ORDERS), "--shop", "lamps").exit_code == 0


@pytest.mark.usefixtures("first")
def test_a_forgotten_shop_stops_the_import_and_leaves_nothing(run: Run, opened: Opened) -> None:
    shutil.copy("orders.csv", "other name.csv")
    Path("grown.csv").write_text(ORDERS + ORDERS.splitlines()[1].replace("#2001", "#2002"), "utf-8")
    before = _contents(opened)
    for arguments in (
        ["orders.csv"],
        ["other name.csv", "--dry-run"],
        ["grown.csv"],
        ["-", "--from", "shopify"],
    ):
        refused = _refused(run, *arguments, stdin=ORDERS)
        assert TWICE in refused.stderr
        assert "Batch 1 (source shopify, shop lamps)" in refused.stderr
        assert _contents(opened) == before


@pytest.mark.usefixtures("first")
def test_a_batch_that_added_nothing_says_who_ran_it_and_offers_no_undo(run: Run) -> None:
    again = ("import", "orders.csv", "--shop", "lamps", "--user", "anna@shop.example")
    assert run(*again).exit_code == 0
    shown = run("batch", "2")
    assert ", by anna@shop.example" in shown.stdout
    assert shown.stderr == "It added nothing: nothing to undo.\n"
    assert "To undo: events undo 1" in run("batch", "1").stderr


@pytest.mark.usefixtures("first")
def test_each_printed_command_settles_it_when_it_is_pasted(run: Run, database: str) -> None:
    again, apart = _pasted(_refused(run, "orders.csv"), database)
    assert (again.exit_code, apart.exit_code) == (0, 0), (again.output, apart.output)
    assert "duplicate            2" in again.stdout
    assert "imported             2" in apart.stdout
    assert "events undo 1" in " ".join(apart.stdout.split())


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize("asked", [["--shop", "more-lamps"], ["--source", "other"]])
def test_a_named_shop_or_source_imports_it_once_more_and_the_report_says_so(
    run: Run, asked: list[str]
) -> None:
    done = run("import", "orders.csv", *asked)
    assert done.exit_code == 0, done.output
    assert TWICE in " ".join(done.stdout.split())
    assert TWICE not in run("import", "orders.csv", *asked).stdout


@pytest.mark.usefixtures("first")
def test_an_undone_batch_does_not_count(run: Run) -> None:
    assert run("undo", "1").exit_code == 0
    done = run("import", "orders.csv")
    assert (done.exit_code, TWICE in done.output) == (0, False), done.output


def test_a_forgotten_source_stops_the_import_and_is_named(run: Run, database: str) -> None:
    columns = (
        "--tz",
        "UTC",
        "--set",
        "order=order_no",
        "--set",
        "date=created_at",
        "--set",
        "message=comment",
    )
    assert run("import", _write("notes.csv", NOTES), *columns, "--source", "crm").exit_code == 0
    refused = _refused(run, "notes.csv", *columns)
    assert _commands(refused)[0][-2:] == ["--source", "crm"]
    assert "duplicate            2" in _pasted(refused, database)[0].stdout
    # Read by other columns, they would not be the same records.
    assert len(_commands(_refused(run, "notes.csv", *columns[:-1], "message={id}: {comment}"))) == 1


@pytest.mark.usefixtures("first")
def test_a_stopped_import_counts_too(run: Run) -> None:
    row = ORDERS.splitlines()[1].replace("2001", "3001").replace("4001", "5001")
    bad = row.replace("3001", "3002").replace("5001", "5002").replace("2025-01-03 09:58", "never")
    _write("stopped.csv", f"{ORDERS.splitlines()[0]}\n{row}\n{bad}\n")
    stopped = run("import", "stopped.csv", "--source", "s", "--shop", "lamps", "--errors", "stop")
    assert stopped.exit_code == 65
    assert "Batch 2 (source s, shop lamps)" in _refused(run, "stopped.csv").stderr


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("shop.json", '{"mails": [%s], "notes": [%s]}' % ((JSON_NOTE,) * 2)),
        ("shop.sql", SQL_NOTES.format("mails") + SQL_NOTES.format("notes")),
    ],
)
def test_another_table_of_the_same_document_is_not_the_same_input(run: Run, name: str, document: str) -> None:
    """All tables of a document are read from the same bytes."""
    one, another = (
        ["import", _write(name, document), "--tz=UTC", "--table", table] for table in ("mails", "notes")
    )
    assert run(*one, "--shop", "lamps").exit_code == 0
    assert TWICE in run(*one).stderr
    done = run(*another)
    assert (done.exit_code, TWICE in done.output) == (0, False), done.output
