"""Fewer rows and indexes for the same record: facts that are alike share a row, and what nobody read is gone."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STEPS = """
SET LOCAL statement_timeout = 0;
DROP INDEX ix_fact_transaction;
ALTER TABLE fact ALTER COLUMN transaction DROP DEFAULT;
ALTER TABLE fact
 ALTER COLUMN signal_id TYPE uuid[] USING CASE WHEN signal_id IS NOT NULL THEN ARRAY[signal_id] END,
 ALTER COLUMN case_id TYPE uuid[] USING CASE WHEN case_id IS NOT NULL THEN ARRAY[case_id] END,
 ALTER COLUMN transaction TYPE bigint USING transaction::text::bigint;
ALTER TABLE fact RENAME COLUMN signal_id TO signal_ids;
ALTER TABLE fact RENAME COLUMN case_id TO case_ids;
ALTER TABLE fact ALTER COLUMN transaction SET DEFAULT pg_current_xact_id()::text::bigint;
CREATE INDEX ix_fact_transaction ON fact USING brin (transaction) WITH (autosummarize = true);
ALTER TABLE person DROP COLUMN household_id;
DROP INDEX ix_disposition_municipality_partner_id_reference;
DROP INDEX ix_case_file_waiting;
CREATE FUNCTION pg_temp.lines(json) RETURNS text LANGUAGE sql IMMUTABLE
AS $$ SELECT string_agg(event->>'payload', E'\\n') FROM json_array_elements($1) AS event $$;
ALTER TABLE outbox ALTER COLUMN events TYPE text USING pg_temp.lines(events);
ALTER TABLE outbox ALTER COLUMN events SET STORAGE EXTERNAL;
CREATE INDEX ix_case_file_waiting ON case_file (dispatch_at) WHERE closed_at IS NULL AND dispatch_at IS NOT NULL;
"""


def upgrade() -> None:
    """From version 0001."""
    op.execute(STEPS)
