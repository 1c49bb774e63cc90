"""What the events of an order or a customer add up to, and where it is kept for millions of them."""
