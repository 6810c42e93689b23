"""The partner API against the NL API Design Rules: a ruleset for Spectral, and which test holds what it cannot see."""
