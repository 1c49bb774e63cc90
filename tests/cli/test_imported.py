"""Imported events are marked as such, and lead back to where they came from."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from running import Opened, Run
from sqlalchemy import select
from stored_record import add_record

from events.api.log import open_log
from events.models import Order, OrderEvent, OrderLine, User
from events.order import OrderEvents
from importers.ledger import provenance
from importers.ledger.models import Batch, Source

DATE = datetime(2015, 7, 1, 12, 0, 0, 250000, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _imported(opened: Opened) -> None:
    """An order of a legacy shop with two records: one with a legacy id, one known by its content."""
    with opened() as session:
        author = User(name="j.smith", is_placeholder=True)
        order = Order(number="1001")
        session.add_all([author, order])
        session.flush()
        batch = Batch(source=Source(name="magento", shop=""), file="history.csv")
        session.add(batch)
        session.flush()
        for number, legacy_id in ((1, "9912"), (2, None)):
            event = OrderEvent(
                order=order,
                user=author,
                type=OrderEvents.OTHER,
                date=DATE,
                parameters={"message": "Status: processing"},
            )
            session.add(event)
            session.flush()
            add_record(
                session,
                batch,
                event,
                identity=legacy_id or "content",
                occurrence=0 if legacy_id else 1,
                record=40 + number,
                line=41 + number,
                kind="processing",
                extra=json.dumps({"is_visible": "1"}),
            )
        session.commit()


def test_a_timeline_marks_imported_events_with_their_source(run: Run) -> None:
    text = run("-v", "order", "1001", env={"COLUMNS": "120"}).stdout
    assert "• Status: processing  · j.smith (legacy) · preparing · legacy · magento #9912" in text
    assert "• Status: processing  · j.smith (legacy) · preparing · legacy · magento · history.csv:43" in text


def test_a_timeline_says_where_events_came_from_where_that_changes(run: Run) -> None:
    run("add-note", "1001", "called back")
    lines = [line.strip() for line in run("order", "1001").stdout.splitlines()]
    assert [line for line in lines if line.startswith(("from ", "recorded "))] == [
        "from magento · history.csv",
        "recorded here",
    ]
    assert lines[lines.index("recorded here") + 1].endswith("o3")


def test_events_around_those_that_match_are_shown_with_the_time_between(run: Run) -> None:
    run("add-note", "1001", "called back")
    shown = run("order", "1001", "--grep", "called back", "-C", "1", "--elapsed").stdout
    assert shown.count("Status: processing") == 1
    assert "called back  · casper · +" in shown
    around = json.loads(run("order", "1001", "--grep", "called", "-C", "1", "-o", "json").stdout)
    assert [event["id"] for event in around] == ["o2", "o3"]
    assert run("log", "--grep", "called", "-C", "1").exit_code == 2


def test_a_note_by_hand_is_not_marked(run: Run) -> None:
    run("add-note", "1001", "called back")
    assert "called back  · casper  " in run("order", "1001").stdout


def test_the_source_is_part_of_the_event_as_data(run: Run) -> None:
    first, second = json.loads(run("order", "1001", "-o", "json").stdout)
    assert first["source"] == {
        "batch": 1,
        "source": "magento",
        "file": "history.csv",
        "record": 41,
        "line": 42,
        "legacy_id": "9912",
    }
    assert (first["user"], first["date"]) == ("j.smith", "2015-07-01T12:00:00.250000Z")
    assert second["source"]["legacy_id"] is None
    assert "o1,2015-07-01T12:00:00.250000Z,OTHER" in run("export", "-o", "csv").stdout
    assert "1,magento,history.csv,41,42,9912" in run("export", "-o", "csv").stdout


def test_one_event_in_full_shows_what_the_ledger_keeps(run: Run) -> None:
    shown = run("show", "o1")
    assert "Next: events show o1 --source prints the record as its file has it." in shown.stderr
    text = " ".join(shown.stdout.split())
    assert "source legacy · magento #9912, batch 1 file history.csv, record 41, line 42" in text
    assert "kind processing + is_visible 1" in text


@pytest.mark.parametrize("large", [1, 100_000])
def test_imported_events_are_distinguished_from_others_and_by_batch(
    run: Run, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(provenance, "LARGE", large)
    run("add-note", "1001", "called back")

    def ids(*options: str) -> list[str]:
        return [json.loads(line)["id"] for line in run("log", *options, "-o", "jsonl").stdout.splitlines()]

    assert ids("--legacy") == ids("--batch", "1") == ["o2", "o1"]
    assert ids("--no-legacy") == ["o3"]
    assert ids("--no-legacy", "--batch", "1") == []
    assert run("order", "1001", "--no-legacy").stderr.endswith("1 of 3 events; the filters hide 2.\n")


def test_an_imported_event_names_lines_of_its_own_system_and_none_of_ours(
    run: Run, opened: Opened, tmp_path: Path
) -> None:
    """A line with the same id in this log is another one."""
    with opened() as session:
        ours = OrderLine(order=session.scalars(select(Order)).one(), item_name="Mug, red", quantity=1)
        session.add(ours)
        session.commit()
        line = ours.id
    file = tmp_path / "order_orderevent.jsonl"
    given = {"fulfilled_items": [line, "4f6e2c6e"]}
    event = {"id": 1, "order_id": 7, "date": "2020-10-01T10:31:00Z", "type": "fulfilled_items"}
    file.write_text(json.dumps({**event, "parameters": given}))
    assert run("import", str(file), "--from", "saleor").exit_code == 0
    text = run("order", "7", env={"COLUMNS": "120"}).stdout
    assert f"2 items fulfilled: line {line}; line 4f6e2c6e" in text
    assert "Mug" not in text


def test_a_customers_json_has_all_that_the_log_has_of_imported_records(run: Run, tmp_path: Path) -> None:
    legacy = tmp_path / "legacy.csv"
    legacy.write_text(
        "id,order,customer,date,message,ip\n7,A1,ann@example.com,04.05.2021 10:00,'Paid',10.0.0.7\n"
    )
    fields = ("legacy_id=id", "order=order", "customer=customer", "date=date", "message=message")
    assert run("import", str(legacy), *(part for one in fields for part in ("--set", one))).exit_code == 0
    found = run("customer", "ann@example.com", "-o", "json")
    (event,) = json.loads(found.stdout)
    assert event["source"]["extra"]["ip"] == "10.0.0.7"
    assert event["source"]["raw_date"] == "04.05.2021 10:00"
    assert "Not among them: what others wrote of them elsewhere" in found.stderr
    assert "events search ann@example.com" in found.stderr
    assert json.loads(run("show", event["id"], "-o", "json").stdout)["source"] == event["source"]
    redacted = run("customer", "ann@example.com", "-o", "json", "--redact")
    assert "ann@example.com" not in redacted.stdout
    assert "extra" not in json.loads(run("log", "-o", "json").stdout)[0]["source"]


def test_python_gives_the_kinds_that_the_command_line_shows(run: Run, database: str, tmp_path: Path) -> None:
    """Also where the legacy record's own type alone decides."""
    legacy = tmp_path / "legacy.csv"
    legacy.write_text(
        "order,date,message,kind\nA1,2021-05-04,Captured amount of £5.00 online.,\nA1,2021-05-05,Rang,call\n"
        "A1,2021-05-06,Status: Partially refunded,\nA1,2021-05-07,Nobody knows,\n"
    )
    assert run("import", str(legacy), "--set", "kind=kind").exit_code == 0
    shown = json.loads(run("order", "A1", "-o", "json").stdout)
    with open_log(database) as log:
        assert [one.kind for one in log.order("A1")] == [one["kind"] for one in shown]
        assert [one.kind for one in log.query(text="Rang")] == ["note"]
        assert [str(one.amount) for one in log.events("paid")] == ["5.00"]
        assert [one.message for one in log.events("note")] == ["Rang"]
        assert [one.message for one in log.events("refunded")] == ["Status: Partially refunded"]
        assert [str(one.state) for one in log.orders("partially_refunded")] == ["partially_refunded"]
