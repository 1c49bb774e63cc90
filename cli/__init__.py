"""The command line: arguments in, timelines and data out. It contains no business rules."""
