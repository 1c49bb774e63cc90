"""Every folder of sample data gives exactly the events and rejects that its expected.jsonl names.

The tests find the folders themselves: one data file, a mapping.toml and an expected.jsonl, and no code here.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from typing import Any

import pytest
from sqlalchemy import select

from events.account.people import Person
from events.database.session import open_session
from events.filters import EVERYTHING, Filters
from events.timeline import TimelineEntry, entries
from importers.ledger.models import Reject
from importers.mapping import mapping_file
from importers.options import Options
from importers.pipeline import run
from importers.report import ImportReport

SAMPLES = files("sample_data")
BESIDE = ("mapping.toml", "expected.jsonl", "README.md")
FOLDERS = sorted(folder.name for folder in SAMPLES.iterdir() if folder.joinpath("mapping.toml").is_file())
PLATFORMS = {"crm", "helpdesk", "magento2", "opencart", "prestashop", "shopify", "woocommerce"}

Record = dict[str, Any]
"""A line of expected.jsonl."""


@pytest.fixture(params=FOLDERS)
def folder(request: pytest.FixtureRequest) -> Traversable:
    """One platform's sample."""
    return SAMPLES.joinpath(str(request.param))


def test_the_samples_are_shipped() -> None:
    """All folders can be read where the program is installed, and none was forgotten."""
    assert set(FOLDERS) >= PLATFORMS


def test_a_sample_gives_exactly_its_expected_events(folder: Traversable, database: str) -> None:
    """Order, customer, date, author and message of every event, and the order they come in."""
    _import(folder, database)

    assert _events(database) == [line for line in _expected(folder) if "rejected" not in line]


def test_a_sample_gives_exactly_its_expected_rejects(folder: Traversable, database: str) -> None:
    """The code and line of every row that cannot be imported, and no other."""
    report = _import(folder, database)

    expected = [line for line in _expected(folder) if "rejected" in line]
    assert _rejects(database) == expected
    assert report.counts.rejected == len(expected)


def test_the_account_of_a_sample_adds_up(folder: Traversable, database: str) -> None:
    """Every record that was read is imported, skipped or rejected, and the log holds those imported."""
    report = _import(folder, database)

    counts = report.counts
    assert report.status == "done"
    assert counts.read == counts.imported + counts.skipped + counts.rejected
    assert counts.imported == len(_events(database))


def test_a_second_import_of_a_sample_adds_nothing(folder: Traversable, database: str) -> None:
    """The same file again gives only duplicates, and leaves the log as it is."""
    first = _import(folder, database)
    before = _events(database)

    second = _import(folder, database)

    assert (second.counts.imported, second.counts.changed) == (0, 0)
    assert second.counts.duplicate == first.counts.imported
    assert second.counts.accounted == second.counts.read == first.counts.read
    assert _events(database) == before


def test_all_samples_make_one_history(database: str) -> None:
    """Imported one after the other, the platforms' events interleave, and share customers and orders."""
    reports = [_import(SAMPLES.joinpath(name), database) for name in FOLDERS]

    expected = [line for name in FOLDERS for line in _expected(SAMPLES.joinpath(name)) if "order" in line]
    expected.sort(key=lambda line: (datetime.fromisoformat(line["date"]), line["order"] is not None))
    # A person's e-mail is spelled as the log met it first, which may be in another folder.
    assert list(map(_caseless, _events(database))) == list(map(_caseless, expected))
    assert [report.counts.customer_conflicts for report in reports] == [0] * len(FOLDERS)


def _import(folder: Traversable, database: str) -> ImportReport:
    """Import a folder's data file with the mapping beside it."""
    (data,) = (file for file in folder.iterdir() if file.is_file() and file.name not in BESIDE)
    with as_file(data) as source, as_file(folder.joinpath("mapping.toml")) as terms:
        return run(
            str(source),
            mapping_file.load(str(terms)),
            Options(),
            database=database,
            on_progress=lambda progress: None,
        )


def _expected(folder: Traversable) -> list[Record]:
    """The lines of a folder's expected.jsonl."""
    # Not splitlines(): a message may hold line separators of Unicode's.
    lines = folder.joinpath("expected.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def _events(database: str) -> list[Record]:
    """All events of the log, in its order, as expected.jsonl writes them."""
    with open_session(database) as session:
        return list(map(_record, entries(session, EVERYTHING, Filters())))


def _record(entry: TimelineEntry) -> Record:
    assert entry.type.value == "other"
    return {
        "order": entry.order,
        "customer": _label(entry.customer),
        "date": _moment(entry.date),
        "user": _label(entry.user),
        "message": entry.message,
    }


def _rejects(database: str) -> list[Record]:
    """All rejects in the ledger, in the input's order."""
    with open_session(database) as session:
        found = session.scalars(select(Reject).order_by(Reject.id))
        return [{"rejected": reject.code, "line": reject.line} for reject in found]


def _caseless(record: Record) -> Record:
    return record | {name: (record[name] or "").lower() for name in ("customer", "user")}


def _label(person: Person | None) -> str | None:
    return person.label if person else None


def _moment(date: datetime) -> str:
    return date.astimezone(UTC).isoformat().replace("+00:00", "Z")
