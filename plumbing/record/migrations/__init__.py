"""Alembic migrations of the record; `plumbing.record.migrate` runs them as the owner."""
