"""Erasing a person from the log and all that was kept of its imports."""
