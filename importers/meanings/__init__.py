"""Meanings that people give to imported messages by their first words: set, taken back, listed."""
