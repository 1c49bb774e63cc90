"""Sentences on amounts: those of an import's columns, and those whose currency is assumed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cli.render import safe
from cli.render.people import counted
from events.meaning.kind_groups import COUNTED
from events.vocabulary.kinds import Kind


def amount_notes(shown: int, unseen: Mapping[str, int], unread: Mapping[str, int]) -> Iterator[str]:
    """How many amounts are shown with their messages, and how many are not, by the kind of what they stand
    beside, with how to say what they are of; and which are not added up, since they can be read in two
    ways."""
    if unread:
        count, named = sum(unread.values()), ", ".join(safe.line(name) for name in unread if name)
        are, stands = ("is", "its separator stands") if count == 1 else ("are", "their separators stand")
        more = ", …" if "" in unread else ""
        yield (
            f"{counted(count, 'amount')} of the column {are} not added up, since nothing shows whether "
            f"{stands} for thousands or for decimals: {named}{more}. To have them counted, write decimals in "
            "the file (1.000,00), undo this import and import the file again."
        )
    if shown:
        yield (
            f"Amounts of the column shown with what says paid or refunded: {shown:,}. The same amount in "
            "several rows of an order counts once, unless each names its transaction."
        )
    of_money = {kind: number for kind, number in unseen.items() if kind in _OF_MONEY}
    others = {kind: number for kind, number in unseen.items() if kind not in _OF_MONEY}
    if others:
        yield _unseen(others, "the messages do not say paid or refunded")
    if of_money:
        yield _unseen(of_money, "negative payments and cells that are no amounts do not count")
    if Kind.LEGACY.word in unseen:
        yield "If another column says what happened, --set kind=COLUMN (or status=COLUMN) reads it."


_OF_MONEY = frozenset(kind.word for kind in COUNTED)


def _unseen(numbers: Mapping[str, int], why: str) -> str:
    count = sum(numbers.values())
    kinds = ", ".join(f"{kind} {number:,}" for kind, number in numbers.items())
    are, they = (
        ("is", "It is kept with its record") if count == 1 else ("are", "They are kept with their records")
    )
    return (
        f"{counted(count, 'amount')} of the column {are} neither shown nor added up, since {why} ({kinds}). "
        f"{they}."
    )


def assumed_notes(numbers: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """Sentences on how many amounts that have only a sign were counted as ones of a currency."""
    for (sign, code), number in sorted(numbers.items()):
        are = "is" if number == 1 else "are"
        yield f"{counted(number, 'amount')} written {sign} {are} counted as {code}: {_WHY}"


def assumed_signs(assumed: Iterable[tuple[str, str]]) -> str:
    """The same where they were not numbered; empty where there are none."""
    return " ".join(f"Amounts written {sign} are counted as {code}: {_WHY}" for sign, code in sorted(assumed))


_WHY = "the order, or else its shop, has no other currency with this sign."
