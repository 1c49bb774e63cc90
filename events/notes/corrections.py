"""Which notes correct which: two small tables, read for one page of events at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from events.tables import corrections

if TYPE_CHECKING:
    from events.tables import Reader


@dataclass(frozen=True, kw_only=True, slots=True)
class Links:
    """Ids of the note that this one corrects, and of the one that corrects it; empty where there is none."""

    corrects: str = ""
    corrected_by: str = ""


NO_LINKS = Links()


def links(reader: Reader, letter: str, numbers: Iterable[int]) -> dict[str, Links]:
    """The links of those events of a table ("o" or "c") that have any, by event id."""
    wanted, known = sorted(numbers), corrections[letter].c
    if not wanted:
        return {}
    rows = reader.execute(
        select(known.event_id, known.corrects_id).where(
            or_(known.event_id.in_(wanted), known.corrects_id.in_(wanted))
        )
    )
    earlier, later = {}, {}
    for event, corrects in rows:
        earlier[event], later[corrects] = f"{letter}{corrects}", f"{letter}{event}"
    return {
        f"{letter}{number}": Links(corrects=earlier.get(number, ""), corrected_by=later.get(number, ""))
        for number in wanted
        if number in earlier or number in later
    }


def chain(reader: Reader, event: str) -> list[str]:
    """The ids of all notes that correct one another with this one, the first first; just its own for a note
    that stands alone."""
    letter, found = event[0], [event]
    while (before := links(reader, letter, [int(found[0][1:])]).get(found[0], NO_LINKS).corrects) and (
        before not in found
    ):
        found.insert(0, before)
    while (after := links(reader, letter, [int(found[-1][1:])]).get(found[-1], NO_LINKS).corrected_by) and (
        after not in found
    ):
        found.append(after)
    return found
