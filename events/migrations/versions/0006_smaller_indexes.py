"""Indexes of events and orders without what they need not hold.

Those by date no longer end with the id: SQLite appends it anyway, and PostgreSQL sorts the few events of one
date. Those by an id that is often missing leave out the rows without it. For a while, an earlier form of 0004
made these indexes: they are left as they are.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DATED = (
    ("order_events", ("order_id", "date")),
    ("order_events", ("date",)),
    ("customer_events", ("customer_id", "date")),
    ("customer_events", ("date",)),
)
OFTEN_NULL = (
    ("orders", "user_id"),
    ("order_events", "user_id"),
    ("customer_events", "order_id"),
    ("customer_events", "user_id"),
)


def upgrade() -> None:
    """Put smaller indexes in the place of the larger ones."""
    for table, columns in DATED:
        name = "_".join(("ix", table, *columns))
        _replace_index(f"{name}_id", name, table, columns)
    for table, column in OFTEN_NULL:
        name, is_set = f"ix_{table}_{column}", sa.text(f"{column} IS NOT NULL")
        _replace_index(name, name, table, (column,), sqlite_where=is_set, postgresql_where=is_set)


def _replace_index(old: str, new: str, table: str, columns: Sequence[str], **options: Any) -> None:
    connection = op.get_bind()
    op.drop_index(old, table, if_exists=True)
    op.create_index(new, table, list(columns), if_not_exists=True, **options)
    if sa.inspect(connection).has_table("indexes_down"):  # by an import that did not end
        down = sa.text("DELETE FROM indexes_down WHERE name IN (:old, :new)")
        connection.execute(down, {"old": old, "new": new})
