"""Writing neutral records: one writer for each kind of database, all behind the `Writer` protocol."""
