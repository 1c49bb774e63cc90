"""What is printed of authors of one name can be typed to write, and to say who they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Run


@pytest.fixture
def two_mikes(run: Run, tmp_path: Path) -> None:
    for number, source in enumerate(("pos", "tickets"), 1):
        file = tmp_path / f"{source}.csv"
        row = f"1,2020-01-0{number}T10:00:00Z,Mike,Called {number}."
        file.write_text(f"order,date,author,message\n{row}\n", encoding="utf-8")
        assert run("import", str(file), "--source", source, "--shop", "us").exit_code == 0


@pytest.mark.usefixtures("two_mikes")
def test_an_author_with_the_source_in_brackets_is_that_one(run: Run) -> None:
    unclear = run("add-note", "1", "Rang.", "--user", "mike")
    assert unclear.exit_code == 1
    assert "2 authors called 'Mike', of different sources" in unclear.stderr
    assert "with the source, as in 'Mike (SOURCE)'" in unclear.stderr
    written = run("add-note", "1", "Rang.", "--user", "Mike (us/pos)")
    assert "New staff user" not in written.stderr
    assert "Called 1." in run("log", "--user", "Mike (us/pos)").stdout
    assert "Rang." in run("log", "--user", "Mike (us/pos)").stdout


@pytest.mark.usefixtures("two_mikes")
def test_an_author_with_the_source_in_brackets_can_be_assigned(run: Run) -> None:
    done = run("actors", "assign", "Mike (us/tickets)", "mike@fern.example")
    assert "Mike of tickets (shop us) is now mike@fern.example" in done.stdout
    assert "No import knows" in run("actors", "assign", "Mike (us/till)", "mike@fern.example").stderr
