"""Every platform reads its sample as expected.jsonl beside it says, whatever carries the tables.

The tests find the samples themselves: `sample_data/NAME/platform/` with an export and an expected.jsonl, and
no code here. `EVENTS_UPDATE_GOLDEN=1` writes the expected records anew; the difference is what to look at.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import written_tables
from bringing import rows

from events.account.people import Person
from events.database.session import open_session
from events.filters import EVERYTHING, Filters
from events.timeline import entries
from importers.catalogue import registry
from importers.catalogue.validate import find_problems
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run
from importers.report import ImportReport

SAMPLES = Path(str(files("sample_data")))
NAMES = sorted(folder.parent.name for folder in SAMPLES.glob("*/platform"))
UPDATE = bool(os.environ.get("EVENTS_UPDATE_GOLDEN"))
LOCAL = {
    "oxid": "Europe/Berlin",
    "prestashop": "Europe/Paris",
    "shopware5": "Europe/Berlin",
    "opencart": "Europe/London",
    "oscommerce": "Europe/Berlin",
    "payments": "America/Chicago",
    "paypal": "Europe/London",
    "woocommerce": "Europe/Stockholm",
}
"""The zones of the shops whose systems store local time."""


def export(name: str) -> Path:
    return next(path for path in (SAMPLES / name / "platform").iterdir() if path.name.startswith("export"))


def _expected(name: str) -> Path:
    return SAMPLES / name / "platform" / "expected.jsonl"


def expected(name: str) -> list[dict[str, Any]]:
    """What the sample itself gives."""
    return [json.loads(line) for line in _expected(name).read_text("utf-8").splitlines()]


def bring(name: str, database: str, source: Path | str, **options: Any) -> ImportReport:
    chosen = Options(platform=name, **options)
    return run(
        str(source),
        ColumnMapping(tz=LOCAL.get(name, "")),
        chosen,
        database=database,
        on_progress=lambda _: None,
    )


def told(database: str, report: ImportReport) -> list[dict[str, Any]]:
    """All that an import made, and what became of the rest, as expected.jsonl has it."""
    with open_session(database) as session:
        found = [
            {
                "order": entry.order,
                "customer": _label(entry.customer),
                "date": entry.date.astimezone(UTC).isoformat().replace("+00:00", "Z"),
                "user": _label(entry.user),
                "type": entry.type.value,
                **({"message": entry.message} if entry.message else {"parameters": entry.parameters}),
            }
            for entry in entries(session, EVERYTHING, Filters())
        ]
    rejected = rows(database, "SELECT code, line, value FROM rejects ORDER BY id")
    return [
        *found,
        *({"rejected": code, "line": line, "value": value} for code, line, value in rejected),
        *({"skipped": reason, "count": count} for reason, count in report.counts.skips.items()),
    ]


def _label(person: Person | None) -> str | None:
    return person.label if person else None


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


ROOT = Path(__file__).parents[2]
ENTRIES = {
    known.name: known.entry.value.removeprefix("importers.platforms.").partition(":")[0]
    for known in registry.list_platforms().values()
    if known.entry.value.startswith("importers.platforms.")
}


def test_every_platform_of_ours_has_a_sample_and_a_page() -> None:
    files = [
        "sample_data/{}/platform/export*",
        "sample_data/{}/platform/expected.jsonl",
        "docs/platforms/{}.md",
    ]
    wanted = [(name, file.format(name)) for name in ENTRIES for file in files]
    missing = [f"Platform {name} lacks {file}: add it." for name, file in wanted if not list(ROOT.glob(file))]
    assert missing == []


def test_every_platform_file_has_an_entry_point() -> None:
    modules = {
        file.stem
        for file in (ROOT / "importers" / "platforms").glob("*.py")
        if "PLATFORM = Platform(" in file.read_text("utf-8")
    }
    missing = [
        f"importers/platforms/{module}.py has no entry point: add "
        f"'NAME = \"importers.platforms.{module}:PLATFORM\"' to pyproject.toml and reinstall."
        for module in sorted(modules - {*ENTRIES.values()})
    ]
    assert missing == []


def test_every_platform_of_ours_is_valid() -> None:
    """Other packages' platforms are validated when they are loaded."""
    ours = [known for known in registry.list_platforms().values() if known.is_ours]
    assert {one.name: [*find_problems(registry.load_entry(one.entry))] for one in ours} == {
        one.name: [] for one in ours
    }


