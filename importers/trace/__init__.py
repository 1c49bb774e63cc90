"""Tracing: the line behind an event, the event behind a line, and the command to import again."""
