"""What other programs make of the same records, each in an environment of its own."""
