"""The command line: arguments in, timelines and data out. It holds no rules of its own."""
