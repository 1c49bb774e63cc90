"""Classifies events: the same few kinds for typed events and for legacy messages of any shop.

A typed event has the kind of its type. A legacy message is compared with `events.meaning.patterns`, and never
altered: its event stays OTHER, and only the icon, colour and filters follow the kind, which is `legacy` where
nothing is certain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from events.amounts import exact, may_be_of, stored
from events.meaning import patterns as message_patterns
from events.meaning import status_names
from events.meaning.kind_groups import CERTAIN, COUNTED, OF_MONEY, VAGUE
from events.meaning.meaning import Meaning
from events.meaning.message_words import (
    by_amount,
    by_last_part,
    by_pattern,
    by_phrase,
    by_slots,
    by_words,
    meaning_of,
    new_status,
)
from events.meaning.part_states import state_of_part
from events.meaning.row_amounts import amount_behind, is_of_same_digits, ledger_entry, named_transaction
from events.meaning.slots import said_by_slots
from events.meaning.taken_back import is_taken_back
from events.meaning.worded_amounts import counts_things, is_about_amount, only_amount
from events.vocabulary.catalogue import kinds_by_code
from events.vocabulary.kinds import Kind

_NOTHING = Meaning(kind=Kind.LEGACY)

OTHER = "other"


def codes_of_kinds(kinds: frozenset[Kind]) -> frozenset[str]:
    """The codes of all event types that can be of these kinds; OTHER can be of any."""
    wanted = kinds | ({Kind.NOTE} if Kind.CUSTOMER_NOTE in kinds else frozenset())
    return frozenset(code for code, kind in kinds_by_code().items() if kind in wanted) | {OTHER}


def classify(code: str, parameters: Mapping[str, Any], *, legacy: str | None, by_customer: bool) -> Meaning:
    """What an event means.

    `code` is its type, `legacy` the legacy record's own status or type, and `by_customer` is whether the
    customer acted. `parameters` may come from another program: what cannot be read is left out.
    """
    if code == OTHER:
        text = parameters.get("message")
        return classify_text(text if isinstance(text, str) else "", legacy)
    kind = _kinds().get(code, Kind.LEGACY)
    if kind is Kind.NOTE and by_customer:
        kind = Kind.CUSTOMER_NOTE
    amount = stored(parameters.get("amount"))
    if amount is None:
        return _TYPED[kind]
    transaction = str(parameters.get("payment_id") or "")
    return Meaning(kind=kind, money=str(parameters["amount"]), amount=amount, transaction=transaction)


@cache
def _kinds() -> Mapping[str, Kind]:
    return kinds_by_code()


_TYPED = {kind: Meaning(kind=kind) for kind in Kind}


@lru_cache(maxsize=4096)
def classify_text(message: str, legacy: str | None = None) -> Meaning:
    """What a legacy message means.

    Its own words decide. The legacy record's status or type only decides which messages are notes: in many
    shops it is merely the status of the order at the time. One that the user gave a meaning decides.
    """
    text = _without_second_carrier(message.strip().replace("\xa0", " "))
    if legacy and (meant := status_names.TAUGHT.get(legacy.casefold())):
        return _taught(text, meant)
    found = named_transaction(text, lambda before: classify_text(before, legacy))
    found = found or _with_amount_of_row(text, legacy) or (_beside_status(text, legacy) if legacy else None)
    found = found or _moved(text)
    found = (
        found or by_pattern(text) or by_amount(text) or by_slots(text) or _status(text) or by_phrase(text)
    ) or by_last_part(text)
    if found is not None:
        return _with_same_sum(found, text, legacy)
    kind = status_names.CODES.get(legacy.casefold()) if legacy else None
    return _TYPED[kind] if kind else _NOTHING


_NUMBERED = re.compile(r"\(([^\W\d_]{2,})[ :]+(?=[A-Z]*\d)([A-Z0-9]{8,40})\)$")
"""A carrier and the number of a parcel in brackets, at the end."""


def _without_second_carrier(text: str) -> str:
    """The text; where the carrier that it names stands again before the number of the parcel, only once."""
    found = _NUMBERED.search(text) if text.endswith(")") else None
    if found is None or found[1].casefold() not in text[: found.start()].casefold().split():
        return text
    return f"{text[: found.start()]}({found[2]})"


def _with_same_sum(found: Meaning, text: str, legacy: str | None) -> Meaning:
    """`found` with an amount that it lacks, where another way to read the text has it: a timeline knows the
    record's status, and sums do not, and they have the same amount."""
    label, colon, _ = text.partition(": ")
    is_status = colon and status_names.STATES.get(status_names.bare(label)) is not None
    if found.money or found.display_kind not in COUNTED or not is_status:
        return found
    other = classify_text(text) if legacy else _beside_status(text, label)
    if other is None or other.display_kind is not found.display_kind or not other.money:
        return found
    return replace(found, money=other.money, amount=other.amount, currency=other.currency)


