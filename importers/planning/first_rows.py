"""Notes on what the first rows of an input show, for the report of its import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from events.next_commands import quoted
from importers.customer_names import name_columns
from importers.mapping.column_mapping import (
    MAPPED,
    STATUS,
    ColumnMapping,
    Value,
    of_column,
)
from importers.mapping.derived_columns import base_of

if TYPE_CHECKING:
    from importers.inference.columns import ColumnGuess
    from importers.readers.chunks import Chunk

_NAMED = 12
"""The most unused columns that are named."""


def notes(first: Chunk, mapping: ColumnMapping, *, form: str) -> list[str]:
    """What is odd in the first rows of an input of this format, as the mapping reads them."""
    from importers.inference.columns import SAMPLE
    from importers.inference.order_yield import yield_note
    from importers.inference.spoilt_texts import spoilt_note
    from importers.inference.worded_orders import words_note

    sample = first.frame.head(SAMPLE)
    by_order = mapping.fields["order"][0].columns if "order" in mapping.fields else ("order",)
    found = (
        _date_gap(first, mapping),
        _zone_gap(first, mapping),
        yield_note(by_order, sample),
        words_note(by_order, sample),
        spoilt_note(sample, form),
    )
    return [note for note in found if note]


def guess_notes(
    found: ColumnGuess, mapping: ColumnMapping, first: Chunk, columns: Sequence[str], *, inner: str
) -> list[str]:
    """What the columns were taken for, and what else they may be; `inner` is a table in the records that
    looks like a history, empty where there is none."""
    from importers.inference.columns import SAMPLE
    from importers.inference.shop_columns import shops_note
    from importers.inference.unread_states import unread_states_note

    noted = _meanings(mapping, columns)
    sample, unused = first.frame.head(SAMPLE), _unused(mapping, columns)
    states, kind = _states_of(mapping), _set_kind(mapping)
    if unread := unread_states_note(sample, unused, mapping.columns(), read=states, sets=kind):
        noted.append(unread)
    order = mapping.fields["order"][0].column if "order" in mapping.fields else "order"
    if shops := shops_note(order or "", unused, sample):
        noted.append(shops)
    if "author" not in mapping.fields and _unused(mapping, columns):
        author = found.authors[0] if found.authors else "COLUMN"
        may_be = f" (it may be {' or '.join(found.authors[:3])})" if found.authors else ""
        noted.append(
            f"No column was taken for the author{may_be}: these events are the system's. "
            f"--set {quoted(f'author={author}')} names one; once imported, `events undo` comes first."
        )
    noted += _about_status(mapping) if STATUS in found.fields else ()
    if inner:
        noted.append(f"{found.inner} looks like a history, too: --table {inner} reads it.")
    if found.html and not mapping.html:
        noted.append("Messages look like HTML and are kept as they are; --html converts them to plain text.")
    return noted


def read_as(fields: Mapping[str, Value], mapping: ColumnMapping, columns: Sequence[str]) -> str:
    """A sentence on the columns that fill these fields, and on those that fill none."""
    names = name_columns(columns, replace(mapping, fields={**mapping.fields, **fields}))
    rest = [name for name in _unused(mapping, columns) if name not in names]
    joint = {STATUS: " and " if mapping.further_states() else " or "}
    pairs = [
        f"{name} \u2190 {joint.get(name, ' or ').join(t.shown() for t in value)}"
        for name, value in fields.items()
    ]
    pairs += [f"names of customers \u2190 {' and '.join(names)}"] if names else []
    more = f" and {len(rest) - _NAMED:,} more" if len(rest) > _NAMED else ""
    unused = f" Columns not used (kept with records): {', '.join(rest[:_NAMED])}{more}." if rest else ""
    return f"Columns recognised: {', '.join(pairs)}.{unused} --set changes them."


def _states_of(mapping: ColumnMapping) -> list[str]:
    """The columns of states that are read, or the kind which the message says."""
    value = mapping.fields.get(STATUS) or mapping.fields.get("kind", ())
    return [way.column for way in value if way.column]


def _set_kind(mapping: ColumnMapping) -> str:
    """The option that keeps a guessed kind: a column named as the status is taken for nothing else."""
    return "".join(f"--set {quoted(f'kind={way.shown()}')} " for way in mapping.fields.get("kind", ())[:1])


def _about_status(mapping: ColumnMapping) -> Iterator[str]:
    """What becomes of the statuses beside the message, in sentences."""
    (status, *_), (message, *_) = mapping.fields[STATUS], mapping.fields["message"]
    if set(status.columns).isdisjoint(message.columns):
        yield f"status: {status.shown()} is shown before {message.shown()}."
    further = [one.column for one in mapping.further_states()]
    if further:
        date = " or ".join(way.shown() for way in mapping.fields["date"])
        others = " and ".join(further)
        are = "is an event of its own" if len(further) == 1 else "are events of their own"
        yield (
            f"Several columns hold states: beside {status.shown()}, {others} of a row {are}, at the "
            f"row's date ({date}). {_set_kind(mapping)}--set {quoted(f'status={status.shown()}')} reads that "
            "one alone."
        )


def _date_gap(first: Chunk, mapping: ColumnMapping) -> str:
    """A note on another column that has dates where the date's own columns have none."""
    from importers.inference.columns import SAMPLE
    from importers.inference.date_columns import gap_note

    if mapping.events:  # each event of a wide row has a date of its own
        return ""
    given = [template.shown() for template in mapping.fields.get("date", ())]
    return gap_note(mapping.date_columns(), list(mapping.columns()), first.frame.head(SAMPLE), given=given)


def _zone_gap(first: Chunk, mapping: ColumnMapping) -> str:
    """A note on a column of zones that nothing reads, where nobody gave a zone."""
    from importers.inference.columns import SAMPLE
    from importers.inference.date_columns import unread_zone

    return "" if mapping.tz else unread_zone(mapping.date_columns(), first.frame.head(SAMPLE))


def _meanings(mapping: ColumnMapping, columns: Sequence[str]) -> list[str]:
    """What was found out; nothing where all columns have the fields' own names."""
    is_plain = all(value == of_column(name) for name, value in mapping.fields.items())
    return [] if is_plain and not _unused(mapping, columns) else [read_as(mapping.fields, mapping, columns)]


def _unused(mapping: ColumnMapping, columns: Sequence[str]) -> list[str]:
    """The columns that fill no field, by the mapping or by their names."""
    used = {base_of(name, columns) for name in mapping.columns()}
    return [name for name in columns if name not in {*used, *MAPPED}]
