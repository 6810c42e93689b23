"""Alembic's entry: the connection comes from `plumbing.record.migrate`, as the owner of the tables."""

from alembic import context

from plumbing.record.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
