"""Amounts in brackets behind a message, as imports show a row's amount: `Paid (12.00 EUR)`; and those of the
entries of a ledger: `capture 12.00 EUR`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from events.amounts import digits_of
from events.meaning.fields import ANY_CODE, MONEY, NUMBER, SIGN
from events.meaning.meaning import Meaning
from events.meaning.status_names import LEDGER, bare
from events.vocabulary.kinds import Kind


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What became of the amount of an entry, and the amount as written; empty where it stands elsewhere."""

    kind: Kind
    money: str


def amount_behind(text: str) -> tuple[str, str] | None:
    """The message and the amount behind it, which has a currency or decimals; None where there is none."""
    found = _pattern().search(text) if text.endswith(")") else None
    return (text[: found.start()], found["money"]) if found and not found["minus"] else None


def ledger_entry(text: str) -> LedgerEntry | None:
    """The entry of a ledger that a message is: the word for it and its amount, as machines write them, or
    with the amount in brackets, before which a description may stand. That of a refund is less than nothing
    there: in other tables, `refund` is what a note is about."""
    behind = _pattern().search(text) if text.endswith(")") else None
    if behind is None:
        may_be = len(text) <= _LONGEST and (text[-3:].isupper() or text[-1:].isdigit())
        found = _entry().fullmatch(text) if may_be else None
        kind = LEDGER.get(bare(found["word"])) if found else None
        return LedgerEntry(kind, found["money"]) if found and kind else None
    kind = entry_kind(text[: behind.start()], is_negative=bool(behind["minus"]))
    return LedgerEntry(kind, behind["money"]) if kind else None


def named_transaction(text: str, meaning_of: Callable[[str], Meaning]) -> Meaning | None:
    """What a message means, by what stands before the id of its transaction; None where that neither says
    paid nor refunded. Providers' reports name it: two transactions of one amount are two payments."""
    before, comma, named = text.rpartition(", transaction ")
    if not comma or ", transaction " in before or not _ID.fullmatch(named):
        return None
    found = meaning_of(before)
    is_of_money = found.display_kind in (Kind.PAID, Kind.REFUNDED) and not found.transaction
    return replace(found, transaction=named) if is_of_money else None


_ID = re.compile(r"\w{3,64}")


def entry_kind(message: str, *, is_negative: bool) -> Kind | None:
    """What became of the amount beside a message that is the word for an entry, or that and a description,
    or that behind the word that it succeeded. None where it says nothing of one."""
    label, colon, rest = message.partition(": ")
    if colon and bare(label) in _SUCCEEDED and bare(rest) in LEDGER:
        return LEDGER[bare(rest)]
    kind = LEDGER.get(bare(label))
    is_certain = not colon or (is_negative if kind is Kind.REFUNDED else bare(label) != "payment")
    return kind if is_certain else None


_LONGEST = 60
_SUCCEEDED = frozenset(("complete", "completed", "succeeded", "successful", "success", "cleared"))


@cache
def _entry() -> re.Pattern[str]:
    number = r"\d[\d.,']*[.,]\d\d"
    money = rf"{number} [A-Z]{{3}}|{SIGN} {number}"
    return re.compile(rf"(?P<word>[A-Za-z_ ]{{4,40}}?)[ :]+[-+\u2212]?(?P<money>{money})")


def is_of_same_digits(one: str, other: str) -> bool:
    """Whether two amounts as written have as many digits in the same places: which digits does not matter."""
    return digits_of(one).translate(_MASKED) == digits_of(other).translate(_MASKED)


_MASKED = str.maketrans("023456789", "1" * 9)


@cache
def _pattern() -> re.Pattern[str]:
    decimals = r"\d[\d.,' ]*[.,]\d{2}"
    money = rf"{MONEY}|{NUMBER}\s?{ANY_CODE}|{decimals}"
    return re.compile(rf" \((?P<minus>-?)(?P<money>{money})\)$", re.IGNORECASE)