def _with_amount_of_row(text: str, legacy: str | None) -> Meaning | None:
    """The meaning of an entry of a ledger, or of what says paid or refunded before an amount in brackets."""
    if entry := ledger_entry(text):
        return meaning_of(entry.kind, {"money": entry.money})
    message, money = amount_behind(text) or ("", "")
    return _with_money(classify_text(message, legacy), money, message) if message else None


def _with_money(found: Meaning, money: str, message: str) -> Meaning | None:
    """`found` with the amount behind it; None where it has another amount, or one with a currency."""
    if found.display_kind not in COUNTED:
        return None
    currency = message_patterns.currency_in(money)
    if not found.money or counts_things(found.money, message):
        return replace(found, money=money, amount=exact(money), currency=currency, is_of_row=True)
    if not currency or not may_be_of(found.currency, currency) or not is_of_same_digits(found.money, money):
        return None
    return replace(found, money=money, amount=exact(money), currency=currency)


def _taught(text: str, kind: Kind) -> Meaning:
    """The meaning of a message of which the user said what it means; its words add the details."""
    message, money = amount_behind(text) or (text, "")
    found = _commented(message, kind, "")
    found = found if found.kind is kind else _TYPED[kind]
    return (_with_money(found, money, message) if money else None) or found


_LONGEST_STATUS = 60
_MOVE = re.compile(
    r"(?:([^\W\d][^:\n]{0,40}): )?([^:\n]{1,40}?) ?(?:\u2192|-+>|=+>) ?([^:>\n]{0,40}\w[^:>\n]{0,40})"
)
_MASKED = str.maketrans("023456789", "1" * 9)


def _beside_status(text: str, legacy: str) -> Meaning | None:
    """The meaning of a message before which the legacy record's own status stands: it may be only that at the
    time, so it adds no payment that the comment does not name, and hides none that it does."""
    label, rest = text[: len(legacy)], text[len(legacy) + 2 :].strip()
    if label.translate(_MASKED) != legacy.translate(_MASKED) or text[len(legacy) : len(legacy) + 2] != ": ":
        return None
    given = by_words(rest)
    state = status_names.STATES.get(status_names.bare(label), Kind.LEGACY)
    if state is Kind.LEGACY:
        return given or by_pattern(text) or _status(rest)
    if given is None and (state is None or state in VAGUE) and (named := _named(rest)):
        return named
    if given is not None and given.kind in OF_MONEY:
        is_partial = given.kind is state and new_status(state, label).is_partial
        return replace(given, is_partial=True) if is_partial else given
    if state is None:
        return given or new_status(None, label)
    return _under_status(rest, state, label, given)


def _under_status(rest: str, state: Kind, label: str, given: Meaning | None) -> Meaning:
    """The meaning of a comment under a status: that status, where its own words, `given`, add nothing."""
    found = _commented(rest, state, label)
    if (given and given.kind is found.kind) or found.tracking or is_about_amount(rest, found.money):
        return found
    return replace(found, kind=Kind.STATUS, state=state, after=label)


