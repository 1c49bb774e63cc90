"""Orders: their event functions, and finding and adding them.

The vocabulary is re-exported here, where Saleor has it.
"""

from events.vocabulary.orders import OrderEvents, OrderEventsEmails

__all__ = ["OrderEvents", "OrderEventsEmails"]
