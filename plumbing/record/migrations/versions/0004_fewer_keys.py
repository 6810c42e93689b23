"""Fewer keys: a decision may outlive its signal, and one index finds the cases of a household, open and closed."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STEPS = """
SET LOCAL statement_timeout = 0;
ALTER TABLE decision DROP CONSTRAINT fk_decision_signal;
DROP INDEX uq_case_file_open_household, ix_case_file_municipality_household_id;
CREATE UNIQUE INDEX uq_case_file_open_household
 ON case_file (municipality, household_id, (num_nonnulls(closed_at) * number));
ALTER TABLE case_file ADD CONSTRAINT ck_case_file_number CHECK (number > 0);
"""


def upgrade() -> None:
    """From version 0003."""
    op.execute(STEPS)
