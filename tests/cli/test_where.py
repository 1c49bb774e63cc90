"""`events where FILE:LINE` tells what became of any line, also of one inside a longer record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from running import Run

from importers.readers.csv import reader

HEADER = "legacy_id,order,date,author,message\n"
TEXT = (
    HEADER
    + "1,1001,2020-01-01 10:00:00,anna@shop.example,First\n"
    + "\n"
    + '2,1001,2020-01-01 11:00:00,j.smith,"Two\nlines"\n'
    + "3,1002,0000-00-00,,Third\n"
    + "4,1002\n"
    + "1,1001,2020-01-01 10:00:00,anna@shop.example,First\n"
    + "1,1001,2020-01-01 10:00:00,anna@shop.example,Other\n"
)
Outcomes = Callable[[str], list[str]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "h.csv"
    path.write_text(TEXT)
    return path


@pytest.fixture
def outcomes(run: Run) -> Outcomes:
    """What `events where` says about a place: kind and event of each outcome."""

    def outcomes(place: str) -> list[str]:
        result = run("where", place, "--format", "json")
        return [
            f"{outcome['kind']} {outcome['event']}".strip()
            for outcome in json.loads(result.stdout)["outcomes"]
        ]

    return outcomes


def test_every_line_of_an_imported_file_has_its_fate(run: Run, file: Path, outcomes: Outcomes) -> None:
    run("import", str(file))
    assert [outcomes(f"{file}:{line}") for line in range(1, 11)] == [
        ["header"],
        ["imported o1"],
        ["blank"],
        ["imported o2"],
        ["imported o2"],
        ["rejected"],
        ["rejected"],
        ["duplicate o1"],
        ["rejected"],
        ["beyond"],
    ]


def test_an_outcome_is_put_in_words_with_the_bad_cell_marked(run: Run, file: Path) -> None:
    run("import", str(file))
    told = run("where", f"{file}:5").stdout
    assert "lines 4–5 · read by batch 1" in told
    assert "imported as event o2 in batch 1" in told
    told = run("where", f"{file}:6")
    assert told.exit_code == 0
    assert "E-DATE-ZERO" in told.stdout
    assert "3,1002,»0000-00-00«,,Third" in told.stdout
    assert "Next: events batch 1 --rejects rejects-1.csv" in told.stderr
    assert "duplicate of line 2 of h.csv, event o1 in batch 1" in run("where", f"{file}:8").stdout
    assert "E-CONFLICT" in run("where", f"{file}:9").stdout
    run("undo", "1")
    assert "Next: import the file again" in run("where", f"{file}:6").stderr, "there is nothing to retry"


def test_a_line_of_another_file_is_known_by_what_it_says(
    run: Run, file: Path, outcomes: Outcomes, tmp_path: Path
) -> None:
    run("import", str(file))
    later = tmp_path / "later.csv"
    later.write_text(TEXT.replace("Two", "2") + "9,1009,2020-02-01,,New\n")
    run("import", str(later))
    assert outcomes(f"{later}:2") == ["duplicate o1"]
    assert outcomes(f"{later}:4") == ["changed o2"]
    assert outcomes(f"{later}:10") == ["imported o3"]
    later.write_text(TEXT)
    assert outcomes(f"{later}:2") == ["imported o1"], "it has the content of the first file now"
    later.write_text(HEADER + "7,1,2020-01-01,,never imported\n" + TEXT.removeprefix(HEADER))
    assert outcomes(f"{later}:3") == ["duplicate o1"]
    assert outcomes(f"{later}:2") == ["missing"]
    result = run("where", f"{later}:2")
    assert result.exit_code == 1
    assert "The file has changed since batch 2 read it" in result.stdout


@pytest.mark.parametrize("chunk_bytes", [1 << 20, 100])
def test_what_a_stopped_import_has_read_is_known_as_its_own(
    run: Run, file: Path, outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch, chunk_bytes: int
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", chunk_bytes)
    run("import", str(file), "--errors", "stop")
    assert [outcomes(f"{file}:{line}") for line in (2, 4, 6)] == [
        ["imported o1"],
        ["imported o2"],
        ["rejected"],
    ]
    assert "The file has changed" not in run("where", f"{file}:2").stdout
    assert "Next: import the file again" in run("where", f"{file}:6").stderr, "it cannot be retried yet"
    assert "did not reach the end of the file" in run("show", "o1", "--source").stdout
    file.write_text(TEXT.replace("Two", "2"))
    assert "The file has changed" in run("where", f"{file}:2").stdout


def test_a_wide_line_shows_the_outcome_of_each_of_its_events(
    run: Run, tmp_path: Path, outcomes: Outcomes
) -> None:
    terms, wide = tmp_path / "w.toml", tmp_path / "w.csv"
    parts = ("placed", "paid", "sent")
    terms.write_text(
        "[fields]\nlegacy_id = 'order'\n"
        + "".join(f"[[events]]\npart = '{name}'\ndate = '{name}'\nmessage = \"'{name}'\"\n" for name in parts)
    )
    wide.write_text("order,placed,paid,sent\n1,2020-01-01,nonsense,\n2,2020-01-01,2020-01-02,2020-01-03\n")
    run("import", str(wide), "--map", str(terms))
    assert outcomes(f"{wide}:2") == ["imported o1", "rejected"]
    assert outcomes(f"{wide}:3") == ["imported o2", "imported o3", "imported o4"]


def test_skipped_and_not_yet_read_lines_are_reported(run: Run, tmp_path: Path, outcomes: Outcomes) -> None:
    terms, file = tmp_path / "t.toml", tmp_path / "h.csv"
    terms.write_text("where = ['message != spam']\n")
    file.write_text(HEADER + "1,1,2020-01-01,,spam\n2,1,bad,,x\n3,1,2020-01-01,,x\n")
    run("import", str(file), "--map", str(terms), "--max-errors", "0")
    assert outcomes(f"{file}:4") == ["unread"]
    run("import", str(file), "--map", str(terms))
    assert outcomes(f"{file}:2") == ["skipped"]
    assert outcomes(f"{file}:4") == ["imported o1"]


def test_an_item_of_a_document_is_found_by_any_of_its_lines(
    run: Run, tmp_path: Path, outcomes: Outcomes
) -> None:
    file = tmp_path / "h.json"
    items = [
        {"order": str(number), "date": "2020-01-01", "author": "", "message": "x"} for number in range(3)
    ]
    file.write_text(json.dumps(items, indent=1))
    run("import", str(file))
    assert outcomes(f"{file}:9") == ["imported o2"]
    file.write_text(json.dumps(items))
    assert outcomes(f"{file}:1") == ["duplicate o1", "duplicate o2", "duplicate o3"]


@pytest.mark.parametrize(
    ("place", "code", "told"),
    [
        ("h.csv", 2, "FILE:LINE"),
        ("h.csv:0", 2, "FILE:LINE"),
        ("h.csv:" + "1" * 5000, 2, "FILE:LINE"),
        ("none.csv:3", 66, "no such file"),
    ],
)
def test_a_place_that_is_none_is_refused(run: Run, place: str, code: int, told: str) -> None:
    result = run("where", place)
    assert (result.exit_code, told in result.stderr) == (code, True)


def test_a_file_that_no_import_read_is_not_known(run: Run, file: Path) -> None:
    result = run("where", f"{file}:2")
    assert result.exit_code == 1
    assert "was never imported" in result.stdout


def test_a_line_shows_what_became_of_the_lists_in_its_record(
    run: Run, tmp_path: Path, outcomes: Outcomes
) -> None:
    """A parcel within an order is read after the orders themselves, that they are paid with these, and all
    stand on the same line."""
    order = (
        '{"id":%d,"name":"#%d","financial_status":"paid","cancelled_at":null,"created_at":"2020-01-10",'
        + ('"total_price":"5.00","currency":"USD","fulfillments":[{"id":%d,"created_at":"2020-01-11"}]}')
    )
    file = tmp_path / "orders.json"
    file.write_text(f"[{order % (1, 1, 7)},\n{order % (2, 2, 8)}]")
    assert "2 lines read" in run("import", str(file), "--from", "shopify").stdout
    assert [outcomes(f"{file}:{line}") for line in (1, 2)] == [
        ["imported o1", "imported o2", "imported o5"],
        ["imported o3", "imported o4", "imported o6"],
    ]
