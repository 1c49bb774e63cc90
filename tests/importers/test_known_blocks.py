"""A file that was altered is read where it was, and everything is as if all of it had been read."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bringing import HEADER, bring_into
from content import content
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from events.database.session import open_session
from events.models import User
from importers.erasure.forget import forget
from importers.mapping.column_mapping import ColumnMapping
from importers.readers.blocks import even_end
from importers.readers.csv import reader
from importers.report import ImportReport
from importers.undo.undo import undo

HERE, ELSEWHERE = (ColumnMapping(source="test", tz=tz) for tz in ("UTC", "Etc/UTC"))
"""The same zone by two names: what was imported by the one is read again by the other."""

both_databases = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def record(number: int, text: str = "", day: int = 1) -> str:
    message = text or ("plain", '"two\nlines"', "Größe")[number % 3]
    return f"{number},R{number // 4},2020-01-{day:02} 10:00:00,anna@shop.example,{message}\n"


def records(first: int, last: int) -> list[str]:
    return [record(number) for number in range(first, last)]


def shuffled(first: int, last: int) -> list[str]:
    found = records(first, last)
    random.Random(7).shuffle(found)  # noqa: S311
    return found


ALTERATIONS: dict[str, Callable[[list[str], int], list[str]]] = {
    "another letter": lambda rows, at: [*rows[:at], rows[at].replace("R", "S", 1), *rows[at + 1 :]],
    "a longer text": lambda rows, at: [*rows[:at], rows[at].rstrip("\n") + " longer\n", *rows[at + 1 :]],
    "one less": lambda rows, at: [*rows[:at], *rows[at + 1 :]],
    "a new one": lambda rows, at: [*rows[:at], record(5000 + at), *rows[at:]],
    "a new one without an id": lambda rows, at: [*rows[:at], record(0).replace("0,", ",", 1), *rows[at:]],
    "one again near the end": lambda rows, at: [*rows[:-1], rows[at], rows[-1]],
    "one again at the start": lambda rows, at: [rows[at], *rows],
    "an id again near the end": lambda rows, at: [
        *rows[:-1],
        record(int(rows[at].split(",")[0]), "other"),
        rows[-1],
    ],
    "an id again at the start": lambda rows, at: [record(int(rows[at].split(",")[0]), "other"), *rows],
    "the id of another": lambda rows, at: [*rows[:at], record((at * 7) % len(rows) + 1), *rows[at + 1 :]],
    "no date": lambda rows, at: [*rows[:at], f"{6000 + at},R1,,,x\n", *rows[at:]],
    "a stray mark": lambda rows, at: [*rows[:at], f'{6000 + at},R1,2020-01-01,,a "b\n', *rows[at:]],
    "a line too short": lambda rows, at: [*rows[:at], f"{6000 + at},R1\n", *rows[at:]],
    "a blank line": lambda rows, at: [*rows[:at], "\n", *rows[at:]],
    "the header again": lambda rows, at: [*rows[:at], HEADER, *rows[at:]],
    "another table": lambda rows, at: [*rows[:at], "\nid,when,what,who,how\n", *rows[at:]],
    "an order with decimals": lambda rows, at: [*rows[:at], record(7000 + at).replace("R", "1."), *rows[at:]],
    "a guarded cell": lambda rows, at: [*rows[:at], record(7000 + at, '="0011"'), *rows[at:]],
    "another order of all": lambda rows, at: [*rows[at:], *rows[:at]],
}


def imported(log: str, file: Path, text: str, mapping: ColumnMapping, **options: Any) -> ImportReport:
    file.write_text(text)
    return bring_into(log, file, mapping=mapping, **options)


def same_as_read_whole(folder: Path, logs: list[str], before: str, after: str) -> ImportReport:
    """Import a text and then another into two logs, of which one reads the second without what it knows."""
    file = folder / "history.csv"
    reports = [
        [imported(log, file, text, mapping) for text, mapping in zip((before, after), mappings, strict=True)]
        for log, mappings in zip(logs, ((HERE, HERE), (HERE, ELSEWHERE)), strict=True)
    ]
    known, whole = (found[-1] for found in reports)
    assert (known.counts, known.lines, known.changed_records) == (
        whole.counts,
        whole.lines,
        whole.changed_records,
    )
    assert known.groups == whole.groups
    assert not any("byte for byte" in remark for remark in whole.remarks)
    assert plainly(logs[0]) == plainly(logs[1])
    return known


def plainly(log: str) -> dict[str, Any]:
    found = content(log)
    *_, notes = zip(*found["batches"], strict=True)
    for note in notes:
        note.pop("blocks", None)
    return found


def passed_over(report: ImportReport) -> bool:
    return any("byte for byte" in remark for remark in report.remarks)


@settings(max_examples=4, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    st.lists(st.tuples(st.sampled_from(sorted(ALTERATIONS)), st.integers(5, 190)), min_size=1, max_size=3),
    st.sampled_from([records(1, 201), shuffled(1, 201)]),
    st.integers(600, 3_000),
)
def test_an_altered_file_leaves_the_log_that_reading_all_of_it_leaves(
    tmp_path_factory: pytest.TempPathFactory,
    _migrated_file: Path,
    alterations: list[tuple[str, int]],
    rows: list[str],
    chunk: int,
) -> None:
    folder = tmp_path_factory.mktemp("altered")
    logs = [str(folder / name) for name in ("known.db", "whole.db")]
    for log in logs:
        Path(log).write_bytes(_migrated_file.read_bytes())
    after = rows
    for name, at in alterations:
        after = ALTERATIONS[name](after, at)
    assume(after[: len(rows)] != rows)  # that has only grown
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "CHUNK_BYTES", chunk)
        same_as_read_whole(folder, logs, HEADER + "".join(rows), HEADER + "".join(after))


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 2_000)


@pytest.fixture
def other(_migrated_file: Path, tmp_path: Path) -> str:
    """A second empty log."""
    log = tmp_path / "other.db"
    log.write_bytes(_migrated_file.read_bytes())
    return str(log)


@both_databases
@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize(
    ("alteration", "found"), [("a longer text", (199, 1, 0)), ("an id again near the end", (200, 0, 1))]
)
def test_only_the_altered_part_of_a_file_is_read(
    database: str, other: str, tmp_path: Path, alteration: str, found: tuple[int, int, int]
) -> None:
    rows = records(1, 201)
    after = ALTERATIONS[alteration](rows, 61)
    report = same_as_read_whole(tmp_path, [database, other], HEADER + "".join(rows), HEADER + "".join(after))
    assert passed_over(report)
    assert (report.counts.duplicate, report.counts.changed, report.counts.rejected) == found
    assert [group.code for group in report.groups] == ["E-CONFLICT"] * found[2]


def _undone(log: str) -> None:
    undo(1, database=log, by="", dry_run=False, on_progress=lambda _: None)


def _forgotten(log: str) -> None:
    with open_session(log) as session:
        session.add(User(email="jane@shop.example", name="Jane"))
        session.commit()
        forget(session, "jane@shop.example", by="me")
        session.commit()


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("between", [_undone, _forgotten])
def test_all_is_read_where_the_log_is_no_longer_as_the_import_left_it(
    database: str, tmp_path: Path, between: Callable[[str], None]
) -> None:
    rows, file = records(1, 201), tmp_path / "history.csv"
    imported(database, file, HEADER + "".join(rows), HERE)
    between(database)
    assert not passed_over(imported(database, file, HEADER + "".join(rows[1:]), HERE))


@pytest.mark.usefixtures("small_chunks")
def test_all_is_read_where_a_row_may_be_a_further_line_of_the_one_above(
    database: str, tmp_path: Path
) -> None:
    file = tmp_path / "history.csv"
    rows = [one.replace("\n", ",lamp,2\n") for one in records(3, 201) if '"' not in one]
    header = HEADER.replace("\n", ",sku,quantity\n")
    imported(database, file, header + "".join(rows), HERE)
    report = imported(database, file, header + "".join([rows[0].replace("R", "S"), *rows[1:]]), HERE)
    assert not passed_over(report)
    assert (report.counts.duplicate, report.counts.changed) == (len(rows) - 1, 1)


def test_a_text_is_cut_at_the_same_record_whatever_stands_further_up() -> None:
    lines = "".join(f'{number},"{number * 37}\n{number * 53}"\n' for number in range(400)).encode()
    one, two = (before + lines for before in (b"1,a\n", b"1,a longer one\n2,b\n"))
    cuts = {text[even_end(text, len(text)) :] for text in (one, two)}
    assert len(cuts) == 1
    assert lines.endswith(cut := cuts.pop())
    assert lines.removesuffix(cut).count(b'"') % 2 == 0
