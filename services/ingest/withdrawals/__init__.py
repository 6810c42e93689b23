"""Signals that a partner takes back: *paid meanwhile*."""
