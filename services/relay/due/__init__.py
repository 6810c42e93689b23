"""Moments that have passed, one file each."""
