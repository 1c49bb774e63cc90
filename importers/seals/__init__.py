"""Seals: one digest over the log's events, and what proves later that they are still the same."""
