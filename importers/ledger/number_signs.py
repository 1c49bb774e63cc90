"""Orders of a batch whose numbers differ from those of other orders of their shop only by a # or zeros.

A spreadsheet takes leading zeros for nothing: of 000000104, it leaves 104.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from events.next_commands import quoted

_LOOKED_AT = 1_000
"""Orders that are compared: the last that were made."""

_DIGITS = 12
"""Longer numbers are not looked for."""

_TOGETHER = 2_000
"""Numbers in one query."""

_MADE = text("""
    SELECT orders.shop, orders.number FROM orders JOIN (
        SELECT entity_id, batch_id FROM creations WHERE entity = 'order' ORDER BY entity_id DESC LIMIT :most
    ) AS made ON made.entity_id = orders.id AND made.batch_id = :batch
""")
_THERE = "SELECT number FROM {others}orders WHERE shop = :shop AND number IN :numbers"


@dataclass(frozen=True, kw_only=True)
class _Difference:
    """What numbers of one order may differ in. `others` gives the ways to write a number otherwise, `bare`
    what they share, `remedy` the option that writes a number as the other one."""

    only_by: str
    others: Callable[[str], list[str]]
    bare: Callable[[str], str]
    remedy: Callable[[str, str, str], str]


def sentences(
    session: Session, *, batch: int, dry_run: bool, column: str = "COLUMN", others: str = ""
) -> list[str]:
    """A sentence on the orders of a batch that differ from others of their shop in a # alone, and one on
    those that do in zeros, if any do.

    `others` is put before the name of the table with those, where it is not that with the batch's; `column`
    is the one that the orders were read from.
    """
    made = session.execute(_MADE, {"batch": batch, "most": _LOOKED_AT}).all()
    by_shop: dict[str, set[str]] = {}
    for shop, number in made:
        by_shop.setdefault(shop, set()).add(number)
    undo = "" if dry_run else f" To take this import back: events undo {batch}"
    found = (_sentence(session, by_shop, one, column=column, table=others) for one in _DIFFERENCES)
    return [f"{sentence}{undo}" for sentence in found if sentence]


def _sentence(
    session: Session, by_shop: dict[str, set[str]], difference: _Difference, *, column: str, table: str
) -> str:
    pairs = {
        other: number
        for shop, numbers in by_shop.items()
        for other, number in _alike(session, shop, sorted(numbers), difference, table)
    }
    if not pairs:
        return ""
    count = len({difference.bare(number) for number in pairs})
    there, here = min(pairs.items())
    differ = "1 order differs from another" if count == 1 else f"{count:,} orders differ from others"
    remedy = difference.remedy(here, there, column)
    return (
        f"{differ} of the shop only by {difference.only_by} ({there} and {here}), and each is an order of "
        f"its own. If they are the same, write them alike; {remedy}."
    )


def _alike(
    session: Session, shop: str, numbers: Sequence[str], difference: _Difference, table: str
) -> Iterator[tuple[str, str]]:
    """Numbers of other orders, each with that of the batch's order that it may be."""
    of = {other: number for number in numbers for other in difference.others(number)}
    find = text(_THERE.format(others=table)).bindparams(bindparam("numbers", expanding=True))
    wanted = sorted(of)
    for at in range(0, len(wanted), _TOGETHER):
        some = wanted[at : at + _TOGETHER]
        for other in session.scalars(find, {"shop": shop, "numbers": some}):
            yield other, of[other]


def _with_sign(number: str) -> list[str]:
    return [number[1:] if number.startswith("#") else f"#{number}"]


def _with_zeros(number: str) -> list[str]:
    bare = number.lstrip("0")
    if not (bare.isascii() and bare.isdigit() and len(number) <= _DIGITS):
        return []
    ways = (bare.zfill(digits) for digits in range(len(bare), _DIGITS + 1))
    return [way for way in ways if way != number]


def _added_sign(here: str, there: str, column: str) -> str:
    del here, there
    return f"--set {quoted(f'order=#{{{column}}}')} adds a #"


def _added_zeros(here: str, there: str, column: str) -> str:
    if len(here) > len(there):
        value = rf"order={column} ~ ^0*(\d+)$"
        return f"--set {quoted(value)} leaves out the zeros"
    value = f"order={column}:0{len(there)}"
    return f"--set {quoted(value)} adds the zeros that a spreadsheet may have taken"


_DIFFERENCES = (
    _Difference(only_by="a #", others=_with_sign, bare=lambda number: number.lstrip("#"), remedy=_added_sign),
    _Difference(
        only_by="leading zeros",
        others=_with_zeros,
        bare=lambda number: number.lstrip("0"),
        remedy=_added_zeros,
    ),
)
