"""Taking in repaired rejects, in the places of the records that they repair."""
