"""What a retry has repaired is known again in the file that still has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bringing import HEADER, Bring, bring_into
from repairing import REPAIRED, ROWS, Retry, account, retrying

from importers.ledger import repaired
from importers.ledger.rejects import Rejected
from importers.reconcile.reconcile import reconcile
from importers.undo.undo import undo

MORE = "6,1004,2020-01-06 10:00:00,,Sixth\n"


@pytest.fixture
def again(database: str, tmp_path: Path) -> Retry:
    return retrying(database, tmp_path)


def test_a_grown_file_has_its_repaired_rejects_as_duplicates(
    both: Callable[..., tuple[Any, Any]], tmp_path: Path
) -> None:
    def act(database: str) -> tuple[Any, ...]:
        file = tmp_path / "notes.csv"
        file.write_text(HEADER + ROWS)
        bring_into(database, file)
        retrying(database, tmp_path)(HEADER + REPAIRED)
        file.write_text(HEADER + ROWS + MORE)
        grown = bring_into(database, file)
        same = bring_into(database, file)
        proof = reconcile(str(file), database=database, on_progress=lambda _: None)
        return (
            grown.counts.main(),
            grown.counts.repaired,
            grown.complete,
            same.counts.main(),
            proof.tally.rejected,
            proof.complete,
            account(database, 2),
        )

    found, other = both(act)
    assert found == other
    assert found[0] == {
        "read": 6, "imported": 1, "duplicate": 5, "changed": 0, "skipped": 0, "rejected": 0
    }  # fmt: skip
    assert found[1:3] == (3, True)
    assert found[3]["duplicate"] == 6
    assert found[4:6] == (0, True)


def test_a_reject_that_was_repaired_once_is_known_once(bring: Bring, again: Retry) -> None:
    bring(HEADER + ROWS)
    again(HEADER + REPAIRED.splitlines(keepends=True)[0])
    done = bring(HEADER + ROWS + "2,1001,bad,j.smith,Second\n")
    assert done.counts.repaired == 1
    assert done.counts.rejected == 3, "the same bad line once more, and two that nobody repaired"


def test_after_the_undo_they_are_rejects_again(bring: Bring, again: Retry, database: str) -> None:
    bring(HEADER + ROWS)
    again(HEADER + REPAIRED)
    undo(1, database=database, by="anna", dry_run=False, on_progress=lambda _: None)
    assert bring(HEADER + ROWS).counts.rejected == 3


def test_a_reject_is_known_by_its_bytes_whatever_ends_its_line() -> None:
    def reject(raw: bytes, part: str = "") -> Rejected:
        return Rejected(
            record=1, part=part, line=2, column="", value="", code="E-DATE", reason="", fix="", raw=raw
        )

    name = repaired.digest_of(reject(b"2,bad\n"))
    assert name == repaired.digest_of(reject(b"2,bad")) == repaired.digest_of(reject(b"2,bad\r\n"))
    assert name != repaired.digest_of(reject(b"2,bad", "paid"))
