"""Tests of the figures: facts, the three indicators, the exporter and the ledger."""
