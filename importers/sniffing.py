"""Guessing what columns mean and which system an input is of, with the evidence for each guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers.declared import mapping_of
from importers.mapping import FIELDS, Mapping, Template, Value
from importers.matching import Source, columns_of, match
from importers.naming import named
from importers.registry import all_loadable
from importers.wording import in_figures

if TYPE_CHECKING:
    import polars as pl

    from importers.platforms import Records
    from importers.readers.tables import Tables

SAMPLE = 5_000
"""So many rows are looked at: roles show in fewer, and judgements on dates read the whole column."""

CLEAR = 0.6
"""From this confidence on a guess is used, if it leads the next one by `LEAD`."""

LEAD = 0.15

ROLES = ("date", "order", "customer", "author", "message", "kind", "legacy_id")

_STATE = re.compile(r"(?i)(stat(e|us|ut|o)|stan|situa[cç][aã]o|zustand)$")
_MOMENT = (
    r"^\s*(\d{4}-\d{2}-\d{2}([ T]\d{1,2}:\d{2}.*)?|\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}.*|\d{4}/\d{2}/\d{2}.*|"
    r"\d{10}|\d{13}|[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4}.*|\d{1,2} [A-Z][a-z]{2} \d{4}.*)\s*$"
)
_FEW = 50
"""So many dates with words in them are read to find out whether they are some."""

_ID = re.compile(r"(?i:([_\W]|^)id)$|[a-z]I[dD]$")
_OFFSET = r"(Z|[+-]\d{2}:?\d{0,2}| GMT| UTC)\s*$"
_EMAIL = r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A column that may have a role: how likely, why, and three of its values."""

    column: str
    confidence: float
    why: str
    values: list[str]


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """A platform whose tables are in an input."""

    platform: str
    title: str
    sources: list[Source]
    certain: bool
    """Whether no other platform fits as well."""

    @property
    def tables(self) -> list[str]:
        return list(dict.fromkeys(source.table for source in self.sources))


def roles(frame: pl.DataFrame, *, without: Sequence[str] = ()) -> dict[str, list[Candidate]]:
    """Each role's candidates among the columns of `frame`, best first; columns in `without` have theirs."""
    looks = [_Look.at(frame[name]) for name in frame.columns if name not in without]
    return {role: _candidates(role, looks) for role in ROLES}


def clear(candidates: Sequence[Candidate]) -> Candidate | None:
    """The best candidate, if the evidence for it is clear."""
    if not candidates or candidates[0].confidence < CLEAR:
        return None
    next_best = candidates[1].confidence if len(candidates) > 1 else 0.0
    return candidates[0] if candidates[0].confidence - next_best >= LEAD else None


def guessed(frame: pl.DataFrame, given: Mapping) -> dict[str, Value]:
    """`given`'s fields, and those of the others for which the evidence in `frame` is clear."""
    fields = dict(given.fields)
    filled = [name for name in frame.columns if frame[name].null_count() < frame.height]
    own = {name: (Template.parse(name, where=name),) for name in FIELDS if name in filled}
    fields = {**own, **fields}
    used = {column for value in fields.values() for template in value for column in template.columns}
    ranked = roles(frame, without=[*used])
    for role, candidates in ranked.items():
        best = clear(candidates) or (clear(_no_ids(candidates)) if role == "order" else None)
        if best is not None and role not in fields:
            fields[role] = (Template(("", ""), (best.column,)),)
    kind = fields.get("kind", (Template(("",), ()),))[0].column
    unsure = "message" not in fields and any(one.confidence >= CLEAR for one in ranked["message"])
    if kind and _STATE.search(kind) and not {"message"} & {*given.fields, *own} and not unsure:
        status = Template(("Status: ", ""), (kind,))  # for records that only moved the status
        fields["message"] = (*fields.get("message", ()), status)
    return fields


