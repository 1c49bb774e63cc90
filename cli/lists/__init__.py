"""Orders, customers and messages as lists, a page at a time."""
