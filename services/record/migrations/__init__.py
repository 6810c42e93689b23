"""Alembic migrations of the record; `services.record.migrate` runs them as the owner."""
