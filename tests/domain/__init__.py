"""Tests of what knows and decides."""
