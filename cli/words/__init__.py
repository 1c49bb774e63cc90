"""What people type: synonyms, rewritten command lines, and hints where no command fits."""
