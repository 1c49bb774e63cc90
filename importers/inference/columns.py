"""Guesses what columns mean, with the evidence for each guess."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from importers.column_words import is_called_state
from importers.inference.amount_columns import amount_columns
from importers.inference.candidates import (
    ROLES,
    Candidate,
    candidates,
    who_wrote,
)
from importers.inference.date_columns import completing, in_full
from importers.inference.inner_history import inner_history
from importers.inference.name_score import against, labels_of
from importers.inference.orders_in_texts import orders_in_texts
from importers.inference.own_columns import date_of_rows, is_around, order_column, own_first
from importers.inference.people import complete_people, named_for_customers
from importers.inference.possible_orders import (
    as_number,
    may_be_order,
    possible_authors,
    possible_customers,
    possible_numbers,
)
from importers.inference.states import is_of_address, states_of_orders, with_further, with_states, with_status
from importers.inference.status_column import happenings
from importers.inference.utc_dates import in_utc, utc_columns
from importers.inference.value_profile import ValueProfile
from importers.inference.wide_rows import is_order_per_row, is_undated, step_of_rows, wide_dates
from importers.mapping.column_mapping import (
    AMOUNT,
    FIELDS,
    STATUS,
    ColumnMapping,
    Value,
    lost,
    of_column,
)
from importers.mapping.html_text import is_mostly_html

if TYPE_CHECKING:
    import polars as pl

SAMPLE = 5_000
"""The number of rows that roles are guessed from; the order of day and month is decided by all rows."""

CLEAR = 0.6
"""From this confidence on a guess is used, if it leads the next one by `LEAD`."""

LEAD = 0.15

_OF_STEPS = {"date", "message", "kind", STATUS}
"""What each event of a row with several dates has for itself."""


@dataclass(frozen=True, kw_only=True)
class ColumnGuess:
    """What a table's columns are taken for. `roles` holds each role's candidates, best first; `unclear` what
    to write for each required field whose evidence is not clear, empty where nothing is like it. `wide` are
    columns of dates each of which makes an event of its own, where no one is the date of all."""

    roles: dict[str, list[Candidate]]
    fields: dict[str, Value]
    unclear: dict[str, str]
    wide: list[str]
    inner: str
    """The column of lists whose items are a history, such as the notes of each order."""
    html: bool
    """Whether messages look like HTML."""
    authors: list[str] = field(default_factory=list)
    """Columns that may hold who wrote, where none was taken for it."""
    order_per_row: bool = False
    """Whether each row is another order, with several events."""
    utc: Mapping[str, Value] = field(default_factory=dict)
    """The columns of `wide` that another column has in UTC, each with how both are read."""

    @property
    def states(self) -> list[str]:
        """The columns that hold a state, likeliest first."""
        named_so = [one for one in self.roles.get("kind", ()) if is_called_state(one.column)]
        return [one.column for one in named_so if not is_of_address(one)]

    def unclear_of(self, systems: Collection[str]) -> dict[str, str]:
        """What is unclear of an input that may be of one of `systems`: there, several columns of states are
        read with what that system says of them, or as somebody says."""
        first = self.fields.get("message", ())[:1]
        is_said = len(self.fields.get(STATUS, ())) > 1 and any(way.texts != ("", "") for way in first)
        return self.unclear or ({"message": first[0].shown()} if systems and is_said else {})


def guess_columns(frame: pl.DataFrame, given: ColumnMapping, around: Sequence[str] = ()) -> ColumnGuess:
    """`given`'s fields, and those of the others for which the evidence in `frame` is clear. `around` are the
    names that columns of the records around those of a list start with. Where one date differs within orders
    and settles what happened, only the date is unclear."""
    found = _guess(frame, given, around)
    order = found.fields["order"][0].column if "order" in found.fields else None
    date = date_of_rows(found.roles["date"], frame, order or "") if found.wide and order else ""
    if not date or found.order_per_row or "date" in found.fields:
        return found
    settled = _guess(frame, replace(given, fields={**given.fields, "date": of_column(date)}), around)
    if settled.unclear:
        return found
    fields = {role: value for role, value in settled.fields.items() if role != "date"}
    ranked = sorted(settled.roles["date"], key=lambda one: one.column != date)
    return replace(settled, roles={**settled.roles, "date": ranked}, fields=fields, unclear={"date": date})


def _guess(frame: pl.DataFrame, given: ColumnMapping, around: Sequence[str]) -> ColumnGuess:
    labels = labels_of(frame.columns)
    looks = [ValueProfile.at(frame[name], label=labels[name]) for name in frame.columns]
    own = {
        name: of_column(name) for name in FIELDS if any(look.name == name and look.filled for look in looks)
    }
    twins = utc_columns(looks)
    looks = [look for look in looks if look.name not in twins.values()]
    known = {**own, **given.fields}
    used = {column for value in known.values() for template in value for column in template.columns}
    used -= named_for_customers(given, known)
    free = [look for look in looks if look.name not in used]
    ranked = _roles(free)
    order = known["order"][0].column if "order" in known else order_column(ranked, CLEAR)
    ranked = own_first(ranked, frame, order=order or "", around=around)
    clear = dict(_clear({**ranked, "kind": states_of_orders(ranked["kind"], frame)}, frame))
    if "message" not in {*known, *clear}:
        clear |= _comments_beside(ranked, frame)
    fields = {**known, **{role: of_column(name) for role, name in clear.items() if role not in known}}
    complete_people(fields, ranked, known)
    if "date" not in known:
        _with_other_dates(fields, ranked["date"], frame)
    if "date" in fields and "date" not in given.fields:
        fields["date"] = in_utc(in_full(fields["date"], looks, frame), twins, frame)
    if not _has_own_words(given) and ("message" in given.fields or "message" not in known):
        with_states(fields, ranked, frame.columns, unsure=_is_unsure(fields, ranked))
    if not _has_own_words(given) and not _is_unsure(fields, ranked) and len(ranked["date"]) == 1:
        fields |= step_of_rows(fields, frame)
    unsure = _is_unsure(fields, ranked)
    is_wide = "message" not in fields and len(ranked["date"]) > 1
    if not _has_own_words(given) and STATUS not in known and not unsure and not is_wide:
        own_looks = [look for look in looks if not is_around(look.name, around)]
        with_status(fields, own_looks, frame)
        with_further(fields, own_looks, frame)
    found = _without_used(own_first(_roles(looks), frame, order=order or "", around=around), fields)
    if fields.get("author") == fields.get("customer") is not None:
        found["author"] = [*found["customer"], *found["author"]]
    within = [] if "order" in {*fields, *given.fields} else orders_in_texts(looks, frame)
    unclear = _unclear(found, fields, free, given, orders=within)
    has_message = "message" in {*known, *clear}
    dates = [one.column for one in found["date"]]
    undated = "message" not in known and is_undated(
        fields, looks, frame, dates=dates, only_states=not has_message
    )
    is_per_row = is_order_per_row({"order": _likely_order(unclear), **fields}, frame, dates)
    wide = wide_dates(dates, fields, frame, is_order_per_row=is_per_row, undated=undated)
    if wide and (undated or "date" not in given.fields):
        given_too = "date" in given.fields
        fields = {
            name: value for name, value in fields.items() if name in given.fields or name not in _OF_STEPS
        }
        for role in {"date", "message"} - known.keys() | ({"date"} - given.fields.keys()):
            unclear[role] = likeliest(role, found) if role == "date" or given_too else ""
    wide = [] if "date" in given.fields else wide
    if AMOUNT not in fields and not _joins_columns(given):
        fields |= amount_columns(
            looks, {one for value in fields.values() for way in value for one in way.columns}
        )
    html = any(is_mostly_html(frame[name]) for way in fields.get("message", ()) for name in way.columns)
    return ColumnGuess(
        roles=found,
        fields=fields,
        unclear=unclear,
        wide=wide,
        inner=inner_history(looks),
        html=html,
        authors=[] if "author" in fields else possible_authors(looks, fields),
        order_per_row=bool(wide) and is_per_row,
        utc={name: in_utc(of_column(name), twins, frame) for name in wide if name in twins},
    )


def _likely_order(unclear: Mapping[str, str]) -> Value:
    """The column that is proposed for the order, if none is clear."""
    return of_column(unclear["order"]) if unclear.get("order") else ()


def _is_unsure(fields: Mapping[str, Value], ranked: Mapping[str, list[Candidate]]) -> bool:
    """Whether there is no message, and several columns may be it."""
    return "message" not in fields and any(one.confidence >= CLEAR for one in ranked["message"])


def _has_own_words(given: ColumnMapping) -> bool:
    """Whether the user said how messages are put together, and so what is shown in them."""
    return any(way.column is None for way in given.fields.get("message", ()))


def _joins_columns(given: ColumnMapping) -> bool:
    """Whether the user said which columns messages are put together from."""
    return any(way.column is None and way.columns for way in given.fields.get("message", ()))


def identifying(frame: pl.DataFrame, given: ColumnMapping) -> dict[str, Value]:
    """The legacy id, if one of the columns that are left clearly is one."""
    used = {column for value in given.fields.values() for template in value for column in template.columns}
    looks = [ValueProfile.at(frame[name]) for name in frame.columns if name not in {*used, *FIELDS}]
    found = {"legacy_id": candidates("legacy_id", looks)}
    return {role: of_column(name) for role, name in _clear(found, frame)}


def likeliest(role: str, found: Mapping[str, list[Candidate]]) -> str:
    """The mapping's value for a role whose evidence is not clear: its best candidate; of a message without
    one, what happened as far as a state or the kind of record shows it. Empty where nothing is left."""
    if found.get(role):
        return found[role][0].column
    kinds = [one.column for one in found.get("kind", ()) if role == "message" and is_called_state(one.column)]
    return f"Status: {{{kinds[0]}}}" if kinds else ""


def _unclear(
    found: dict[str, list[Candidate]],
    fields: Mapping[str, Value],
    free: Sequence[ValueProfile],
    given: ColumnMapping,
    *,
    orders: list[Candidate],
) -> dict[str, str]:
    """What to write for each required field that is not clear. Adds its candidates to those that were found:
    `orders` in texts, else columns that may hold their numbers, else people whose history it may be."""
    names = {look.name for look in free}
    numbers = orders or [as_number(look) for look in possible_numbers(free, fields)]
    if "order" in lost(fields) and not found["order"]:
        found["order"] = numbers
    unclear = {role: likeliest(role, found) for role in lost(fields)}
    if not unclear and "order" not in fields and "customer" not in given.fields:
        able = [one for one in found["order"] if one.column in names]
        able = [one for one in able if one.confidence >= CLEAR or may_be_order(one, fields)] or numbers
        if able:
            found["order"], unclear = able, {"order": able[0].column}
    if unclear.get("order") == "" and (people := possible_customers(free)):
        del unclear["order"]
        found["customer"], unclear["customer"] = people, people[0].column
    return unclear


def _without_used(
    found: dict[str, list[Candidate]], fields: Mapping[str, Value]
) -> dict[str, list[Candidate]]:
    """The candidates; for roles that are missing, without the columns that clearly have another role. A row's
    id may be that of what it is about, too."""
    values = (value for role, value in fields.items() if role != "legacy_id")
    used = {column for value in values for template in value for column in template.columns}
    missing = lost(fields)
    return {
        role: [one for one in ranked if one.column not in used] if role in missing else ranked
        for role, ranked in found.items()
    }


def _roles(looks: Sequence[ValueProfile]) -> dict[str, list[Candidate]]:
    return {role: candidates(role, looks) for role in ROLES}


def _clear(ranked: Mapping[str, list[Candidate]], frame: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """The roles for which the evidence is clear, each with its column. One that says the same in every row is
    no rival; nor are a person's id and name beside their e-mail."""
    for role, found in ((role, found) for role, found in ranked.items() if found):
        best, *others = who_wrote(found) if role == "author" else found
        if best.confidence < CLEAR:
            continue
        rivals = (one for one in others if one.confidence > best.confidence - LEAD)
        if all(frame[one.column].equals(frame[best.column]) for one in rivals):
            yield role, best.column


def _with_other_dates(fields: dict[str, Value], ranked: Sequence[Candidate], frame: pl.DataFrame) -> None:
    """Add the columns that hold the date where the likeliest one has none."""
    names = [one.column for one in ranked if not against("date", one.column)]
    first = fields["date"][0].column if "date" in fields else None
    if first is None and "message" not in fields:
        return  # each of several dates may be an event of its own
    ordered = [first, *(name for name in names if name != first)] if first else names
    if columns := completing(ordered, frame):
        fields["date"] = tuple(template for name in columns for template in of_column(name))


def _comments_beside(ranked: dict[str, list[Candidate]], frame: pl.DataFrame) -> dict[str, str]:
    """The message, where it is clear but for columns that say in a word or two what happened. Takes these
    from the candidates."""
    words = happenings(one.column for one in ranked["message"])
    left = [one for one in ranked["message"] if one.column not in words]
    found = dict(_clear({"message": left}, frame)) if words else {}
    if found:
        ranked["message"] = left
    return found
