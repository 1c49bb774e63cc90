"""The Python interface: a log that is opened, read and written in a few lines (`events.open`)."""
