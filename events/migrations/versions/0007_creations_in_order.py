"""Creations without an index by batch: an undo walks them by their key, from the newest down."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the index."""
    op.drop_index("ix_creations_batch_id", "creations", if_exists=True)
