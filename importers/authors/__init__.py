"""Authors known only by a legacy name, and the people they stand for."""
