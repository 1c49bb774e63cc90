"""A dry run shows what events would look like, and every import says how many nobody understands."""

from __future__ import annotations

import json
from pathlib import Path

from running import Run

ROWS = (
    "order,date,author,message\n"
    "#1001,2021-03-04 10:00,anna@shop.example,Paid by card\n"
    "#1001,2021-03-05 11:30,,Colis mis de côté\n"
    "#1002,2021-03-06 09:00,bob@shop.example,Sent with DHL\n"
    "#1003,2021-03-07 09:00,bob@shop.example,Sent with DHL\n"
)


def test_a_dry_run_shows_three_events_as_they_would_be(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(ROWS, encoding="utf-8")
    tried = run("import", str(file), "--tz", "UTC", "--dry-run")
    assert (
        "The first events, as they would be (times in UTC)\n"
        "  2021-03-04 10:00  #1001  paid  anna@shop.example: Paid by card\n"
        "  2021-03-05 11:30  #1001  legacy  system: Colis mis de côté\n"
        "  2021-03-06 09:00  #1002  shipped  bob@shop.example: Sent with DHL\n"
    ) in tried.stdout
    assert "1 of 4 events has no known meaning" in tried.stdout
    found = json.loads(run("import", str(file), "--tz", "UTC", "--dry-run", "-o", "json").stdout)
    assert (found["looked"], found["legacy"], len(found["examples"])) == (4, 1, 3)


def test_an_import_says_how_many_messages_have_no_known_meaning(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(ROWS, encoding="utf-8")
    done = run("import", str(file), "--tz", "UTC")
    shows = "events stats --kind legacy --batch 1 --by message"
    said = done.stderr.replace("\n", " ")
    assert f"1 of 4 messages has no known meaning. Counted by their wording: {shows}." in said
    assert "The first events" not in done.stdout
    assert "no known meaning" not in run("import", str(file), "--tz", "UTC").stderr


def test_a_status_of_an_unknown_name_is_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "states.csv"
    file.write_text(
        "order,date,status\n1,2021-03-04,Bezahlt\n1,2021-03-05,Ausgekehrt\n1,2021-03-06,Neu\n",
        encoding="utf-8",
    )
    tried = run("import", str(file), "--tz", "UTC", "--dry-run").stdout
    assert "1 of 3 events has no known meaning" in tried
    done = run("import", str(file), "--tz", "UTC").stderr.replace("\n", " ")
    assert (
        "1 status has no known meaning: Ausgekehrt. To say what they mean: events meanings set TEXT KIND"
        in done
    )


def test_a_known_status_with_the_amount_of_its_row_is_not_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "states.csv"
    file.write_text(
        "order,date,status,amount,currency\n1,2021-03-04,Remboursée,-20.00,EUR\n1,2021-03-05,Bezahlt,9.5,\n",
        encoding="utf-8",
    )
    done = run("import", str(file), "--tz", "UTC")
    assert "Amounts of the column shown" in done.stdout
    assert "no known meaning" not in done.stderr.replace("\n", " ")


def test_a_status_before_a_comment_leaves_no_status_without_a_name(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "states.csv"
    file.write_text(
        "Auftrag;Datum;Status;Kommentar\n1;2024-03-02;Offen;Kunde rief an\n",
        encoding="utf-8",
    )
    assert "status has no known meaning" not in run("import", str(file), "--tz", "UTC").stderr


def test_a_dry_run_of_which_nothing_is_left_is_not_to_be_done_in_earnest(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("order,date,message\n1,soon,Paid\n2,later,Paid\n", encoding="utf-8")
    tried = run("import", str(file), "--set", "date=date", "--dry-run")
    assert "without --dry-run" not in tried.stderr
    assert "nothing would be imported" in tried.stderr.replace("\n", " ")


def test_a_dry_run_of_what_the_log_has_is_not_to_be_done_in_earnest(run: Run, tmp_path: Path) -> None:
    """And the authors whom nobody was named for yet are listed with the command that does."""
    file = tmp_path / "notes.csv"
    file.write_text("order,date,author,message\n1,2021-03-04 10:00,tom,Paid\n", encoding="utf-8")
    run("import", str(file), "--tz", "UTC")
    tried = run("import", str(file), "--tz", "UTC", "--dry-run")
    assert tried.stderr.endswith("Nothing was changed, and nothing would be imported.\n")
    assert run("actors").stderr.endswith("Next: events actors assign tom EMAIL\n")
