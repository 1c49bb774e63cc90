"""Taking an import back, and the way to bring it in again."""
