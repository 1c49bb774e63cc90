"""Counts, sums, waits and paths over many orders."""
