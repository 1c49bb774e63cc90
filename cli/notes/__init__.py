"""Notes as people write them: in an editor, on standard input, or in a file of many."""
