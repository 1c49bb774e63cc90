"""Comparing a source with the log, record by record."""
