"""What in a log does not fit together: checks, rules of one's own, and the facts they rest on."""
