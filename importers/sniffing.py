"""Guessing what columns mean, with the evidence for each guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers.looks import Look
from importers.mapping import FIELDS, Mapping, Template, Value
from importers.naming import against, named

if TYPE_CHECKING:
    import polars as pl


SAMPLE = 5_000
"""So many rows are looked at: roles show in fewer, and judgements on dates read the whole column."""

CLEAR = 0.6
"""From this confidence on a guess is used, if it leads the next one by `LEAD`."""

LEAD = 0.15

ROLES = ("date", "order", "customer", "author", "message", "kind", "legacy_id")

_ONLY = 0.7
"""The confidence in the only column whose values can have a role."""

_STATE = re.compile(r"(?i)(stat(e|us|ut|o)|stan|situa[cç][aã]o|zustand|статус|ステータス|状態|状态)$")
_OFFSET = r"(Z|[+-]\d{2}:?\d{0,2}| GMT| UTC)\s*$"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A column that may have a role: how likely, why, and three of its values."""

    column: str
    confidence: float
    why: str
    values: list[str]


@dataclass(frozen=True, kw_only=True)
class Guess:
    """What a table's columns are taken for. `roles` holds each role's candidates, best first; `unclear` what
    to write for each required field whose evidence is not clear, empty where nothing is like it. `wide` are
    columns of dates each of which makes an event of its own, where no one is the date of all."""

    roles: dict[str, list[Candidate]]
    fields: dict[str, Value]
    unclear: dict[str, str]
    wide: list[str]


def guess(frame: pl.DataFrame, given: Mapping) -> Guess:
    """`given`'s fields, and those of the others for which the evidence in `frame` is clear."""
    looks = [Look.at(frame[name]) for name in frame.columns]
    own = {name: _column(name) for name in FIELDS if any(look.name == name and look.filled for look in looks)}
    known = {**own, **given.fields}
    used = {column for value in known.values() for template in value for column in template.columns}
    free = [look for look in looks if look.name not in used]
    ranked = _roles(free)
    fields = {**known, **{role: _column(one.column) for role, one in _clear(ranked) if role not in known}}
    if "date" in fields and "date" not in given.fields:
        fields["date"] = _with_time(fields["date"], looks)
    if "message" not in known:
        _with_states(fields, ranked)
    found = _roles(looks)
    unclear = {role: likeliest(role, found) for role in lost(fields)}
    if not unclear and "order" not in fields and "customer" not in known:
        number = _numbers(free, fields)
        unclear = {"order": number[0]} if number else {}
        found["order"] = [_as_number(look) for look in free if look.name in number] or found["order"]
    wide = _wide(found, fields)
    if wide and "message" in unclear:
        unclear["message"] = ""
    return Guess(roles=found, fields=fields, unclear=unclear, wide=wide)


def lost(fields: Collection[str]) -> list[str]:
    """What is required and not among `fields`."""
    missing = [role for role in ("date", "message") if role not in fields]
    return missing if {"order", "customer"} & set(fields) else [*missing, "order"]


def likeliest(role: str, found: Dict[str, list[Candidate]]) -> str:
    """The mapping's value for a role whose evidence is not clear: its best candidate; of a message without
    one, what happened as far as a state or the kind of record tells. Empty where nothing is left."""
    if found.get(role):
        return found[role][0].column
    kinds = [one.column for one in found.get("kind", ()) if role == "message" and named("kind", one.column)]
    return f"Status: {{{kinds[0]}}}" if kinds else ""


def _column(name: str) -> Value:
    return (Template(("", ""), (name,)),)


def _roles(looks: Sequence[Look]) -> dict[str, list[Candidate]]:
    return {role: _candidates(role, looks) for role in ROLES}


def _clear(ranked: Dict[str, list[Candidate]]) -> Iterator[tuple[str, Candidate]]:
    """The roles for which the evidence is clear, each with its column."""
    for role, candidates in ranked.items():
        ahead = [one.confidence for one in candidates[:2]]
        if ahead and ahead[0] >= CLEAR and (len(ahead) == 1 or ahead[0] - ahead[1] >= LEAD):
            yield role, candidates[0]


def _with_time(date: Value, looks: Sequence[Look]) -> Value:
    """Dates without a time of day, completed by the one column that is called time and holds some."""
    days = [look for look in looks if look.name == date[0].column and look.hours < 0.1]
    times = [look for look in looks if look.clock > 0.8 and named("time", look.name)]
    if not days or len(times) != 1:
        return date
    return (Template(("", " ", ""), (days[0].name, times[0].name)), *date)


def _with_states(fields: dict[str, Value], ranked: Dict[str, list[Candidate]]) -> None:
    """Add what records say that only moved a state, where no other column may be the message."""
    kind = fields["kind"][0].column if "kind" in fields else None
    unsure = "message" not in fields and any(one.confidence >= CLEAR for one in ranked["message"])
    if kind and _STATE.search(kind) and not unsure:
        fields["message"] = (*fields.get("message", ()), Template(("Status: ", ""), (kind,)))


