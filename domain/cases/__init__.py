"""The case of a household: its header, its clock, its tasks, and what a worker does on it."""
