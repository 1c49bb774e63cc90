"""The installed platforms: listing, validating and matching them with the tables of an input."""
