"""`events log --since` and `--after` name the imports that brought events with older dates since then."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from running import Run

from events import clock


def test_a_list_of_what_is_new_names_imports_of_older_events(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(day: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime(2021, 3, day, 9, tzinfo=UTC))

    def bring(name: str, *dates: str) -> None:
        rows = "".join(f"1001,{date} 10:00,Rang {name}\n" for date in dates)
        (tmp_path / f"{name}.csv").write_text(f"order,date,message\n{rows}")
        assert run("import", str(tmp_path / f"{name}.csv"), "--tz", "UTC").exit_code == 0

    at(1)
    bring("early", "2020-01-01")
    at(10)
    bring("new", "2021-03-09")
    assert "Imported" not in run("log", "--since", "2021-03-09").stderr
    bring("late", "2020-01-02", "2021-03-09")
    note = "Imported since then, with older dates: batch 3 (2 events): events log --batch 3\n"
    for asked in (("--since", "yesterday"), ("--after", "o2"), ("--since", "2021-03-09", "-o", "csv")):
        assert note in run("log", *asked).stderr
    for asked in (("--since", "2020-01-02"), ("--since", "yesterday", "--batch", "3"), ("--limit", "1")):
        assert "Imported" not in run("log", *asked).stderr
    run("undo", "3")
    assert "Imported" not in run("log", "--since", "yesterday").stderr
