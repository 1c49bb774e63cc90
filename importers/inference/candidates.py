"""The columns that may have a role, each with the evidence for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from importers.column_words import simple
from importers.inference.amount_columns import holds_amounts
from importers.inference.name_score import EXACT, INTERNAL_IDS, against, is_of_a_person, score
from importers.inference.value_profile import ValueProfile

ROLES = ("date", "order", "customer", "author", "message", "kind", "legacy_id")

_KEY = 0.8
"""From this score on a name is that of a row's own key."""

_NAMED = 0.7
"""From this score on a name is that of a role."""

_EXACT_LEAD = 0.2

_TRUTH = frozenset("true false yes no t f y n ja nein oui non si sim nao".split())

_LATER = frozenset("updated modified edited geandert geaendert assigned assignee owner approved".split())
"""Words for who had to do with a record after it was written."""

_REPORTED = frozenset("reporter submitter opened raised melder".split())
"""Words for who reported what others then wrote about. If a ticket has no other author, its text is
theirs."""

_CALLED = ("", "name_", "display_name_", "full_name_", "user_name_", "username_", "login_")
"""What follows a word for a person where it is what they are called."""

_PROSE = 0.5
"""From this share of sentences on a column says something, whatever it is called."""

_NAME = 4
"""The most words that a name has, titles and nicknames included."""

_DATES = 0.8
"""The share of dates from which a column is one of dates; the other values are faults."""

_EMAILS = 0.8
"""The share of e-mails from which a column holds people's; the other values are systems, or typed badly."""

_ONLY = 0.7
"""The confidence in the only column whose values can have a role."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A column that may have a role: how likely, why, and three of its values."""

    column: str
    confidence: float
    why: str
    values: list[str]
    filled: bool
    emails: float = 0.0
    """The share of its values that are e-mails."""
    has_broken_dates: bool = False
    """Whether only some of its values are dates."""


def candidates(role: str, looks: Sequence[ValueProfile]) -> list[Candidate]:
    """The columns that may have the role, likeliest first."""
    found = []
    only = _only(role, looks)
    names = {simple(look.name) for look in looks}
    for look in looks:
        name, fits, why = score(role, look.name, look.label), *_fits(role, look)
        if holds_amounts(look) or (role == "order" and _is_never_order(look, names, name=name)):
            continue
        if role == "author" and name < EXACT and is_of_a_person(look.name):
            continue
        if role == "message" and not name and not _is_prose(look) and _is_named_for_somebody(look):
            continue
        confidence = min(1.0, name * 0.6 + fits * 0.4) if name else fits * 0.35
        reason = f"its name, and {why}" if name else why
        if look is only and confidence < _ONLY:
            confidence, reason = _ONLY, f"{reason}; no other column is like it"
        if against(role, look.label):
            confidence /= 2
            reason = f"its name suggests otherwise, {why}"
            if not name and role != "date":
                continue
        if role == "kind" and not name:
            continue  # words that come again and again may be anybody's, or anything
        if fits > 0 and (name or fits >= 0.9 or look is only) and look.filled:
            found.append(
                Candidate(
                    column=look.name,
                    confidence=round(confidence, 2),
                    why=reason,
                    values=look.values,
                    filled=look.filled == 1.0,
                    emails=look.emails,
                    has_broken_dates=0 < look.dates < 1 and look.numbers < 0.5,
                )
            )
    if role == "order":
        found = _exact_first(_numbers_first(found))
    return sorted(found, key=lambda one: -one.confidence)


def who_wrote(found: list[Candidate]) -> list[Candidate]:
    """The candidates for the author, without those who only changed what another may well have written, or
    only reported what others wrote about."""
    return one_of_a_person(_but_for(_REPORTED, _but_for(_LATER, found)))


def _but_for(words: Collection[str], found: list[Candidate]) -> list[Candidate]:
    """The candidates without those named by these words, if another has the name of an author."""
    others = [one for one in found if not {*words} & {*simple(one.column).split("_")}]
    is_known = any(score("author", one.column, one.column) for one in others)
    return others if is_known else found


def one_of_a_person(found: list[Candidate]) -> list[Candidate]:
    """Where several columns are of the person whose the likeliest is (`author.id`, `author.name`): their
    e-mail, else what they are called, else their id, and no other column of theirs."""
    names = {one.column: f"{simple(one.column)}_" for one in found}
    best = found[0]
    owners = {name.rstrip("_").rpartition("_")[0] + "_" for name in names.values()} - {"_"}
    of_best = (one for one in {*owners, *names.values()} if names[best.column].startswith(one))
    whose = min(of_best, key=len)
    theirs = [one for one in found if names[one.column].startswith(whose)]
    full = [one for one in theirs if one.filled or not best.filled]
    for of_a_kind in (
        [one for one in theirs if one.emails >= _EMAILS],
        [one for one in full if names[one.column].removeprefix(whose) in _CALLED],
        [one for one in full if names[one.column].removeprefix(whose) == "id_"],
    ):
        if len(theirs) > 1 and of_a_kind:
            return [of_a_kind[0], *(one for one in found if one not in theirs)]
    return found


def first_and_last(found: Sequence[Candidate]) -> tuple[str, ...]:
    """The two columns of a person's name, where they are the likeliest; empty where they are not."""
    names = {simple(one.column): one.column for one in found if one.confidence >= found[0].confidence}
    whose = [name.removesuffix("first_name") for name in names if name.endswith("first_name")]
    pairs = [
        (names[f"{one}first_name"], names[f"{one}last_name"]) for one in whose if f"{one}last_name" in names
    ]
    return pairs[0] if len(pairs) == 1 and len(names) == len(pairs[0]) else ()


