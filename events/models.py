"""The roll-call: every entity's models in one import, for metadata and migrations."""

from events.account.models import CustomerEvent, User
from events.database.base import Base
from events.notes.models import CustomerCorrection, NoteKey, OrderCorrection
from events.order.models import Order, OrderEvent, OrderLine

__all__ = [
    "Base",
    "CustomerCorrection",
    "CustomerEvent",
    "NoteKey",
    "Order",
    "OrderCorrection",
    "OrderEvent",
    "OrderLine",
    "User",
]
