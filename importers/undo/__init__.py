"""Undoes an import, and deletes or moves notes."""
