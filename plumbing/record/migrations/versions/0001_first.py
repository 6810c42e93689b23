"""The first record: tables, keys and the view of unsettled signals, as frozen SQL beside this file."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create everything of version 0001."""
    op.execute(Path(__file__).with_name("0001_first.sql").read_text(encoding="utf-8"))
