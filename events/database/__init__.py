"""The database: one declarative base, column types, engines and sessions."""
