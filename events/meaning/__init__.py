"""What a legacy message means: its kind, and the amounts and states in its words."""
