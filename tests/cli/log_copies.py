"""Copies of a log by export and import, and all that a log says."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from typer.testing import CliRunner

from cli.app import app
from events.account.people import Person
from events.database.session import open_session
from events.filters import EVERYTHING, Filters
from events.models import CustomerCorrection, OrderCorrection
from events.timeline import entries
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run as import_input
from importers.report import ImportReport

FORMATS = ("jsonl", "csv", "json")


@dataclass(frozen=True)
class Log:
    """All that a log says, without the ids of its events."""

    events: list[dict[str, Any]]
    people: dict[str, tuple[str, bool, bool]]


def read_log(database: str) -> Log:
    with open_session(database) as session:
        found = list(entries(session, EVERYTHING, Filters()))
        corrects = {
            f"{letter}{link.event_id}": f"{letter}{link.corrects_id}"
            for letter, model in (("o", OrderCorrection), ("c", CustomerCorrection))
            for link in session.scalars(select(model))
        }
    places = {entry.id: at for at, entry in enumerate(found)}
    people = [who for entry in found for who in (entry.customer, entry.user) if who is not None]
    return Log(
        events=[
            {
                "table": entry.table,
                "shop": entry.shop,
                "order": entry.order,
                "customer": _label(entry.customer),
                "date": entry.date,
                "user": _label(entry.user),
                "type": entry.type.value,
                "parameters": dict(entry.parameters),
                "corrects": places[corrects[entry.id]] if entry.id in corrects else None,
            }
            for entry in found
        ],
        people={who.label: (who.name, who.is_staff, who.is_placeholder) for who in people},
    )


def _label(person: Person | None) -> str | None:
    return person.label if person else None


def round_trip(database: str, folder: Path, empty: Path, form: str) -> tuple[str, ImportReport]:
    """Export a log, import the file into a copy of the empty one, and return that and the report."""
    file, other = folder / f"log.{form}", folder / f"{form}.db"
    done = CliRunner().invoke(app, ["--database", database, "export", str(file)])
    assert done.exit_code == 0, done.output
    shutil.copy(empty, other)
    return str(other), bring(file, str(other))


def bring(file: Path, database: str, **options: Any) -> ImportReport:
    chosen = Options(**{"guess": True, **options})
    return import_input(str(file), ColumnMapping(), chosen, database=database, on_progress=lambda _: None)
