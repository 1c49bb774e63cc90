"""Customers and staff: their event functions, and finding and adding them.

The vocabulary is re-exported here, where Saleor has it.
"""

from events.vocabulary.customers import CustomerEvents

__all__ = ["CustomerEvents"]