def _numbers(looks: Sequence[Look], fields: Dict[str, Value]) -> list[str]:
    """Columns that may well be the orders' numbers, though nothing says so: history of customers alone has
    none."""
    used = {column for value in fields.values() for template in value for column in template.columns}
    return [
        look.name
        for look in looks
        if look.name not in used
        and look.tells_more
        and max(look.codes, look.whole) >= 0.9
        and min(look.filled, look.distinct) >= 0.3
        and not against("order", look.name)
        and not any(named(role, look.name) for role in ROLES)
    ]


def _as_number(look: Look) -> Candidate:
    why = f"its values could be numbers of orders, {look.distinct:.0%} distinct"
    return Candidate(column=look.name, confidence=0.35, why=why, values=look.values)


def _wide(candidates: Dict[str, list[Candidate]], fields: Dict[str, Value]) -> list[str]:
    """The columns of dates of rows that tell several events each: no one is the date, and no column holds
    what happened."""
    dates = [one.column for one in candidates["date"]]
    told = any(template.column is not None for template in fields.get("message", ()))
    return dates if len(dates) > 1 and "date" not in fields and not told else []


def offsets(dates: pl.Series) -> float:
    """The share of dates that say their offset from UTC."""
    filled = dates.drop_nulls()
    filled = filled.filter(filled.str.strip_chars() != "")
    return float(filled.str.contains(_OFFSET).mean() or 0.0) if len(filled) else 0.0  # type: ignore[arg-type]


def _candidates(role: str, looks: Sequence[Look]) -> list[Candidate]:
    found = []
    only = _only(role, looks)
    for look in looks:
        name, fits, why = named(role, look.name), *_fits(role, look)
        confidence = min(1.0, name * 0.6 + fits * 0.4) if name else fits * 0.35
        reason = f"its name, and {why}" if name else why
        if look is only and confidence < _ONLY:
            confidence, reason = _ONLY, f"{reason}; no other column is like it"
        if against(role, look.name):
            confidence /= 2
            reason = f"its name speaks against it, {why}"
            if not name and role != "date":
                continue
        if fits > 0 and (name or fits >= 0.9 or look is only) and look.filled:
            found.append(
                Candidate(column=look.name, confidence=round(confidence, 2), why=reason, values=look.values)
            )
    return sorted(found, key=lambda one: -one.confidence)


def _only(role: str, looks: Sequence[Look]) -> Look | None:
    """The one column whose values can have this role, whatever its name is: the only dates, the only
    sentences, the only numbers with a #."""
    fit = _UNMISTAKABLE.get(role)
    able = [look for look in looks if fit and fit(look) and not against(role, look.name)]
    return able[0] if len(able) == 1 and able[0].filled >= 0.5 else None


_UNMISTAKABLE: dict[str, Callable[[Look], bool]] = {
    "date": lambda look: look.dates >= 0.9,
    "message": lambda look: look.tells_more and look.sentences >= 0.5 and look.distinct >= 0.2,
    "order": lambda look: look.codes >= 0.9 and look.values[0].startswith("#"),
}


def _fits(role: str, look: Look) -> tuple[float, str]:
    """How well a column's values fit a role, and that in words."""
    filled = f"{look.filled:.0%} filled"
    if role == "date" or look.dates > 0.8:
        fit = look.dates if role == "date" and look.dates > 0.5 else 0.0
        return fit, f"{look.dates:.0%} of its values read as dates"
    if not look.tells_more:
        return 0.0, "its values are times or documents"
    if role == "customer":
        fit = look.emails if look.emails > 0.5 else 0.3 * (1 - look.words)
        return fit, f"{look.emails:.0%} e-mails, {filled}"
    if role == "message":
        fit = (0.2 + 0.8 * look.words) * _various(look) if look.numbers < 0.5 < look.text else 0.0
        return fit, f"{look.words:.0%} of several words, {filled}"
    if role == "legacy_id":
        unique = look.distinct == 1.0 and look.filled == 1.0
        return (1.0 if unique and not look.words else 0.0), "no value twice, none empty"
    return _FITS[role](look), f"{filled}, {look.distinct:.0%} distinct"


_FITS: dict[str, Callable[[Look], float]] = {
    "order": lambda look: look.filled * (1 - look.words) * _apart(look),
    "author": lambda look: (0.6 if look.numbers < 0.9 else 0.3) * (1.0 if look.distinct < 0.9 else 0.5),
    "kind": lambda look: (1.0 if look.distinct < 0.5 else 0.4) * (1 - look.words) * (1 - look.emails),
}


def _apart(look: Look) -> float:
    """How well values tell orders apart: a few that come again and again are states, and e-mails people."""
    return (0.2 if look.emails > 0.5 else 1.0) * min(1.0, 0.5 + 5 * look.distinct)


def _various(look: Look) -> float:
    """How much a message's values say: the same over and over is a form's title, unless there are few."""
    return min(1.0, 0.3 + 7 * look.distinct)
