"""Groups of kinds that messages are understood by."""

from __future__ import annotations

from events.vocabulary.kinds import Kind

VAGUE = frozenset(
    {Kind.AWAITING, Kind.PREPARING, Kind.COMPLETED, Kind.HELD, Kind.STOCK, Kind.INVOICED, Kind.PLACED}
)
"""Statuses in which an order is while something else happens to it: a comment that names that counts."""
OF_MONEY = frozenset(
    {Kind.AUTHORIZED, Kind.PAID, Kind.FAILED, Kind.VOIDED, Kind.REFUNDED, Kind.DISPUTED, Kind.DISPUTE_WON,
     Kind.DISPUTE_LOST}
)  # fmt: skip
"""What a comment says of money, which counts whatever the status is."""
MAY_BE_PARTIAL = {Kind.PAID, Kind.SHIPPED, Kind.DELIVERED, Kind.RETURNED, Kind.REFUNDED, Kind.CANCELLED}
CERTAIN = {
    Kind.PLACED, Kind.AUTHORIZED, Kind.PAID, Kind.REFUNDED, Kind.INVOICED, Kind.SHIPPED, Kind.DELIVERED,
    Kind.RETURNED, Kind.CANCELLED, Kind.STOCK, Kind.MAIL,
}  # fmt: skip
"""Kinds that are not assigned where the rest of the sentence expresses doubt."""

COUNTED = frozenset({Kind.PAID, Kind.REFUNDED})
"""The kinds of which an amount that a row has beside the message is an amount."""
