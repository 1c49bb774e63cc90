"""A log that is exported and imported into an empty one is the same log."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from log_copies import FORMATS, bring, read_log, round_trip
from typer.testing import CliRunner

from cli.app import app
from events.database.session import open_session
from events.filters import EVERYTHING, Filters
from events.models import User
from events.timeline import entries

SAMPLES = Path(str(files("sample_data")))
PLATFORMS = sorted(folder.parent.name for folder in SAMPLES.glob("*/platform"))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.usefixtures("shop")
def test_a_shop_s_log_comes_back_with_corrections_and_staff(
    form: str, database: str, run: Callable[..., Any], _migrated_file: Path, tmp_path: Path
) -> None:
    run("add-note", "jane@example.com", "wants an invoice", "--user", "anna@shop.example")
    with open_session(database) as session:
        notes = [one.id for one in entries(session, EVERYTHING, Filters()) if one.type.name == "NOTE_ADDED"]
    for note in notes:
        done = run("correct-note", note, f"instead of {note}", "--user", "bo@shop.example")
        assert done.exit_code == 0, done.output
    other, report = round_trip(database, tmp_path, _migrated_file, form)
    before, after = read_log(database), read_log(other)
    assert after == before
    assert sum(event["corrects"] is not None for event in after.events) == len(notes) > 1
    assert {note[0] for note in notes} == {"o", "c"}
    assert after.people["anna@shop.example"] == ("", True, False)
    assert after.people["jane@example.com"] == ("Jane Doe", False, False)
    assert report.source == "events"
    assert bring(tmp_path / f"log.{form}", other).counts.duplicate == len(after.events)
    assert read_log(other) == before


@pytest.mark.usefixtures("shop")
def test_a_repaired_record_of_an_export_brings_its_correction_along(
    database: str, run: Callable[..., Any], _migrated_file: Path, tmp_path: Path
) -> None:
    with open_session(database) as session:
        note = next(
            one.id for one in entries(session, EVERYTHING, Filters()) if one.type.name == "NOTE_ADDED"
        )
    assert run("correct-note", note, "put right", "--user", "bo@shop.example").exit_code == 0
    file, rejects, other = tmp_path / "log.jsonl", tmp_path / "bad.jsonl", str(tmp_path / "other.db")
    CliRunner().invoke(app, ["--database", database, "export", str(file)])
    lines = file.read_text("utf-8").splitlines(keepends=True)
    (place,) = (at for at, line in enumerate(lines) if "put right" in line)
    date = json.loads(lines[place])["date"]
    lines[place] = lines[place].replace(date, "0000-00-00")
    file.write_text("".join(lines), "utf-8")
    shutil.copy(_migrated_file, other)
    assert bring(file, other, rejects_file=str(rejects)).counts.rejected == 1
    rejects.write_text(rejects.read_text("utf-8").replace("0000-00-00", date), "utf-8")
    assert CliRunner().invoke(app, ["--database", other, "retry", "1"]).exit_code == 0
    before, after = read_log(database), read_log(other)
    assert after.events == before.events
    assert sum(event["corrects"] is not None for event in after.events) == 1


@pytest.mark.usefixtures("shop")
def test_people_whom_a_log_knows_stay_as_they_are(
    database: str, opened: Callable[..., Any], _migrated_file: Path, tmp_path: Path
) -> None:
    """An export makes nobody staff of the log that it is imported into."""
    other = tmp_path / "other.db"
    shutil.copy(_migrated_file, other)
    with open_session(str(other)) as session:
        session.add(User(email="anna@shop.example", name="Anna B."))
        session.commit()
    file = tmp_path / "log.jsonl"
    CliRunner().invoke(app, ["--database", database, "export", str(file)])
    bring(file, str(other))
    assert read_log(str(other)).people["anna@shop.example"] == ("Anna B.", False, False)


@pytest.fixture(scope="module")
def sample_logs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[str, int]]:
    """The log that a platform's sample was imported into, made once, and how many events it has."""
    logs = tmp_path_factory.mktemp("samples")

    @cache
    def sample_log(platform: str) -> tuple[str, int]:
        folder = SAMPLES / platform / "platform"
        source = next(path for path in folder.iterdir() if path.name.startswith("export"))
        log = str(logs / f"{platform}.db")
        return log, bring(source, log, platform=platform).counts.imported

    return sample_log


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_imported_sample_comes_back_the_same(
    platform: str,
    form: str,
    sample_logs: Callable[[str], tuple[str, int]],
    _migrated_file: Path,
    tmp_path: Path,
) -> None:
    log, imported = sample_logs(platform)
    other, report = round_trip(log, tmp_path, _migrated_file, form)
    assert read_log(other) == read_log(log)
    assert report.counts.imported == imported
