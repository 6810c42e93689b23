"""Figures from facts: the exporter, the three indicators of a period, and what each of them means."""
