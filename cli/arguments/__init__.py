"""What people type: options, filters, moments, places to write to; and what Tab offers for them."""
