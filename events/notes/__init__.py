"""Notes: keys that keep one from being added twice, and corrections of what one says."""
