"""Tests of the process report: its gauges, the report of a period, and what it may read."""
