"""Explaining a case: what it rests on, and what would have changed it."""
