"""Rehearsing a policy: the signals of a period are decided again in memory, and nothing of it is kept."""
