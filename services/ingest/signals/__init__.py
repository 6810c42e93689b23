"""Signals on their way into the record: as rows, beside what stands there already."""
