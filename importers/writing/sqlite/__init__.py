"""The writer for SQLite files."""
