"""Writing neutral records: each kind of database has a writer of its own; one chunk is one transaction."""
