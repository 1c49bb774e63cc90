"""`events meanings`: what messages that are in the log already mean, said and taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from running import Run
from sqlalchemy import text

from events import kind_store
from events.database.session import open_engine
from events.summaries import store as summary_store
from importers.ledger.order_sources import event_ranges
from importers.ledger.provenance import legacy_word

HISTORY = (
    "id,order,date,state,message\n"
    "1,1001,2020-01-01 10:00,,Bezahlt 12.00 EUR\n"
    "2,1001,2020-01-02 10:00,,Ausgekehrt an Relais 17\n"
    "3,1002,2020-01-02 10:00,weg,AUSGEKEHRT!\n"
    "4,1002,2020-01-03 10:00,,Ausgekehrtes Paket\n"
    "5,1003,2020-01-03 10:00,,Status: Ausgekehrt\n"
)
MAP = '[fields]\norder = "order"\ndate = "date"\nmessage = "message"\nkind = "state"\nlegacy_id = "id"\n'


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The path or URL of an empty log, on each kind of database."""
    return str(request.getfixturevalue(f"{request.param}_database"))


@pytest.fixture
def imported(run: Run, tmp_path: Path) -> Path:
    """A history with messages that nobody understands, in the log."""
    file = tmp_path / "history.csv"
    file.write_text(HISTORY)
    (tmp_path / "map.toml").write_text(MAP)
    assert run("import", str(file), "--tz", "UTC", "--map", str(tmp_path / "map.toml")).exit_code == 0
    return file


def _kinds(run: Run) -> list[str]:
    events = sorted(json.loads(run("log", "-o", "json").stdout), key=lambda one: int(one["id"][1:]))
    return [one["state"] or one["kind"] for one in events]


def _details(database: str) -> list[tuple[Any, ...]]:
    with open_engine(database) as engine, engine.connect() as reader:
        rows = reader.execute(text("SELECT id, kind, raw_date FROM record_details ORDER BY id"))
        return [tuple(row) for row in rows]


def _store(database: str) -> None:
    """Let kinds and summaries be stored, however small the log."""
    with open_engine(database) as engine, engine.connect() as reader:
        for _ in kind_store.prepare(reader, legacy_word, least=-1):
            pass

        def load() -> kind_store.StoredKinds | None:
            return kind_store.load(reader, legacy_word)

        for _ in summary_store.refresh(reader, legacy_word, load, ranges=event_ranges, least=-1):
            pass
        assert kind_store.is_there(reader)


def _counted(run: Run) -> dict[str, int]:
    found = json.loads(run("stats", "-o", "json").stdout)["kinds"]
    return {one["kind"]: one["events"] for one in found}


@pytest.mark.parametrize("is_stored", [False, True], ids=["read", "stored"])
def test_messages_in_the_log_get_a_meaning_and_lose_it_again(
    run: Run, imported: Path, database: str, *, is_stored: bool
) -> None:
    before, unknown = _details(database), ["paid", "legacy", "legacy", "legacy", "status"]
    run("seal")
    if is_stored:
        _store(database)
    assert _kinds(run) == unknown
    assert "3 events" in run("meanings", "set", "ausgekehrt", "dispatched", "--dry-run").stdout
    assert (_kinds(run), _details(database)) == (unknown, before)

    done = run("meanings", "set", "ausgekehrt", "fulfilled", "--user", "anna@shop.example")
    assert done.stdout == "3 events with messages that begin with 'ausgekehrt' are now shipped.\n"
    undo = done.stderr.strip().removeprefix("To undo: events ").split()
    assert f"the meaning of 'ausgekehrt' since: events {' '.join(undo)}" in run("undo").stderr
    meant = ["paid", "shipped", "shipped", "legacy", "shipped"]
    assert _kinds(run) == meant, "whole words, in any case, and the state behind a word for it"
    assert _counted(run) == {"shipped": 3, "paid": 1, "legacy": 1}
    assert run("orders", "--status", "shipped", "-o", "ids").stdout.split() == ["1003", "1002", "1001"]
    assert run("verify", "op1").exit_code == 0
    assert run("reconcile", str(imported)).exit_code == 0
    listed = {one["message"]: one for one in json.loads(run("meanings", "-o", "json").stdout)}
    given = listed.pop("ausgekehrt")
    assert (given["kind"], given["events"], given["operation"]) == ("shipped", 3, undo[1])
    assert given["by"] == "anna@shop.example"
    assert [(one["message"], one["order"], one["kind"]) for one in listed.values()] == [
        ("Ausgekehrtes Paket", "1002", None)
    ]
    assert "'ausgekehrt' means shipped; events: 3" in run("batches", "--operations").stdout

    assert run(*undo, "--dry-run").exit_code == 0
    assert _kinds(run) == meant
    assert "3 events got back their earlier meanings." in run(*undo).stdout
    assert (_kinds(run), _details(database)) == (unknown, before)
    assert _counted(run) == {"legacy": 3, "paid": 1, "status": 1}
    assert run(*undo).exit_code == 1


