"""Texts and words of the pages."""