def _moved(text: str) -> Meaning | None:
    """The meaning of a change of a status, `Status: new \u2192 paid`: that of the new one. Behind the name of
    a thing, `Order: new -> paid`, the old one is known, or a program wrote it; behind none, both are."""
    found = _MOVE.fullmatch(text) if ">" in text or "\u2192" in text else None
    if found is None:
        return None
    label, before, after = found[1] or "", found[2], found[3]
    said = f"{label}: {after}" if label else after
    if not (status_names.STATUS_WORD.match(said) or state_of_part(said)):
        topic, old, new = map(status_names.bare, (label, before, after))
        is_whole = topic in status_names.ORDERS or (not label and new in status_names.STATES)
        is_known = old in status_names.STATES or (label and "\u2192" in text)  # people write `->`
        if not is_known or not (is_whole or topic in status_names.PARTS):
            return None
        states = status_names.STATES.get(old), status_names.STATES.get(new)
        if states == (Kind.REFUNDED, Kind.PAID) or (states[1] is Kind.CANCELLED and not is_whole):
            return None  # it may be the refund that was paid, or the invoice that was cancelled
    given = _status(said)
    if given is None or given.kind is not Kind.STATUS:
        return given
    return replace(given, before=before, after=after)


def _status(text: str) -> Meaning | None:
    """The meaning of a message that is only the name of a status, or that and a comment."""
    if (of_part := state_of_part(text)) is not None:
        return of_part
    plain = status_names.STATUS_WORD.sub("", text, count=1)
    label, colon, rest = plain.partition(":")
    label = label.strip()
    if plain == text and len(label) > status_names.LONGEST and len(label.strip(" .!")) > status_names.LONGEST:
        return None  # true of nearly all notes, since no status has such a name
    if plain != text and (given := by_amount(plain)):
        return given
    rest = rest.strip()
    name = status_names.bare(label)
    state = status_names.STATES.get(name, Kind.LEGACY)
    if colon and rest and (state is not Kind.LEGACY or name in status_names.TOPICS):
        said = None if state is Kind.LEGACY or name in status_names.DOCUMENTS else state
        return _commented(rest, said, label) if said else by_words(rest) or _named(rest)
    if state is not Kind.LEGACY:
        return new_status(state, label.strip(" ."))
    is_named = plain != text and len(plain) <= _LONGEST_STATUS and "\n" not in plain
    return _said_as_status(plain) if is_named else None


def _said_as_status(text: str) -> Meaning:
    """The meaning of what stands for the name of a status and is no known one: its words may say it."""
    given = by_words(text) or _NOTHING
    found = given if given.kind in CERTAIN - {Kind.STOCK, Kind.MAIL} else Meaning(kind=Kind.STATUS)
    state = found.kind if found is given else None
    return Meaning(kind=Kind.STATUS, state=state, is_partial=found.is_partial, after=text.strip(" ."))


def _commented(rest: str, state: Kind, label: str) -> Meaning:
    """The meaning of a status with a comment; the comment adds the details."""
    given = by_words(rest) or (_named(rest) if state in VAGUE else None)
    is_partial = new_status(state, label).is_partial
    if given is not None and (given.kind is state or (state in VAGUE and given.display_kind in CERTAIN)):
        return replace(given, is_partial=True) if is_partial and given.kind is state else given
    look = {Kind.SHIPPED: message_patterns.tracking, Kind.REFUNDED: message_patterns.refund}.get(state)
    found = look().search(rest) if look else None
    details = message_patterns.captured(found) if found else {}
    if state is Kind.SHIPPED and not details and (parcel := said_by_slots(f"{label}: {rest}")):
        details = dict(parcel.details) if parcel.kind is state else {}
    is_other = given is not None and given.kind in OF_MONEY
    may_name = "money" not in details and not is_other and not is_taken_back(rest, 0, state)
    if may_name and (money := only_amount(rest, state)):
        details["money"] = money
    if not details and not is_partial:
        return _TYPED[state]
    return meaning_of(state, details, is_partial=is_partial)


def _named(text: str) -> Meaning | None:
    """The meaning of a comment that is itself the name of a status that says what happened."""
    found = _status(text)
    return found if found is not None and found.state in CERTAIN else None
