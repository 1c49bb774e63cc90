"""`events search`, as whole commands."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from running import Run

from cli.render.layout import width_of

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "EVENTS_UPDATE_GOLDEN" in os.environ


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("width", [80, 140])
def test_text_is_as_it_was_approved(run: Run, width: int) -> None:
    result = run("search", "delivery", env={"COLUMNS": str(width)})
    hostile = run("search", "日本", "--by", "date", env={"COLUMNS": str(width)})
    shown = result.stdout + hostile.stdout
    file = GOLDEN / f"search-{width}.txt"
    if UPDATE:
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")
    assert max(map(width_of, shown.splitlines())) <= width


@pytest.mark.usefixtures("shop")
def test_hits_as_data_are_events_as_everywhere(run: Run) -> None:
    found = run("search", "anna", "neighbour", "-o", "json")
    grepped = run("order", "/1001", "--grep", "neighbour", "-o", "json")
    assert json.loads(found.stdout) == json.loads(grepped.stdout)
    assert found.stderr == "1 event found.\n"
    by_date = run("search", "jane", "-o", "jsonl", "--by", "date").stdout.splitlines()
    assert [json.loads(line)["id"] for line in by_date] == ["c4", "o7", "c3", "o4", "o1", "c2", "c1"]
    filters = ("--type", "placed", "--type", "note_added", "--limit", "2", "--reverse")
    some = run("search", "jane", *filters, "--by", "date", "-o", "csv").stdout.splitlines()
    assert [line.split(",")[0] for line in some if line[:2] in ("o1", "o7")] == ["o1", "o7"]


@pytest.mark.parametrize("width", [40, 80])
def test_a_hit_names_its_author_at_every_width(run: Run, width: int) -> None:
    run("customers", "add", "a.customer.with.a.name@example.com")
    run("add-note", "a.customer.with.a.name@example.com", "Pear", "--user", "an.author.too@shop.example")
    shown = run("search", "pear", env={"COLUMNS": str(width)}).stdout
    assert "an.author.too@shop.example" in shown
    assert not any(line.rstrip().endswith("·") for line in shown.splitlines())
    assert max(map(len, shown.splitlines())) <= width


@pytest.mark.usefixtures("shop")
def test_nothing_found_is_said(run: Run) -> None:
    nothing = "Nothing found. Words match from their start; within words: events log --grep=zebra\n"
    for words, said in (("zebra", nothing), ("***", "The query has no words.\n")):
        assert run("search", words).stderr == said
        assert (run("search", words, "-o", "json").stdout, run("search", words).exit_code) == ("[]\n", 0)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("eighbour", "Words match from their start; within words: events log --grep=eighbour"),
        ("本語", "within words: events log '--grep=本語'"),
    ],
)
def test_where_nothing_is_found_the_next_step_is_named(run: Run, words: str, step: str) -> None:
    assert step in run("search", words).stderr


def test_an_order_or_customer_that_is_named_comes_with_the_command_that_shows_it(run: Run) -> None:
    run("orders", "add", "A-77", "--customer", "quiet@example.com")
    found = run("search", "A-77")
    assert "events order A-77" in found.stdout
    assert found.stderr == "No event says it.\n"
    assert "events customer quiet@example.com" in run("search", "quiet@example.com").stdout
    step = "Nothing found. There is such an order: events order A-77\n"
    assert run("search", "A-77", "-o", "json").stderr == step


def test_a_bulk_import_and_what_it_brings_is_found(run: Run, tmp_path: Path) -> None:
    """The index was made before, so that the import's own SQLite has to keep it in step."""
    assert run("search", "anything").exit_code == 0
    file = tmp_path / "notes.csv"
    file.write_text("no,at,text\n1001,2020-11-04 08:40:03,Parcel came back\n", encoding="utf-8")
    sets = [part for pair in ("order=no", "date=at", "message=text") for part in ("--set", pair)]
    imported = run("import", str(file), "--source", "crm", "--tz", "UTC", *sets)
    assert imported.exit_code == 0, imported.stderr
    assert "Parcel came back" in run("search", "parcel").stdout


