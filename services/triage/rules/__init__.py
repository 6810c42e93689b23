"""The rules of triage."""
