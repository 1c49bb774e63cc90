"""Events written by hand: notes, and a command for each event function."""
