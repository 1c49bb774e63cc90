"""Sources name how the content of their records is digested; those that are there go on as they began."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    blake2b = sa.Column("digest_algorithm", sa.String(16), nullable=False, server_default="blake2b")
    op.add_column("sources", blake2b)
