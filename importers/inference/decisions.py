"""The evidence for the columns that were guessed."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from importers.evidence import Decision
from importers.inference.columns import ColumnGuess


def column_decisions(found: ColumnGuess, given: Collection[str]) -> Iterator[Decision]:
    """The evidence for each field whose column was guessed; not for those that are `given`."""
    taken = {one for value in found.fields.values() for way in value for one in way.columns}
    for role, value in found.fields.items():
        used = {column for template in value for column in template.columns}
        ranked = found.roles.get(role, [])
        best = next((one for one in ranked if one.column in used), None)
        if best is not None and role not in given and role != best.column:
            rival = next((one for one in ranked if one.column not in taken), None)
            yield Decision(
                subject=role,
                chosen=f"{role} \u2190 {best.column}",
                fits=round(100 * best.confidence),
                sampled=100,
                rejected=rival.column if rival else "",
                rival_fits=round(100 * rival.confidence) if rival else 0,
                unit="%",
            )
