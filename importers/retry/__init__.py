"""Imports repaired rejects at the positions of the records that they repair."""
