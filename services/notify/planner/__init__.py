"""When and how a household is approached."""
