"""Help texts, and commands that are loaded when they are called."""
