"""Tests of the figures: facts, indicators and the ledger."""
