"""The writer for PostgreSQL servers."""
