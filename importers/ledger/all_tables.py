"""Every table of a log, for what handles logs as a whole.

An import has the tables of `importers.ledger.record_tables`: mapping one to a class takes 2 ms.
"""

from __future__ import annotations

from events.database.base import Base
from importers.ledger import models, record_models, seal_models  # noqa: F401 - their tables

METADATA = Base.metadata
"""The tables of events, orders and people, and those of the ledger."""
