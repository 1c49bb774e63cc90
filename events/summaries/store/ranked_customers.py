"""A page of customers by a stored number or amount, and ties by e-mail.

Thousands of customers have one order each, or have paid nothing, so not all are compared: the index of the
stored value says which values are on the page, and among many with one value, the index of e-mails says who
comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, not_, select

from events.customer_lists import FEW, customer_order, is_customer, page_by_email
from events.lists import EMAIL
from events.summaries.store.tables import standings
from events.tables import Condition, users

if TYPE_CHECKING:
    from events.tables import Reader

_USER = standings.c.user_id
_IS_THEIRS = users.c.id == _USER


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """What customers are sorted by: a column of `standings`, and its value for those of whom nothing is
    known, or who have no row. `nothing` is None if these come last either way.

    Ties are sorted by e-mail, from the last to the first if `is_by_email_back`. With `in_state`, only those
    whose standings meet these conditions are listed."""

    own: ColumnElement[Any]
    nothing: Any
    is_rising: bool
    is_by_email_back: bool
    in_state: Sequence[Condition] = ()

    def parts(self) -> list[Condition | None]:
        """The conditions on the column for each part of the list, in order; None stands for those of whom
        nothing is known."""
        if self.nothing is None:
            return [self.own.is_not(None), None]
        less, more = self.own < self.nothing, self.own > self.nothing
        return [less, None, more] if self.is_rising else [more, None, less]

    def before(self, value: Any) -> Condition:
        """The condition that the column has what is listed before a value."""
        is_so: Condition = self.own < value if self.is_rising else self.own > value
        return is_so

    def after(self, value: Any) -> Condition:
        """The condition that the column has what is listed after a value."""
        is_so: Condition = self.own > value if self.is_rising else self.own < value
        return is_so


def page_by_rank(reader: Reader, ranking: Ranking, *, total: int, skipped: int, wanted: int) -> list[int]:
    """The ids of up to `wanted` of the `total` customers, after the first `skipped` ones."""
    found, wanted = list[int](), min(wanted, total - skipped)
    for part in ranking.parts():
        if wanted <= 0:
            break
        if part is None:
            number = total - sum(_count(reader, ranking, one) for one in ranking.parts() if one is not None)
            page = _unknown(reader, ranking, number, skipped, wanted)
        else:
            page = [*_of_part(reader, ranking, part, skipped, wanted)]
            number = 0 if page else _count(reader, ranking, part)
        found += page
        wanted -= len(page)
        skipped = 0 if page else skipped - number
    return found


def _of_part(reader: Reader, ranking: Ranking, part: Condition, skipped: int, wanted: int) -> Iterator[int]:
    """A page of those whose column meets a condition: the ties in which it begins, those between, and the
    ties in which it ends."""
    own = ranking.own
    rows = select(own).where(part, *ranking.in_state)
    in_order = rows.order_by(own if ranking.is_rising else own.desc()).limit(1)
    first = reader.scalar(in_order.offset(skipped))
    if first is None:
        return
    last = reader.scalar(in_order.offset(skipped + wanted - 1))
    if skipped:
        skipped -= _count(reader, ranking, part, ranking.before(first))
    page = _alike(reader, ranking, own == first, skipped, wanted)
    yield from page
    if first == last or (wanted := wanted - len(page)) <= 0:
        return
    until = [] if last is None else [ranking.before(last)]
    page = _between(reader, ranking, [part, ranking.after(first), *until], wanted)
    yield from page
    if last is not None and wanted > len(page):
        yield from _alike(reader, ranking, own == last, 0, wanted - len(page))


def _between(reader: Reader, ranking: Ranking, chosen: Sequence[Condition], wanted: int) -> Sequence[int]:
    """All customers who meet the conditions, in order: they are few."""
    emails = customer_order(EMAIL, reverse=ranking.is_by_email_back)
    rows = select(users.c.id).join(standings, _IS_THEIRS).where(*chosen, *ranking.in_state)
    rows = rows.order_by(ranking.own if ranking.is_rising else ranking.own.desc(), *emails)
    return reader.scalars(rows.limit(wanted)).all()


def _alike(reader: Reader, ranking: Ranking, is_so: Condition, skipped: int, wanted: int) -> Sequence[int]:
    """A page of those whose column has one value, by e-mail."""
    number = _count(reader, ranking, is_so)
    theirs = select(_USER).where(is_so, *ranking.in_state)
    # Of many, those on the page are looked at one by one.
    is_one = users.c.id.in_(theirs) if number <= FEW else theirs.where(_IS_THEIRS).correlate(users).exists()
    reverse = ranking.is_by_email_back
    return page_by_email(reader, [is_one], number, skipped=skipped, wanted=wanted, reverse=reverse)


def _unknown(reader: Reader, ranking: Ranking, number: int, skipped: int, wanted: int) -> Sequence[int]:
    """A page of the `number` customers of whom nothing is known, by e-mail."""
    own, nothing = ranking.own, ranking.nothing
    if ranking.in_state:
        return _alike(reader, ranking, own.is_not_distinct_from(nothing), skipped, wanted)
    is_known = select(_USER).where(_IS_THEIRS, own.is_distinct_from(nothing)).correlate(users).exists()
    chosen, reverse = [not_(is_known), is_customer()], ranking.is_by_email_back
    return page_by_email(reader, chosen, number, skipped=skipped, wanted=wanted, reverse=reverse)


def _count(reader: Reader, ranking: Ranking, *chosen: Condition) -> int:
    rows = select(func.count()).select_from(standings).where(*chosen, *ranking.in_state)
    return reader.scalar(rows) or 0
