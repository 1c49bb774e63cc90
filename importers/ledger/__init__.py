"""Where each imported event came from: sources, batches, records and rejects."""
