"""Plans what an import reads of an input: one table, or all tables that a platform knows."""
