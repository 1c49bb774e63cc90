"""People known only by a legacy name, and whom they stand for."""
