"""A rehearsed import reports what the real one will, and leaves nothing."""

from __future__ import annotations

from pathlib import Path

from bringing import HEADER, ROWS, Bring, bring_into, everything


def test_two_rehearsals_at_once_do_not_meet(bring: Bring, database: str) -> None:
    from importers.dry_run import private_copy

    with private_copy(database) as one, private_copy(database) as two:
        assert one != two
        assert Path(one).stat().st_mode & 0o777 == 0o600
    assert not Path(one).exists()


def test_a_rehearsal_reports_what_the_import_will_and_leaves_nothing(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS[: ROWS.index("3,")])
    before = everything(database), sorted(path.name for path in Path(database).parent.iterdir())
    bad = "4,,2020-01-01,x,no subject\n"
    rehearsed = bring(HEADER + ROWS + bad, dry_run=True)
    left = {path.name for path in Path(database).parent.iterdir()}
    assert everything(database) == before[0]
    assert not [name for name in left if "dry-run" in name]
    real = bring(HEADER + ROWS + bad)
    assert rehearsed.dry_run
    assert rehearsed.counts == real.counts
    assert rehearsed.groups == real.groups


def test_a_rehearsal_without_a_database_makes_none(tmp_path: Path) -> None:
    file = tmp_path / "h.csv"
    file.write_text(HEADER + ROWS)
    report = bring_into(str(tmp_path / "new.db"), file, dry_run=True)
    assert report.counts.imported == 3
    assert not (tmp_path / "new.db").exists()
