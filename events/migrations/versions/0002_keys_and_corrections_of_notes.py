"""Keys that keep a note from being added twice, and which note corrects which.

Both are beside the events, whose parameters stay as Saleor has them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables of note keys and corrections."""
    op.create_table(
        "note_keys",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("order_event_id", ID, nullable=True),
        sa.Column("customer_event_id", ID, nullable=True),
        _of_event("note_keys", "order_event_id", "order_events"),
        _of_event("note_keys", "customer_event_id", "customer_events"),
        sa.PrimaryKeyConstraint("digest", name="pk_note_keys"),
    )
    op.create_index("ix_note_keys_order_event_id", "note_keys", ["order_event_id"])
    op.create_index("ix_note_keys_customer_event_id", "note_keys", ["customer_event_id"])
    for events in ("order", "customer"):
        name = f"{events}_corrections"
        op.create_table(
            name,
            sa.Column("event_id", ID, nullable=False),
            sa.Column("corrects_id", ID, nullable=False),
            _of_event(name, "event_id", f"{events}_events"),
            _of_event(name, "corrects_id", f"{events}_events"),
            sa.PrimaryKeyConstraint("event_id", name=f"pk_{name}"),
            sa.UniqueConstraint("corrects_id", name=f"uq_{name}_corrects_id"),
        )


def _of_event(table: str, column: str, events: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{events}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