def _no_ids(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that are no internal id: beside one, the order's number is what people know."""
    return [one for one in candidates if not _ID.search(one.column)]


def lost(fields: Collection[str], found: Dict[str, list[Candidate]]) -> list[str]:
    """What is required and not among `fields`. A customer does not stand for an order where columns that
    may be the order are only not told apart."""
    missing = [role for role in ("date", "message") if role not in fields]
    ordered = any(one.confidence >= CLEAR for one in found.get("order", ()))
    named = "order" in fields or ("customer" in fields and not ordered)
    return missing if named else [*missing, "order"]


def likeliest(role: str, found: Dict[str, list[Candidate]]) -> str:
    """The mapping's value for a role whose evidence is not clear: its best candidate; of a message without
    one, what happened as far as a state or the kind of record tells. Empty where nothing is left."""
    if found.get(role):
        return found[role][0].column
    kind = found.get("kind", []) if role == "message" else []
    return f"Status: {{{kind[0].column}}}" if kind else ""


def offsets(dates: pl.Series) -> float:
    """The share of dates that say their offset from UTC."""
    filled = dates.drop_nulls()
    filled = filled.filter(filled.str.strip_chars() != "")
    return float(filled.str.contains(_OFFSET).mean() or 0.0) if len(filled) else 0.0  # type: ignore[arg-type]


def recognise(tables: Tables) -> list[Recognised]:
    """The platforms whose tables are in the input, likeliest first."""
    from events.errors import EventsError

    found = []
    for name, platform in all_loadable():
        try:
            sources = match(platform, tables)
        except EventsError:
            continue  # several shops in one dump: the platform says so when it is named
        if sources:
            found.append((_weight(sources, tables), name, platform.title, sources))
    found.sort(key=lambda one: (-one[0], one[1]))
    best = found[0][0] if found else 0.0
    sure = best >= 1.0 and sum(weight == best for weight, *_ in found) == 1
    return [
        Recognised(platform=name, title=title, sources=sources, certain=sure and weight == best)
        for weight, name, title, sources in found
    ]


def alike(found: Sequence[Recognised]) -> list[str]:
    """The platforms whose table it may be, where several have the same."""
    tables = [one.tables for one in found[:2]]
    return [one.platform for one in found if tables[:1] == tables[1:] == [one.tables]]


def _weight(sources: Sequence[Source], tables: Tables) -> float:
    """A table by its name and columns weighs more than one by its columns; lookups found weigh, too."""
    weight = 0.0
    for source in sources:
        distinct = source.records.each or _is_distinct(source.records, tables.columns(source.table))
        weight += (2.0 if source.named else 0.0) + (1.0 if distinct else 0.6) + len(source.lookups) / 10
    return weight


def _is_distinct(records: Records, columns: Collection[str]) -> bool:
    """Whether a table has enough of a declaration's columns to be of no other system."""
    used = mapping_of(records, source="", tz="", typed=True).columns()
    cut = (column for column, _ in records.cut.values())
    there = columns_of(records, columns) & {*records.needs, *used, *cut}
    return len(records.needs) >= 4 or (len(records.needs) == 3 and len(there) >= 5)


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What a column's values look like: shares of the filled ones."""

    name: str
    filled: float
    distinct: float
    dates: float
    emails: float
    numbers: float
    words: float
    values: list[str]

    @classmethod
    def at(cls, column: pl.Series) -> _Look:
        texts = column.drop_nulls().str.strip_chars()
        texts = texts.filter(texts != "")
        count = max(len(texts), 1)
        return cls(
            name=column.name,
            filled=len(texts) / max(len(column), 1),
            distinct=texts.n_unique() / count,
            dates=_dates(texts) / count,
            emails=int(texts.str.contains(_EMAIL).sum()) / count,
            numbers=int(texts.str.contains(r"^[+-]?\d+([.,]\d+)?$").sum()) / count,
            words=int(texts.str.contains(r"\S\s+\S").sum()) / count,
            values=texts.unique(maintain_order=True).head(3).to_list(),
        )


def _dates(texts: pl.Series) -> int:
    """How many read as dates; of those with words in them, as far as a few tell."""
    plain = texts.str.contains(_MOMENT)
    short = (texts.str.len_chars() < 70) & texts.str.contains(r"\pL{3}") & texts.str.contains(r"\d")
    worded = texts.filter(~plain & short)
    few = worded.head(_FEW)
    told = sum(in_figures(text) is not None for text in few)
    return int(plain.sum()) + round(told * len(worded) / max(len(few), 1))


def _candidates(role: str, looks: Sequence[_Look]) -> list[Candidate]:
    found = []
    for look in looks:
        name, fits, why = named(role, look.name), *_fits(role, look)
        confidence = round(min(1.0, name * 0.6 + fits * 0.4) if name else fits * 0.35, 2)
        if fits > 0 and (name or fits >= 0.9) and look.filled:
            reason = f"its name, and {why}" if name else why
            found.append(Candidate(column=look.name, confidence=confidence, why=reason, values=look.values))
    return sorted(found, key=lambda one: -one.confidence)


def _fits(role: str, look: _Look) -> tuple[float, str]:
    """How well a column's values fit a role, and that in words."""
    filled = f"{look.filled:.0%} filled"
    if role == "date" or look.dates > 0.8:
        fit = look.dates if role == "date" and look.dates > 0.5 else 0.0
        return fit, f"{look.dates:.0%} of its values read as dates"
    if role == "customer":
        fit = look.emails if look.emails > 0.5 else 0.3 * (1 - look.words)
        return fit, f"{look.emails:.0%} e-mails, {filled}"
    if role == "message":
        fit = 0.2 + 0.8 * look.words if look.numbers < 0.5 else 0.0
        return fit, f"{look.words:.0%} of several words, {filled}"
    if role == "legacy_id":
        unique = look.distinct == 1.0 and look.filled == 1.0
        return (1.0 if unique and not look.words else 0.0), "no value twice, none empty"
    return _FITS[role](look), f"{filled}, {look.distinct:.0%} distinct"


_FITS: dict[str, Callable[[_Look], float]] = {
    "order": lambda look: look.filled * (1 - look.words) * _apart(look),
    "author": lambda look: (0.6 if look.numbers < 0.9 else 0.3) * (1.0 if look.distinct < 0.9 else 0.5),
    "kind": lambda look: (1.0 if look.distinct < 0.5 else 0.4) * (1 - look.words),
}


def _apart(look: _Look) -> float:
    """How well values tell orders apart: a few that come again and again are states, and e-mails people."""
    return (0.2 if look.emails > 0.5 else 1.0) * min(1.0, 0.5 + 5 * look.distinct)
