"""What an unknown input seems to be, with the evidence for it."""
