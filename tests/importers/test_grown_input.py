"""A file that has grown is read from where it grew, and everything is as if all of it had been read."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bringing import HEADER, PLAIN, bring_into
from content import content
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from events.database.session import open_session
from events.models import User
from importers.erasure.forget import forget
from importers.mapping.column_mapping import ColumnMapping
from importers.readers import file_start
from importers.readers.csv import reader
from importers.report import ImportReport
from importers.retry.retry import retry
from importers.undo.undo import undo

CUSTOMER = (*PLAIN, "customer=customer")
ELSEWHERE = ColumnMapping(source="test", tz="Etc/UTC")
"""The same zone by another name: what was imported so has other settings, and is read again."""

both_databases = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def text(first: int, last: int, *, seed: int = 3, bad: int = 1_000_000) -> str:
    """Records with these numbers; every `bad`th has no date."""
    dice = random.Random(seed * 1000 + first)  # noqa: S311
    return "".join(
        f"{number},R{dice.randrange(last)},"
        f"{'' if number % bad == 0 else f'2020-01-{number % 28 + 1:02} 10:00:00'},"
        f"{dice.choice(['', 'anna@shop.example', 'j.smith'])},"
        f"{dice.choice(['plain', chr(34) + 'two' + chr(10) + 'lines' + chr(34), 'Größe'])}\n"
        for number in range(first, last)
    )


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 2_000)


Grow = Callable[..., ImportReport]


@pytest.fixture
def grow(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Grow:
    """Imports a file with one text, then with another, whose start is digested ahead; gives the report of the
    second import."""
    file = tmp_path / "history.csv"
    monkeypatch.setattr(file_start, "_STEP", 512)
    monkeypatch.setattr(file_start, "_LEAST", 0)

    def grow(
        before: str, after: str, between: Callable[[str], object] = lambda _: None, **options: Any
    ) -> ImportReport:
        file.write_text(before)
        bring_into(database, file, **options)
        between(database)
        file.write_text(after)
        with file_start.digested_ahead(str(file)):
            return bring_into(database, file, **options)

    return grow


def was_passed_over(report: ImportReport) -> bool:
    return any("were not read again" in remark for remark in report.remarks)


def without_note(found: dict[str, Any]) -> dict[str, Any]:
    """The content of a log, but for the note of a batch that it continues another."""
    *_, notes = zip(*found["batches"], strict=True)
    for note in notes:
        note.pop("continues", None)
    return found


@both_databases
@pytest.mark.usefixtures("small_chunks")
def test_a_grown_file_leaves_the_log_that_reading_all_of_it_leaves(
    grow: Grow, database: str, tmp_path: Path, sqlite_other: str
) -> None:
    before, after = HEADER + text(1, 300), HEADER + text(1, 300) + text(300, 340, bad=7)
    report = grow(before, after)
    assert was_passed_over(report)
    assert report.remarks[-1].startswith("The first 299 records are those of batch 1, byte for byte")
    assert (report.counts.read, report.counts.imported, report.counts.rejected) == (339, 34, 6)
    assert report.resumed_at == 0

    file = tmp_path / "history.csv"
    file.write_text(before)
    bring_into(sqlite_other, file, mapping=ELSEWHERE)
    file.write_text(after)
    assert not was_passed_over(bring_into(sqlite_other, file))
    assert without_note(content(database)) == without_note(content(sqlite_other))


@pytest.fixture
def sqlite_other(_migrated_file: Path, tmp_path: Path) -> str:
    """A second empty log."""
    other = tmp_path / "other.db"
    other.write_bytes(_migrated_file.read_bytes())
    return str(other)


@settings(max_examples=5, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    st.lists(st.integers(1, 40), min_size=2, max_size=4),
    st.sampled_from([3, 60, 1_000_000]),
    st.integers(200, 3_000),
)
def test_a_file_that_grows_again_and_again_is_as_if_it_had_been_read_whole(
    tmp_path_factory: pytest.TempPathFactory,
    _migrated_file: Path,
    steps: list[int],
    bad: int,
    chunk: int,
) -> None:
    folder = tmp_path_factory.mktemp("grown")
    logs = [str(folder / name) for name in ("grown.db", "whole.db")]
    for log in logs:
        Path(log).write_bytes(_migrated_file.read_bytes())
    file, whole, last = folder / "history.csv", HEADER, 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "CHUNK_BYTES", chunk)
        for at, step in enumerate(steps):
            whole, last = whole + text(last, last + step, bad=bad), last + step
            file.write_text(whole)
            zones = ("UTC", "Etc/UTC") if at % 2 else ("UTC", "UTC")
            reports = [
                bring_into(log, file, mapping=ColumnMapping(source="test", tz=tz))
                for log, tz in zip(logs, zones, strict=True)
            ]
            assert reports[0].counts == reports[1].counts
    found = [content(log) for log in logs]
    for name in ("events", "records", "rejects", "orders", "users"):
        assert found[0][name] == found[1][name]


CHANGES = {
    "a byte of what was known is another": (
        HEADER + text(1, 50),
        HEADER + text(1, 60).replace("1,", "11,", 1),
    ),
    "the last record goes on": (HEADER + text(1, 50)[:-1], HEADER + text(1, 50)[:-1] + "!\n"),
    "a record was rejected": (HEADER + text(1, 50, bad=7), HEADER + text(1, 60, bad=7)),
    "a record has no id": (
        HEADER + text(1, 50) + ",R1,2020-01-01,,x\n" * 2 + "77,R1,2020-01-01,,x\n",
        HEADER + text(1, 50) + ",R1,2020-01-01,,x\n" * 2 + "77,R1,2020-01-01,,x\n,R1,2020-01-01,,x\n",
    ),
    "another table may follow": (
        HEADER + text(1, 50) + "\n",
        HEADER + text(1, 50) + "\nnumber,where,day,clerk,amount\n" + text(50, 60),
    ),
    "dates can be read in two ways": (
        HEADER + "1,R1,03/04/2020,,x\n2,R1,05/06/2020,,y\n",
        HEADER + "1,R1,03/04/2020,,x\n2,R1,05/06/2020,,y\n3,R1,13/06/2020,,z\n",
    ),
    "a date lies in the future": (
        HEADER + "1,R1,2920-01-01,,x\n2,R1,2020-01-01,,y\n",
        HEADER + "1,R1,2920-01-01,,x\n2,R1,2020-01-01,,y\n3,R1,2020-01-02,,z\n",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_all_is_read_where_the_start_may_be_read_otherwise(grow: Grow, change: str) -> None:
    assert not was_passed_over(grow(*CHANGES[change]))


@pytest.mark.parametrize("chunk", [300, 1 << 20])
def test_a_known_id_with_other_content_is_a_conflict_within_the_file(
    grow: Grow, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", chunk)
    before = HEADER + text(1, 50)
    report = grow(before, before + "17,R1,2020-01-01,,other\n")
    assert was_passed_over(report)
    assert [group.code for group in report.groups] == ["E-CONFLICT"]
    assert report.counts.changed == 0


def _undone(database: str) -> None:
    undo(1, database=database, by="", dry_run=False, on_progress=lambda _: None)


def _repaired(database: str) -> None:
    fixed = Path(database).with_name("fixed.csv")
    fixed.write_text(HEADER + "7,R1,2020-01-01,,x\n")
    retry(1, str(fixed), database=database)


def _forgotten(database: str) -> None:
    with open_session(database) as session:
        session.add(User(email="jane@shop.example", name="Jane"))
        session.commit()
        forget(session, "jane@shop.example", by="me")
        session.commit()


@pytest.mark.parametrize("between", [_undone, _repaired, _forgotten])
def test_all_is_read_where_the_log_is_no_longer_as_the_import_left_it(
    grow: Grow, between: Callable[[str], object]
) -> None:
    before = HEADER + text(1, 50, bad=7 if between is _repaired else 99)
    report = grow(
        before + "90,R1,2020-01-01,,x\n", before + "90,R1,2020-01-01,,x\n" + text(100, 110), between
    )
    assert not was_passed_over(report)
    assert report.counts.read == 60


@pytest.mark.usefixtures("small_chunks")
def test_a_stopped_import_does_not_go_on_behind_what_was_undone(
    grow: Grow, database: str, tmp_path: Path
) -> None:
    before = HEADER + text(1, 300)
    stopped = grow(before, before + text(300, 500, bad=50), max_errors=1)
    assert was_passed_over(stopped)
    _undone(database)
    report = bring_into(database, tmp_path / "history.csv", max_errors=10)
    assert report.counts.read == 499
    assert report.counts.imported + stopped.counts.imported == 495


@pytest.mark.usefixtures("small_chunks")
def test_an_import_that_stops_behind_the_known_start_goes_on(
    grow: Grow, database: str, tmp_path: Path
) -> None:
    before = HEADER + text(1, 300)
    after = before + text(300, 500, bad=50)
    stopped = grow(before, after, max_errors=1)
    assert was_passed_over(stopped)
    assert stopped.stopped
    report = bring_into(database, tmp_path / "history.csv", max_errors=10)
    assert (report.batch, report.counts.read, report.counts.imported, report.counts.duplicate) == (
        stopped.batch, 499, 196, 299,
    )  # fmt: skip


@pytest.mark.usefixtures("small_chunks")
def test_a_header_that_was_appended_too_is_no_record(grow: Grow) -> None:
    before = HEADER + text(1, 300)
    report = grow(before, before + HEADER + text(300, 310))
    assert was_passed_over(report)
    assert (report.counts.read, report.counts.imported, report.counts.rejected) == (309, 10, 0)