@pytest.mark.usefixtures("shop")
def test_a_kind_narrows_and_what_filters_hide_is_counted(run: Run) -> None:
    notes = [
        json.loads(line)
        for line in run("search", "jane", "--kind", "placed", "-o", "jsonl").stdout.splitlines()
    ]
    assert {event["code"] for event in notes} == {"placed", "placed_order"}
    note = run("search", "jane", "--kind", "placed").stderr
    assert note.startswith(f"{len(notes)} events found. The filters hide ")
    hidden = run("search", "jane", "--since", "2300-01-01")
    assert hidden.stdout == ""
    assert hidden.stderr == "No event since 2300-01-01: the filters hide all 7 hits.\n"
    assert run("search", "jane", "--kind", "paint").exit_code == 2


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("format", ["text", "oneline", "full", "json", "jsonl", "csv", "markdown", "html"])
def test_hits_come_in_every_format_and_redacted_in_none_of_them_with_people(run: Run, format: str) -> None:
    shown = run("search", "jane", "-o", format)
    assert shown.exit_code == 0, shown.stderr
    assert "jane@example.com" in shown.stdout
    hidden = run("search", "jane", "--redact", "-o", format)
    assert hidden.exit_code == 0, hidden.stderr
    assert "jane" not in hidden.stdout.casefold()
    assert "Person" in hidden.stdout


HISTORY = """no,at,who,text
1001,2020-01-01 10:00:00,anna@shop.example,Parcel called back
1001,2020-01-02 10:00:00,j.smith,Parcel shipped for john.smith@shop.example
1002,bad,j.smith,Parcel lost
"""
SETS = ("--set", "order=no", "--set", "date=at", "--set", "author=who", "--set", "message=text")


@pytest.mark.slow
def test_the_index_is_in_step_after_every_command_that_writes(
    run: Run, database: str, tmp_path: Path
) -> None:
    """Each time it finds what one finds that is made anew from the same log."""

    def found(log: str, words: str) -> list[str]:
        done = run("--database", log, "search", words, "--by", "date", "-o", "jsonl")
        assert done.exit_code == 0, done.stderr
        return [json.loads(line)["id"] for line in done.stdout.splitlines()]

    def in_step() -> list[str]:
        copy = tmp_path / "copy.db"
        with closing(sqlite3.connect(database)) as log, closing(sqlite3.connect(copy)) as anew:
            log.backup(anew)
            anew.execute("DROP TABLE search_index")
            anew.commit()
        for words in ("smith", "john", "anna called", "bob"):
            assert found(database, words) == found(str(copy), words), words
        parcels = found(database, "parcel")
        assert parcels == found(str(copy), "parcel")
        copy.unlink()
        return parcels

    def after(*command: str, exit_code: int = 0) -> list[str]:
        done = run(*command)
        assert done.exit_code == exit_code, done.stderr
        return in_step()

    assert found(database, "parcel") == []
    history, rejects = tmp_path / "history.csv", tmp_path / "rejects.csv"
    history.write_text(HISTORY, encoding="utf-8")
    imported = after(
        "import",
        str(history),
        *SETS,
        "--source",
        "old",
        "--tz",
        "UTC",
        "--rejects",
        str(rejects),
        exit_code=1,
    )
    assert imported == ["o2", "o1"]
    noted = after("add-note", "1001", "Parcel found", "--user", "bob@shop.example")
    assert noted == ["o3", "o2", "o1"]
    assert len(after("correct-note", "o3", "Parcel found again", "--user", "bob@shop.example")) == 4
    recorded = after(
        "record", "order", "other", "1001", "--message", "Parcel weighed", "--date", "2020-01-05"
    )
    assert len(recorded) == 5
    rejects.write_text(rejects.read_text(encoding="utf-8").replace("bad", "2020-01-03"), encoding="utf-8")
    assert len(after("retry", "1", str(rejects))) == 6
    after("actors", "assign", "j.smith", "john.smith@shop.example")
    assert len(after("forget", "john.smith@shop.example")) == 6
    assert found(database, "john") == []
    assert len(after("undo", "1")) == 3
