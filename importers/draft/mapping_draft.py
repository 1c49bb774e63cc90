"""A mapping file drafted from what an input seems to be, the evidence in its comments."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from importers.column_words import simple
from importers.evidence import LAYOUT
from importers.inference.columns import CLEAR
from importers.inference.order_steps import is_last_change, step_events, undated_details
from importers.inference.states import is_part
from importers.mapping.column_mapping import AMOUNT, CURRENCY, MAPPED, STATUS
from importers.mapping.further_states import label_of

if TYPE_CHECKING:
    from importers.draft.evidence import Evidence
    from importers.inference.candidates import Candidate

_CLEARLY = 0.9
"""From this confidence on a column is clearly the field's."""

_POSSIBLE = 0.5
"""Below it, a column is not named where another one was taken."""


def draft(found: Evidence) -> Iterator[str]:
    """The lines of a file that can be used as it stands: what is not clear is marked, and the likeliest."""
    yield f"# {found.source}: {found.carrier}, {found.details}"
    yield f"#     {found.import_command}"
    yield from (f"# {one.sentence}" for one in found.decisions if one.subject in LAYOUT)
    yield "#"
    yield from _about_platforms(found)
    yield from _about_tables(found)
    yield "source = " + json.dumps(found.platform or "default")
    yield from (f"{name} = {json.dumps(value)}" for name, value in found.given.items())
    yield ""
    if found.html:
        yield "# Messages look like HTML. This converts them to plain text:"
        yield "# html = true"
    if found.zone:
        yield f"# Dates: {found.zone}."
        if "tz" not in found.given and ("no date" in found.zone or "others" in found.zone):
            yield '# The shop\'s zone, such as "America/New_York", "Europe/Berlin" or "Asia/Tokyo":'
            yield '# tz = "UTC"'
    if found.dates:
        yield f"# {found.dates}."
        if "not decided" in found.dates:
            yield from (f"# date_format = {shape}" for shape in found.date_formats)
    yield ""
    if found.platform:
        yield f"# {found.platform} maps these columns. Uncomment a line below only to override it."
    mark = "# " if found.platform else ""
    yield f"{mark}[fields]"
    is_wide = bool(found.wide) and not found.platform
    for name in MAPPED:
        if not (is_wide and name in (AMOUNT, CURRENCY)):
            yield from _field(name, found, mark)
    if is_wide:
        yield from _events(found)


def _about_platforms(found: Evidence) -> Iterator[str]:
    for name, title, certain in found.platforms:
        if certain:
            yield f"# It is clearly {title}: --from {name} needs no mapping file."
        else:
            yield f"# It may be {title}: --from {name} would read it as that."
    if not found.platforms:
        yield "# No known system has these tables (`events import --list`)."


def _about_tables(found: Evidence) -> Iterator[str]:
    if len(found.tables) > 1:
        for table in found.tables:
            of = f" \u2190 history of {table.platform}" if table.platform else ""
            yield f"# Table {table.name} ({len(table.columns)} columns){of}"
    if found.table and len(found.tables) > 1:
        yield f"# What follows is about {found.table}: --table {shlex.quote(found.table)}"
    yield from (f"# {sentence}" for sentence in found.links)


def _field(name: str, found: Evidence, mark: str) -> Iterator[str]:
    candidates, unclear = found.roles.get(name, []), found.unclear
    if found.wide and name in ("date", "message", "kind"):
        return
    if found.wide and name == "legacy_id" and name not in found.fields and found.order_per_row:
        order = found.fields["order"][0] if "order" in found.fields else unclear["order"]
        yield ""
        yield "# Each row is an order: a later export of it adds only what is new."
        yield f"{mark}legacy_id = {json.dumps(order, ensure_ascii=False)}"
        return
    if name not in found.fields and name not in unclear:
        candidates = [one for one in candidates if one.confidence >= CLEAR or not _is_used(one.column, found)]
        if not candidates:
            return
    yield ""
    for one in candidates[:3]:
        if one is not candidates[0] and one.confidence < _POSSIBLE and name not in unclear:
            break
        values = ", ".join(json.dumps(value[:40], ensure_ascii=False) for value in one.values)
        yield f"# {one.column} ({_how_likely(one)}): for example {values}"
    if name == STATUS:
        yield "# What it holds is shown before the message (paid: by card)."
        if len(found.fields.get(name, ())) > 1:
            yield "# Each further state of a row is an event of its own."
    values_of = found.fields.get(name)
    if values_of is not None:
        value = values_of[0] if len(values_of) == 1 else values_of
        yield f"{mark}{name} = {json.dumps(value, ensure_ascii=False)}"
    elif unclear.get(name):
        yield "# Not certain; this is the likeliest. Check it:"
        yield f"{mark}{name} = {json.dumps(unclear[name], ensure_ascii=False)}"
    elif name in unclear:
        yield f"# No column looks like it. Write the column, or a text as \"'{name}'\":"
        yield f'# {name} = "COLUMN"'
    else:
        column = json.dumps(candidates[0].column, ensure_ascii=False)
        yield f"# Not clear enough to be used: {name} = {column}"


def _is_used(column: str, found: Evidence) -> bool:
    """Whether a field is read from this column alone."""
    return any(values == [column] for values in found.fields.values())


def _how_likely(one: Candidate) -> str:
    """How likely a column is the field's, and by what."""
    likely = "clearly" if one.confidence >= _CLEARLY else "probably" if one.confidence >= CLEAR else "hardly"
    return f"{likely}, by its {'name' if one.why.startswith('its name,') else 'values'}"


def _events(found: Evidence) -> Iterator[str]:
    """The events that each row makes, and what is left of its details."""
    columns = next((one.columns for one in found.tables if one.name == found.table), [])
    amount, currency = (found.fields.get(name, [""])[0] for name in (AMOUNT, CURRENCY))
    events = list(step_events(found.wide, columns, amount=amount, currency=currency))
    for event in events:
        messages = event.messages if len(event.messages) > 1 else event.messages[0]
        yield ""
        yield "[[events]]"
        yield f"part = {json.dumps(event.part)}"
        dates = [way for one in (event.date, *event.other_dates) for way in found.utc.get(one, [one])]
        if event.where:
            yield f"where = {json.dumps([event.where], ensure_ascii=False)}"
        yield f"date = {json.dumps(dates if len(dates) > 1 else dates[0], ensure_ascii=False)}"
        yield f"message = {json.dumps(messages, ensure_ascii=False)}"
    yield from _states(found, is_needed=len(events) == 1)
    for name in undated_details(events, columns):
        yield ""
        yield f"# {name} has no date of its own: no event shows it. It is kept with the records."


def _states(found: Evidence, *, is_needed: bool) -> Iterator[str]:
    """What is left of the columns of states: one for the time of the last change, where that is known."""
    changed = next((one.column for one in found.roles.get("date", ()) if is_last_change(one.column)), "")
    for name in found.states:
        yield ""
        if not changed:
            yield f"# {name} is a state without a date: no event shows it. It is kept with the records."
            continue
        mark = "" if is_needed else "# "
        yield f"# {name} is a state without a date of its own: it is that of the last change, {changed}."
        if not is_needed:
            yield "# The events above say what happened when. Remove the # to show it, too:"
        yield f"{mark}[[events]]"
        yield f"{mark}part = {json.dumps(simple(name))}"
        yield f"{mark}date = {json.dumps(changed, ensure_ascii=False)}"
        label = label_of(name) if is_part(name) else "Status"
        yield f"{mark}message = {json.dumps(f'{label}: {{{name}}}', ensure_ascii=False)}"
