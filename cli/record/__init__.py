"""Events recorded by hand: a command for each event function."""
