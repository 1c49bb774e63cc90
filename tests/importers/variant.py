"""An export as another version, plugin or tool of a system writes it, and the records it must give."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from events.database.session import open_session
from events.filters import EVERYTHING, Filters
from events.timeline import entries
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run

Told = tuple[str | None, str | None, str | None, str | None]
"""Order, customer, author, message."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    platform: str
    file: str
    text: str
    told: list[Told]
    duplicates: int = 0
    """Records that stand there twice."""


def told(variant: Variant, database: str, folder: Path) -> list[Told]:
    """What the import of a variant gives, in the order of time; every record of it is accounted for."""
    file = folder / variant.file
    file.write_text(variant.text, "utf-8")
    chosen = Options(platform=variant.platform)
    report = run(str(file), ColumnMapping(), chosen, database=database, on_progress=lambda _: None)
    counts = report.counts
    assert (counts.imported, counts.duplicate) == (len(variant.told), variant.duplicates)
    assert counts.read == counts.imported + counts.duplicate
    with open_session(database) as session:
        return [
            (
                entry.order,
                entry.customer and entry.customer.label.removesuffix(" (legacy)"),
                entry.user and entry.user.label.removesuffix(" (legacy)"),
                entry.message,
            )
            for entry in sorted(entries(session, EVERYTHING, Filters()), key=lambda one: one.date)
        ]


def recognised(variant: Variant, database: str, folder: Path) -> tuple[str, int]:
    """What system a variant is taken for where nobody says it, and how much of it is imported."""
    file = folder / variant.file
    file.write_text(variant.text, "utf-8")
    report = run(
        str(file), ColumnMapping(), Options(guess=True), database=database, on_progress=lambda _: None
    )
    return report.source, report.counts.imported
