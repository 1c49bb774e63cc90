"""`events find` looks within words, in other columns of records, and at names without their accents."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Run

NOTES = (
    "id,order,date,author,note,phone\n"
    "1,1001,2021-01-02 10:00,Jörg Weiß,Label JJD000390007830015902,+44 20 7946 0123\n"
)


def test_find_has_an_answer_for_a_part_of_what_is_known(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes.csv").write_text(NOTES, "utf-8")
    assert run("import", str(tmp_path / "notes.csv"), "--tz", "UTC").exit_code == 0
    within = run("find", "015902").stdout
    assert within.startswith("Events, within words\n") and "o1\n" in within
    kept = [run("find", text).stdout for text in ("9460123", "020 7946", "0123")]
    assert [shown.split("\n")[0] for shown in kept] == [
        "Events, in other columns of their records",
        "Nothing found.",  # 020 is no part of +44 20
        "Events, in other columns of their records",
    ]
    assert run("find", "jorg weiss").stdout.startswith("People\n  Jörg Weiß")
    assert "not within words either" in run("find", "phone").stdout, "the name of a column"
    monkeypatch.setattr("events.search.within.READ_AT_MOST", 0)
    assert "events log --grep=015902" in run("find", "015902").stdout, "in a large log"
