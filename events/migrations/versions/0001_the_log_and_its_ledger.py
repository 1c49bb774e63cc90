"""The event log and its ledger.

Column types are spelled out here, not borrowed from the models: a migration records what was true
when it was written.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Create all tables of the first version."""
    op.create_table(
        "sources",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shop", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("name", "shop", name="uq_sources_name_shop"),
    )
    op.create_table(
        "users",
        sa.Column("id", ID, nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("is_staff", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_placeholder", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_users_name", "users", ["name"])
    op.create_table(
        "batches",
        sa.Column("id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("finished", MOMENT, nullable=True),
        sa.Column("mapping", DOCUMENT, nullable=False),
        sa.Column("mapping_digest", sa.String(length=64), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("prefix_digest", sa.String(length=64), nullable=False),
        sa.Column("records_read", ID, nullable=False),
        sa.Column("lines_read", ID, nullable=False),
        sa.Column("read", ID, nullable=False),
        sa.Column("imported", ID, nullable=False),
        sa.Column("duplicate", ID, nullable=False),
        sa.Column("changed", ID, nullable=False),
        sa.Column("skipped", ID, nullable=False),
        sa.Column("rejected", ID, nullable=False),
        sa.Column("notes", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_batches_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
    )
    op.create_index("ix_batches_source_id", "batches", ["source_id"])
    op.create_table(
        "legacy_names",
        sa.Column("source_id", ID, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_legacy_names_source_id"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_legacy_names_user_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("source_id", "role", "name", name="pk_legacy_names"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_legacy_names_user_id", "legacy_names", ["user_id"])
    op.create_table(
        "orders",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop", sa.Text(), server_default="", nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("user_email", sa.Text(), server_default="", nullable=False),
        sa.Column("created", MOMENT, nullable=True),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_orders_user_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.UniqueConstraint("number", "shop", name="uq_orders_number_shop"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_orders_user_id", "orders", ["user_id"])
    op.create_table(
        "creations",
        sa.Column("entity", sa.String(length=16), nullable=False),
        sa.Column("entity_id", ID, nullable=False),
        sa.Column("batch_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_creations_batch_id"),
        sa.PrimaryKeyConstraint("entity", "entity_id", name="pk_creations"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_creations_batch_id", "creations", ["batch_id"])
    op.create_table(
        "customer_events",
        sa.Column("id", ID, nullable=False),
        sa.Column("date", MOMENT, nullable=False),
        sa.Column("type", sa.String(64), nullable=False),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("parameters", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["users.id"], name="fk_customer_events_customer_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_customer_events_order_id"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_customer_events_user_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_customer_events"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_customer_events_customer_id_date_id", "customer_events", ["customer_id", "date", "id"]
    )
    op.create_index("ix_customer_events_date_id", "customer_events", ["date", "id"])
    op.create_index("ix_customer_events_order_id", "customer_events", ["order_id"])
    op.create_index("ix_customer_events_user_id", "customer_events", ["user_id"])
    op.create_table(
        "operations",
        sa.Column("id", ID, nullable=False),
        sa.Column("date", MOMENT, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("details", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_operations_batch_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_operations_user_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_operations"),
    )
    op.create_table(
        "order_events",
        sa.Column("id", ID, nullable=False),
        sa.Column("date", MOMENT, nullable=False),
        sa.Column("type", sa.String(64), nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("parameters", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_events_order_id"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_order_events_user_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_order_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_order_events_date_id", "order_events", ["date", "id"])
    op.create_index("ix_order_events_order_id_date_id", "order_events", ["order_id", "date", "id"])
    op.create_index("ix_order_events_user_id", "order_events", ["user_id"])
    op.create_table(
        "order_lines",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("item_name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_lines_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_order_lines"),
    )
    op.create_index("ix_order_lines_order_id", "order_lines", ["order_id"])
    op.create_table(
        "rejects",
        sa.Column("id", ID, nullable=False),
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("record", ID, nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("line", ID, nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("fix", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_rejects_batch_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rejects"),
    )
    op.create_index("ix_rejects_batch_id_record", "rejects", ["batch_id", "record"])
    op.create_table(
        "records",
        sa.Column("id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("source_table", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("record", ID, nullable=False),
        sa.Column("line", ID, nullable=False),
        sa.Column("order_event_id", ID, nullable=True),
        sa.Column("customer_event_id", ID, nullable=True),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("raw_date", sa.Text(), nullable=True),
        sa.Column("raw_author", sa.Text(), nullable=True),
        sa.Column("raw_message", sa.Text(), nullable=True),
        sa.Column("extra", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_records_batch_id"),
        sa.ForeignKeyConstraint(
            ["customer_event_id"], ["customer_events.id"], name="fk_records_customer_event_id"
        ),
        sa.ForeignKeyConstraint(["order_event_id"], ["order_events.id"], name="fk_records_order_event_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_records_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_records"),
        sa.UniqueConstraint(
            "source_id",
            "source_table",
            "identity",
            "part",
            "occurrence",
            name="uq_records_source_id_source_table_identity_part_occurrence",
        ),
    )
    op.create_index("ix_records_batch_id_record", "records", ["batch_id", "record"])
    op.create_index(
        "ix_records_customer_event_id",
        "records",
        ["customer_event_id"],
        unique=True,
        sqlite_where=sa.text("customer_event_id IS NOT NULL"),
    )
    op.create_index(
        "ix_records_order_event_id",
        "records",
        ["order_event_id"],
        unique=True,
        sqlite_where=sa.text("order_event_id IS NOT NULL"),
    )
    op.create_index("uq_users_email", "users", [sa.text("lower(email)")], unique=True)
    known = sa.text("user_email <> ''")
    op.create_index(
        "ix_orders_user_email",
        "orders",
        [sa.text("lower(user_email)")],
        sqlite_where=known,
    )
