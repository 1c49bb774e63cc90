"""What an import reads of an input: the table that is meant, or all tables that a platform knows."""
