"""What the events of each order add up to, as a table: lists are sorted and filtered by it, and whole logs
counted.

It is made when a log of many orders is first listed, sorted or counted so. Imports and single events do not
touch it: it knows up to which event it was filled, triggers mark the orders of events that were changed or
removed, and whoever reads it first brings up to date the orders that something happened to.
"""

from __future__ import annotations

from events.summaries.store.customers import find_customers
from events.summaries.store.filling import LEAST, refresh
from events.summaries.store.groups import Counting, read_counted_orders
from events.summaries.store.money import read_money, read_units, read_unsummed
from events.summaries.store.reach import discard
from events.summaries.store.reading import find_orders, read_first_steps, read_ids, read_moments
from events.summaries.store.tables import is_there, summaries

__all__ = [
    "LEAST",
    "Counting",
    "discard",
    "find_customers",
    "find_orders",
    "is_there",
    "read_counted_orders",
    "read_first_steps",
    "read_ids",
    "read_moments",
    "read_money",
    "read_units",
    "read_unsummed",
    "refresh",
    "summaries",
]
