"""Variants: exports as another version, plugin or tool of a system writes them, with the events they contain.

Each variant is a folder `data/variants/PLATFORM/NAME/` with the export and a `variant.toml`:

    title = "REST's order notes name their order in a link only"
    platform = "woocommerce"    # what --from would name
    file = "notes.json"         # the export, beside this file; its name can matter
    skipped = 2                 # records that are no history; 0 when left out
    duplicates = 1              # records that occur twice; 0 when left out
    recognised = true           # also imported without --from; false when left out

    [[events]]                  # in the order of their dates; a field that is left out is empty
    order = "723"
    customer = "jane@example.com"
    author = "anna@shop.example"
    message = "Order ok"

A new variant needs these two files and no test code.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from events.database.session import open_session
from events.filters import EVERYTHING, Filters
from events.timeline import entries
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run
from importers.report import ImportReport

FOLDER = Path(__file__).parent / "data" / "variants"
FIELDS = ("order", "customer", "author", "message")

EventFields = tuple[str | None, str | None, str | None, str | None]
"""Order, customer, author, message."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One export, and the events that its import has to give."""

    name: str
    title: str
    platform: str
    file: Path
    events: list[EventFields]
    duplicates: int
    skipped: int
    recognised: bool


def load_variants() -> list[Variant]:
    """All variants, in the order of their folders."""
    return [_load(file) for file in sorted(FOLDER.glob("*/*/variant.toml"))]


def _load(file: Path) -> Variant:
    values = tomllib.loads(file.read_text("utf-8"))
    events = [(*(event.get(field) for field in FIELDS),) for event in values["events"]]
    return Variant(
        name=f"{file.parent.parent.name}/{file.parent.name}",
        title=values["title"],
        platform=values["platform"],
        file=file.parent / values["file"],
        events=events,
        duplicates=values.get("duplicates", 0),
        skipped=values.get("skipped", 0),
        recognised=values.get("recognised", False),
    )


def import_variant(variant: Variant, database: str, *, named: bool) -> ImportReport:
    """Import a variant, with its platform named as by --from, or left to be recognised."""
    options = Options(platform=variant.platform) if named else Options(guess=True)
    return run(str(variant.file), ColumnMapping(), options, database=database, on_progress=lambda _: None)


def read_events(database: str) -> list[EventFields]:
    """The events of a log by date, without the marks of legacy names."""
    with open_session(database) as session:
        found = sorted(entries(session, EVERYTHING, Filters()), key=lambda entry: entry.date)
        return [(entry.order, _label(entry.customer), _label(entry.user), entry.message) for entry in found]


def _label(person: Any) -> str | None:
    return None if person is None else str(person.label).removesuffix(" (legacy)")
