"""Telling a partner at its own address that a delivery was read, signed as Standard Webhooks says."""
