"""Which names of columns are those of one system, and which may stand in anybody's export."""

from __future__ import annotations

from collections.abc import Collection

from importers.column_words import simple
from importers.inference.name_score import EXACT, named

_ORDINARY = frozenset(
    "id ids no nr number num key ref reference code order orders customer customers user users username "
    "buyer client account email mail name date dates time datetime timestamp created creation create "
    "updated modified changed change added add at on by when placed sent received occurred status statuses "
    "state old new previous prev next last current from to before after type kind event action activity note "
    "notes comment comments message messages content text body subject title description details detail "
    "reason remark remarks log history entry author staff employee agent operator admin amount total value "
    "price sum currency tax gross net fee payment payments refund refunds refunded transaction method paid "
    "shipping tracking invoice parameters data source info".split()
)
"""Words that people use in tables of their own."""

_MOST = 2
"""A name of more words than this was put together by a system: `order_status_id`."""


def is_peculiar(column: str) -> bool:
    """Whether a name is hardly one that people give to a column: `entity_id` and `id_order_state` are such,
    `old_status` and `Order ID` are not."""
    words = simple(column).split("_")
    return len(words) > _MOST or not _ORDINARY.issuperset(words)


def are_peculiar(used: Collection[str], columns: Collection[str]) -> bool:
    """Whether the columns that a declaration has a use for are those of one system: more of them have such
    names than there are authors among the rest of `columns`, which it would leave unread."""
    unread = [one for one in columns if one not in used and named("author", one) >= EXACT]
    return sum(map(is_peculiar, used)) > len(unread)
