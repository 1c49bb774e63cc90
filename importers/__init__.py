"""Legacy records in: read, map, validate, resolve, write, account."""
