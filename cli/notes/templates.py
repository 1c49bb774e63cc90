"""Notes from templates of the config file, with what the log knows of the order filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cli.acting_user import shown_name
from cli.context import Context
from events import clock, settings
from events.errors import UsageError
from events.vocabulary.words import nearest

if TYPE_CHECKING:
    from events.order.lookup import FoundOrder
    from events.tables import Reader

FIELDS: Mapping[str, str] = {
    "order": "the order's number",
    "shop": "its shop",
    "customer": "the customer's name, else their e-mail",
    "email": "the customer's e-mail",
    "items": "the order's items",
    "state": "the step that the order took last, such as paid",
    "placed": "the day it was placed",
    "paid": "what was paid",
    "shipped": "the day it was shipped",
    "tracking": "the tracking number",
    "today": "today's date",
    "user": "who writes the note",
    "message": "the MESSAGE of the command line",
}
"""What can stand in braces in a template."""

_FIELD = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


def fill(
    context: Context, name: str, *, target: str, is_customer: bool, message: str | None, user: str | None
) -> str:
    """The template's text for an order or a customer.

    Raises `UsageError` for an unknown template or field, and for a field that has no value; what look-up
    raises, too.
    """
    text = _template(name)
    wanted = {field for field in _FIELD.findall(text) if field}
    if unknown := sorted(wanted - FIELDS.keys()):
        raise UsageError(
            f"Template {name!r} has the field {{{unknown[0]}}}, which is not known. The fields: "
            f"{', '.join(FIELDS)}. Nothing was changed."
        )
    if message is not None and "message" not in wanted:
        raise UsageError(f"Template {name!r} has no place for a message: {{message}}. Nothing was changed.")
    values = {"message": message or ""}
    values["today"] = f"{clock.now().astimezone(context.zone):%Y-%m-%d}"
    with context.reader() as reader:
        values["user"] = shown_name(context, reader, user)
        values |= (
            _customer(reader, target) if is_customer or "@" in target else _order(context, reader, target)
        )
    if missing := sorted(field for field in wanted if not values.get(field)):
        raise UsageError(
            f"Template {name!r} needs {FIELDS[missing[0]]} ({{{missing[0]}}}), which is not known for "
            f"{target}. Nothing was changed."
        )
    return _FIELD.sub(lambda found: values[found[1]] if found[1] else found[0][:1], text)


def _template(name: str) -> str:
    known = settings.templates()
    if name in known:
        return known[name]
    if not known:
        raise UsageError(
            f"There is no template {name!r}: {settings.config_file()} has no table [{settings.TEMPLATES}]. "
            "docs/notes.md has an example."
        )
    near = nearest(name, [*known]) or [*known]
    raise UsageError(f"There is no template {name!r}. Those of {settings.config_file()}: {', '.join(near)}.")


def _customer(reader: Reader, text: str) -> dict[str, str]:
    from events.account.people import find_customer

    who = find_customer(reader, text)
    return {"customer": who.name or who.email or "", "email": who.email or ""}


def _order(context: Context, reader: Reader, text: str) -> dict[str, str]:
    from events.order.lookup import find

    found = find(reader, text)
    who = found.customer
    return {
        "order": found.number,
        "shop": found.shop,
        "customer": (who.name or who.email or "") if who else "",
        "email": (who.email or "") if who else "",
        "items": ", ".join(f"{line.quantity} x {line.item_name}" for line in found.lines),
        **_steps(context, reader, found),
    }


def _steps(context: Context, reader: Reader, found: FoundOrder) -> dict[str, str]:
    """What the order's events add up to, as the header of its timeline has it."""
    from cli.render.standing import money
    from cli.timelines.by_kind import read_views
    from events.database.types import from_microseconds
    from events.filters import Filters, Subject
    from events.summaries.entry_summaries import EntryEvent, summarize_entries
    from events.summaries.order_summary import add_up
    from events.vocabulary.kinds import Kind

    views = read_views(reader, Subject(order_id=found.id), Filters(), frozenset(), newest_first=False)
    totals = add_up(
        summarize_entries(
            (EntryEvent(entry=view.entry, meaning=view.meaning, currency=view.currency) for view in views),
            {(found.shop, found.number): frozenset(line.id for line in found.lines)},
        )
    )
    values = {"paid": money(Kind.PAID, totals, {})}
    if totals.standing:
        values["state"] = totals.standing.state.word
    for kind in (Kind.PLACED, Kind.SHIPPED):
        if kind in totals:
            values[kind.value] = f"{from_microseconds(totals[kind].last).astimezone(context.zone):%Y-%m-%d}"
    values["tracking"] = next((one.tracking for one in reversed([*totals.values()]) if one.tracking), "")
    if "placed" not in values and found.created:
        values["placed"] = f"{found.created.astimezone(context.zone):%Y-%m-%d}"
    return values
