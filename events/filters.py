"""Selects events: a subject, filters, and positions in the total order, as conditions on a table of events.

The order is: date, then customer events before order events, then id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import TableClause, and_, func, not_, or_, select, true

from events.account import CustomerEvents
from events.account.machines import acted_by_system
from events.database.value_match import contains_value
from events.tables import Condition, customer_events, order_events, orders

if TYPE_CHECKING:
    from collections.abc import Callable

    from events.account.people import Person

    ExtraCondition = Callable[[TableClause], Condition]
    """Gives a condition on the events of a table; other packages add theirs, as the ledger does."""

ORDER, CUSTOMER = "o", "c"
RANK = {CUSTOMER: 0, ORDER: 1}
TABLES: Mapping[str, TableClause] = {CUSTOMER: customer_events, ORDER: order_events}
Key = tuple[datetime, int, int]
"""A position in the total order: date, rank of the table, id."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whose events: an order's, a customer's (with those of all their orders), or everybody's.

    A guest has an e-mail but no user id.
    """

    order_id: int | None = None
    user_id: int | None = None
    email: str = ""


EVERYTHING = Subject()


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which events are selected.

    `since` is inclusive, `until` exclusive. `authors` are the ids of people, None among them for
    the shop itself; without `authors`, anybody. `text` is matched
    in the message and all other parameters, in any case. `before` and `after` are positions in the total
    order, for paging. `limit` is the number of newest events to keep, or of those next to `after`.
    """

    types: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    authors: frozenset[int | None] | None = None
    text: str = ""
    extra_condition: ExtraCondition | None = None
    before: Key | None = None
    after: Key | None = None
    limit: int | None = None

    @property
    def hiding(self) -> bool:
        """Whether the filters, `limit` aside, can hide events."""
        return replace(self, limit=None) != Filters()


def of_customer(who: Person) -> Subject:
    """A customer's own events and those of their orders."""
    return Subject(user_id=who.id, email=who.email or "")


def letter_of(table: TableClause) -> str:
    """The letter that event ids of this table begin with: o17, c17."""
    return ORDER if table is order_events else CUSTOMER


def conditions(table: TableClause, subject: Subject, filters: Filters) -> list[Condition]:
    """The conditions on a table's events that the subject and the filters, `limit` aside, require."""
    found = [*_about(table, subject)]
    if filters.types:
        found.append(table.c.type.in_(sorted(filters.types)))
    if filters.since is not None:
        found.append(table.c.date >= filters.since)
    if filters.until is not None:
        found.append(table.c.date < filters.until)
    if filters.authors is not None:
        people = table.c.user_id.in_(sorted(who for who in filters.authors if who is not None))
        found.append(or_(table.c.user_id.is_(None), people) if None in filters.authors else people)
    if filters.text:
        found.append(contains_value(table.c.parameters, filters.text))
    if filters.extra_condition is not None:
        found.append(filters.extra_condition(table))
    return [*found, *_placed(table, filters)]


def with_condition(filters: Filters, condition: ExtraCondition) -> Filters:
    """The filters with one more condition on each table of events."""
    before = filters.extra_condition
    if before is None:
        return replace(filters, extra_condition=condition)
    return replace(filters, extra_condition=lambda table: and_(condition(table), before(table)))


def of_orders(ids: Sequence[int]) -> Filters:
    """Filters that select the events of these orders."""
    wanted = list(ids)
    return Filters(extra_condition=lambda events: events.c.order_id.in_(wanted))


def of_shop(filters: Filters, shop: str) -> Filters:
    """The filters, restricted to the events of a shop's orders."""
    theirs = select(orders.c.id).where(orders.c.shop == shop)
    return with_condition(filters, lambda table: table.c.order_id.in_(theirs))


def by_system(filters: Filters, *, is_by_system: bool) -> Filters:
    """The filters, restricted to the events that have no author or a legacy system's name, or to those of
    people."""

    def condition(table: TableClause) -> Condition:
        theirs = acted_by_system(table.c.user_id)
        return theirs if is_by_system else not_(theirs)

    return with_condition(filters, condition)


def with_subjects(filters: Filters, subjects: Sequence[Subject]) -> Filters:
    """The filters, restricted to the events of any of the `subjects`; without any, the same filters."""
    if not subjects:
        return filters
    return with_condition(
        filters, lambda table: or_(*(and_(true(), *_about(table, one)) for one in subjects))
    )


def _placed(table: TableClause, filters: Filters) -> Iterator[Condition]:
    """The date comes first, to use the index; ids decide among events of the same moment."""
    rank, own = RANK[letter_of(table)], table.c
    if filters.before is not None:
        date, its_rank, number = filters.before
        yield own.date < date if rank > its_rank else own.date <= date
        if rank == its_rank:
            yield or_(own.date < date, own.id < number)
    if filters.after is not None:
        date, its_rank, number = filters.after
        yield own.date > date if rank < its_rank else own.date >= date
        if rank == its_rank:
            yield or_(own.date > date, own.id > number)


def _about(table: TableClause, subject: Subject) -> list[Condition]:
    if subject == EVERYTHING:
        return []
    if subject.order_id is not None:
        return [table.c.order_id == subject.order_id]
    if table is order_events:
        return [table.c.order_id.in_(select(orders.c.id).where(belongs_to(subject)))]
    of_guests = table.c.order_id.in_(select(orders.c.id).where(_as_guest(subject)))
    if subject.user_id is None:
        return [of_guests]
    deleted_others = and_(
        table.c.customer_id.is_(None),
        table.c.user_id == subject.user_id,
        table.c.type == CustomerEvents.CUSTOMER_DELETED,
    )
    theirs = [table.c.customer_id == subject.user_id, deleted_others]
    return [or_(*theirs, of_guests) if subject.email else or_(*theirs)]


def belongs_to(subject: Subject) -> Condition:
    """Which orders are a customer's: those tied to them, and guest orders under their e-mail."""
    as_guest = _as_guest(subject)
    if subject.user_id is None:
        return as_guest
    theirs = orders.c.user_id == subject.user_id
    return or_(theirs, as_guest) if subject.email else theirs


def _as_guest(subject: Subject) -> Condition:
    return and_(
        orders.c.user_id.is_(None),
        orders.c.user_email != "",
        func.lower(orders.c.user_email) == func.lower(subject.email),
    )
