"""From an input's columns to the neutral record's: what each means, and how its cells are read."""