def test_later_imports_have_the_meanings_that_were_set_unless_their_mapping_says_more(
    run: Run, imported: Path, tmp_path: Path
) -> None:
    run("meanings", "set", "Ausgekehrt", "shipped")
    more, mapping = tmp_path / "more.csv", tmp_path / "map.toml"
    more.write_text(
        "id,order,date,state,message\n6,1004,2020-02-01,,Ausgekehrt 8\n7,1005,2020-02-01,,Ausgekehrt ab\n"
    )
    mapping.write_text(MAP + '[meanings]\n"Ausgekehrt ab" = "returned"\n')
    run("import", str(more), "--tz", "UTC", "--map", str(mapping))
    assert _kinds(run)[-2:] == ["shipped", "returned"]
    run("undo", "1", "--yes")
    run("import", str(imported), "--tz", "UTC")
    assert run("orders", "--status", "shipped", "-o", "ids").stdout.split() == [
        "1003",
        "1002",
        "1001",
        "1004",
    ]
    run("undo", "op1")
    assert sorted(_kinds(run)) == ["legacy", "legacy", "legacy", "legacy", "paid", "returned", "status"]


def test_meanings_on_top_of_others_are_taken_back_first(run: Run, imported: Path) -> None:
    run("meanings", "set", "Ausgekehrt", "shipped")
    run("meanings", "set", "Ausgekehrt an", "delivered")
    assert _kinds(run) == ["paid", "delivered", "shipped", "legacy", "shipped"]
    refused = run("undo", "op1")
    assert (refused.exit_code, "events undo op2" in refused.stderr) == (1, True)
    run("undo", "op2")
    assert _kinds(run) == ["paid", "shipped", "shipped", "legacy", "shipped"]
    run("undo", "op1")
    assert _kinds(run) == ["paid", "legacy", "legacy", "legacy", "status"]


def test_meanings_on_top_of_others_are_so_in_later_imports_too(
    run: Run, imported: Path, tmp_path: Path
) -> None:
    run("meanings", "set", "Ausgekehrt", "shipped")
    run("meanings", "set", "Ausgekehrt an", "delivered")
    more = tmp_path / "more.csv"
    more.write_text(HISTORY.rstrip().replace("\n", "\n1"))
    run("import", str(more), "--tz", "UTC", "--map", str(tmp_path / "map.toml"))
    meant = ["paid", "delivered", "shipped", "legacy", "shipped"]
    assert _kinds(run) == meant + meant
    assert run("undo", "op1").exit_code == 1
    run("undo", "op2")
    assert _kinds(run) == [one.replace("delivered", "shipped") for one in meant + meant]


def test_what_cannot_be_set_is_refused_with_the_reason(run: Run, imported: Path) -> None:
    run("meanings", "set", "Bezahlt", "paid")
    for words, code, said in (
        (("Xyzzy", "shipped"), 1, "No imported message begins with 'Xyzzy'"),
        (("Ausgekehrt #", "shipped"), 1, "write the words before the first one"),
        ((" ", "shipped"), 2, "write the first words"),
        (("Ausgekehrt", "shiped"), 2, "shipped"),
        (("Ausgekehrt", "legacy"), 2, "is no meaning"),
        (("Bezahlt", "paid"), 1, "mean paid already"),
    ):
        refused = run("meanings", "set", *words)
        assert (refused.exit_code, said in refused.stderr.replace("\n", " ")) == (code, True), refused.stderr


@pytest.mark.parametrize(
    ("message", "proposed"),
    [
        ("Ausgekehrt an Relais 17", "set 'Ausgekehrt an Relais' KIND"),
        ("Ausgekehrt!", "set 'Ausgekehrt!' KIND"),
        ("Order 17 frobbed", "set TEXT KIND"),  # `Order` alone begins messages that are understood
    ],
)
def test_the_proposed_command_names_more_than_one_word_before_a_number(
    run: Run, tmp_path: Path, message: str, proposed: str
) -> None:
    (tmp_path / "one.csv").write_text(f"id,order,date,message\n1,1001,2020-01-01 10:00,{message}\n")
    run("import", str(tmp_path / "one.csv"), "--tz", "UTC")
    assert f"Next: events meanings {proposed}" in run("meanings").stderr
