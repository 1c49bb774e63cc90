"""`events export` says what the log holds beside its events, and the log knows a file before it is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from running import Opened, Run

from cli.commands import export
from events.models import Order, OrderLine, User
from importers.ledger.exports import export_files


def test_an_export_names_what_no_event_shows(run: Run, opened: Opened) -> None:
    with opened() as session:
        jane, otto = User(email="jane@example.com"), User(email="otto@example.com")
        session.add_all([jane, otto, User(email="with-otto@example.com")])
        session.add(Order(number="1", user=jane, lines=[OrderLine(item_name="Rod", quantity=2)]))
        session.add(Order(number="2", user=otto))
        session.commit()
    run("add-note", "1", "called", "--user", "jane@example.com")
    named = "Not in the export, which holds events only: 1 order line, 1 order without events, 2 people"
    assert named in " ".join(run("export").stderr.split())
    assert "Not in the export" not in run("export", "order", "1").stderr
    assert "Not in the export" not in run("export", "--kind", "note").stderr


def test_the_log_knows_an_export_before_its_file_is_there(
    run: Run, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("orders", "add", "7", "--customer", "jane@example.com")
    file = tmp_path / "log.jsonl"
    there: list[bool] = []
    note = export.note_export

    def noting(*args: Any) -> None:
        there.append(file.exists())
        note(*args)

    monkeypatch.setattr(export, "note_export", noting)
    assert run("export", str(file)).exit_code == 0
    assert there == [False]
    with opened() as session:
        assert export_files(session) == [str(file)]
