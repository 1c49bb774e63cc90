"""Notes: adding each once for an idempotency key, and correcting them."""
