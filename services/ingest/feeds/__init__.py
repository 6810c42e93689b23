"""What partners push to topics of their own."""
