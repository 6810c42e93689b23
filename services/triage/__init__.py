"""Triage: decides on every signal. Pure core: match, classify, route, decide, book. Shell: load, settle, worker."""
