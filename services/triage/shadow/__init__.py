"""A second policy beside the one in force: what it would have said, in counts a day (docs/decisions/0055)."""