def test_every_sample_is_of_a_platform() -> None:
    stray = [f"sample_data/{name}/platform has no platform {name}: add its file." for name in NAMES]
    assert [line for name, line in zip(NAMES, stray, strict=True) if name not in ENTRIES] == []


@pytest.fixture(scope="module")
def first_imports(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, ImportReport]]:
    """The log and the report of a sample's import into an empty log, each made once."""
    folder = tmp_path_factory.mktemp("samples")

    @cache
    def first_import(name: str) -> tuple[Path, ImportReport]:
        log = folder / f"{name}.db"
        return log, bring(name, str(log), export(name))

    return first_import


@pytest.fixture
def imported(
    name: str, first_imports: Callable[[str], tuple[Path, ImportReport]], tmp_path: Path
) -> tuple[str, ImportReport]:
    """A log that holds the sample, and the report of its import."""
    log, report = first_imports(name)
    return str(shutil.copy(log, tmp_path / "sample.db")), report


def test_a_platform_reads_its_sample_as_expected(name: str, imported: tuple[str, ImportReport]) -> None:
    database, report = imported
    found = told(database, report)
    if UPDATE:
        _expected(name).write_text(
            "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found), "utf-8"
        )
    assert found == expected(name)
    assert report.counts.accounted == report.counts.read > 0


def test_a_second_import_adds_nothing(name: str, imported: tuple[str, ImportReport]) -> None:
    database, first = imported
    second = bring(name, database, export(name))
    assert (second.counts.imported, second.counts.duplicate) == (0, first.counts.imported)


@pytest.mark.slow
@pytest.mark.parametrize("form", written_tables.FORMS)
def test_a_sample_gives_the_same_log_in_every_file_format(
    name: str, form: str, database: str, tmp_path: Path
) -> None:
    """The tables of the sample, written in another format, are read as the sample itself is."""
    if not written_tables.can_hold(export(name), form):
        pytest.skip("a workbook's sheets have names of 31 characters at most")
    report = bring(name, database, written_tables.write(export(name), tmp_path / "tables", form))
    assert _unplaced(told(database, report)) == _unplaced(expected(name))


def _unplaced(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without lines, and in an order that does not depend on that of the tables."""
    plain = ({name: value for name, value in one.items() if name != "line"} for one in found)
    return sorted(plain, key=lambda one: json.dumps(one, sort_keys=True))


def test_a_platform_is_recognised_by_its_tables(name: str, database: str) -> None:
    """Without --from, the same records under the same source."""
    report = run(
        str(export(name)),
        ColumnMapping(tz=LOCAL.get(name, "")),
        Options(guess=True),
        database=database,
        on_progress=lambda _: None,
    )
    assert report.source == name
    assert any("Recognised as" in remark for remark in report.remarks)


@pytest.mark.slow
def test_typed_records_only_gain_a_type(name: str, imported: tuple[str, ImportReport], database: str) -> None:
    """--typed changes neither what is imported nor what makes a record the same one."""
    untyped, plain = imported
    typed = bring(name, database, export(name), typed=True)
    assert plain.counts.main() == typed.counts.main()
    again = bring(name, untyped, export(name), typed=True)
    assert again.counts.duplicate == plain.counts.imported


def test_what_only_belongs_to_a_history_is_skipped_and_counted(database: str, tmp_path: Path) -> None:
    """Kinds of e-mails alone are no history of orders, and no fault of whoever imports them, either."""
    file = tmp_path / "comms.json"
    file.write_text('[{"pk": 1, "model": "customer.communicationeventtype", "fields": {"code": "ORDER"}}]')
    report = bring("oscar", database, file)
    assert told(database, report) == [{"skipped": "a kind of event, none that happened", "count": 1}]
    assert report.counts.read == report.counts.skipped == 1


def test_an_exported_list_s_dates_are_not_taken_for_utc_without_a_word(database: str, tmp_path: Path) -> None:
    """BigCommerce's API says each date's offset; its control panel's list does not."""
    file = tmp_path / "orders.csv"
    file.write_text('"Order ID","Order Date","Order Notes","Customer Message"\n100,2018-03-03,,\n')
    assert bring("bigcommerce", database, file).counts.assumed_utc == 1
