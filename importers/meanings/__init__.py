"""Meanings that people give, after an import, to what its messages begin with: given, taken back, listed."""