def _numbers_first(found: list[Candidate]) -> list[Candidate]:
    """An order has an id in its system, and a number that people know, which counts where both are given."""
    ids = [one for one in found if INTERNAL_IDS & {*simple(one.column).split("_")}]
    if not any(one.confidence >= _ONLY and one not in ids and _is_exact(one) for one in found):
        return found
    return [replace(one, confidence=round(one.confidence / 2, 2)) if one in ids else one for one in found]


def _exact_first(found: list[Candidate]) -> list[Candidate]:
    """A column with exactly the name of an order outranks others, however theirs look."""
    best = max((one.confidence for one in found if _is_exact(one)), default=0.0)
    ceiling = max(best - _EXACT_LEAD, 0.0)
    return [
        one if not best or _is_exact(one) else replace(one, confidence=min(one.confidence, round(ceiling, 2)))
        for one in found
    ]


def _is_exact(one: Candidate) -> bool:
    return score("order", one.column, one.column) >= EXACT


def _is_never_order(look: ValueProfile, names: Collection[str], *, name: float) -> bool:
    """Amounts of money, and by any other name a constant or the row's own key, are no orders; nor is, where
    the `name` says nothing for it, a number of the row or a column named for another role."""
    stem = simple(look.name).removesuffix("_id")
    kinds = {f"{stem}_type", *({stem} & {"entity", "object", "subject"})}  # Entity, Entity ID
    is_reference = stem != simple(look.name) and bool(kinds & {*names})
    own_key = not is_reference and look.is_key and score("legacy_id", look.name, look.label) >= _KEY
    of_another = not name and not is_reference and (look.running or _is_named_for_another(look))
    return look.money > 0.5 or of_another or (name < EXACT and (look.constant or own_key))


def _is_named_for_another(look: ValueProfile) -> bool:
    """Whether the name speaks for a role that is neither the order nor the row's key."""
    return any(score(role, look.name, look.label) >= _NAMED for role in ROLES if role != "legacy_id")


def _is_named_for_somebody(look: ValueProfile) -> bool:
    """Whether it is called as only who bought, or who wrote, is."""
    return any(score(role, look.name, look.label) >= EXACT for role in ("customer", "author"))


def _is_prose(look: ValueProfile) -> bool:
    """Whether it says something, and not only who somebody is, as `Rosa Lint (rosa88)` does."""
    return look.sentences >= _PROSE and any(len(value.split()) > _NAME for value in look.values)


def _only(role: str, looks: Sequence[ValueProfile]) -> ValueProfile | None:
    """The one column whose values can have this role, whatever its name is: the only dates, the only
    sentences, the only numbers with a #."""
    fit = _UNMISTAKABLE.get(role)
    able = [look for look in looks if fit and fit(look) and not against(role, look.label)]
    return able[0] if len(able) == 1 and able[0].filled >= 0.5 else None


_UNMISTAKABLE: dict[str, Callable[[ValueProfile], bool]] = {
    "date": lambda look: look.dates > _DATES,
    "message": lambda look: (
        look.is_free and look.sentences >= 0.5 and look.distinct >= 0.2 and look.emails <= 0.5
    ),
    "order": lambda look: look.codes >= 0.9 and look.values[0].startswith("#"),
}


def _fits(role: str, look: ValueProfile) -> tuple[float, str]:
    """How well a column's values fit a role, and that in words."""
    filled = f"{look.filled:.0%} filled"
    if role == "date" or look.dates > _DATES:
        fit = 1.0 if look.dates > _DATES else look.dates if look.dates > 0.5 else 0.0
        return fit if role == "date" else 0.0, f"{look.dates:.0%} of its values read as dates"
    if not look.is_free:
        return 0.0, "its values are times or documents"
    if role == "customer":
        fit = look.emails if look.emails > 0.5 else 0.3 * (1 - look.words)
        return fit, f"{look.emails:.0%} e-mails, {filled}"
    if role == "message":
        is_text = look.numbers < 0.5 <= look.text and look.emails <= 0.5
        fit = (0.2 + 0.8 * look.words) * _various(look) if is_text else 0.0
        return fit, f"{look.words:.0%} of several words, {filled}"
    if role == "legacy_id":
        once = "no value twice" if look.distinct == 1.0 else f"{look.distinct:.0%} distinct"
        return (1.0 if look.is_key and look.money < 0.5 else 0.0), f"{filled}, {once}"
    return _FITS[role](look), f"{filled}, {look.distinct:.0%} distinct"


def _fits_author(look: ValueProfile) -> float:
    """E-mails best; numbers less, and what is different in each row."""
    if all(value.lower() in _TRUTH for value in look.values):
        return 0.0
    if look.emails > 0.5:
        return 1.0
    return (0.6 if look.numbers < 0.9 else 0.3) * (1.0 if look.distinct < 0.9 else 0.5)


_FITS: dict[str, Callable[[ValueProfile], float]] = {
    "order": lambda look: look.filled * (1 - max(0.0, look.words - look.spaced)) * _apart(look),
    "author": _fits_author,
    "kind": lambda look: (1.0 if look.distinct < 0.5 else 0.4) * (1 - look.words / 2) * (1 - look.emails),
}


def _apart(look: ValueProfile) -> float:
    """How well values distinguish orders: a few that come again and again are states, and e-mails people."""
    return (0.2 if look.emails > 0.5 else 1.0) * min(1.0, 0.5 + 5 * look.distinct)


def _various(look: ValueProfile) -> float:
    """How much a message's values say: the same over and over is a form's title, unless there are few."""
    return min(1.0, 0.3 + 7 * look.distinct)
