"""A decision points at its signal without a foreign key: it may outlive the signal's row."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From version 0003."""
    op.execute("ALTER TABLE decision DROP CONSTRAINT fk_decision_signal")
