"""The full-screen interface. It needs the extra `tui`, and is loaded by `events browse` alone."""
