"""What seals vouch for: salted hashes of events, in blocks."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table of blocks."""
    op.create_table(
        "seal_blocks",
        sa.Column("id", ID, nullable=False),
        sa.Column("operation_id", ID, nullable=False),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("first_id", ID, nullable=False),
        sa.Column("last_id", ID, nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in ("ids", "seed", "salts", "leaves")),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name="fk_seal_blocks_operation_id"),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_seal_blocks_batch_id"),
        sa.PrimaryKeyConstraint("id", name="pk_seal_blocks"),
    )
    op.create_index("ix_seal_blocks_operation_id", "seal_blocks", ["operation_id"])
