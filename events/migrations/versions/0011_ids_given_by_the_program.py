"""In a file, the program itself gives events their ids, instead of SQLite's AUTOINCREMENT.

Both leave the same rows in the same pages, and both keep the last id in `sqlite_sequence`: only the word in
the table's statement goes, so nothing is written anew. Where SQLite protects its schema from that, the word
stays. The ids are the same then, and inserting events takes a little longer.
"""

import sqlalchemy as sa
from alembic import op

from events.errors import WriteError

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("order_events", "customer_events")
WORD = " AUTOINCREMENT"
STATEMENT = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '{table}'"
WITHOUT = (
    "UPDATE sqlite_master SET sql = replace(sql, '{word}', '') WHERE type = 'table' AND name = '{table}'"
)


def upgrade() -> None:
    """Take the word out of the tables' statements; a server has none of this."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    before = {table: _statement(connection, table) for table in TABLES}
    schema = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    try:
        for table in TABLES:
            connection.exec_driver_sql(WITHOUT.format(table=table, word=WORD))
    except sa.exc.DBAPIError:
        return
    finally:
        connection.exec_driver_sql("PRAGMA writable_schema = OFF")
    # Every connection reads the statements anew, this one too.
    connection.exec_driver_sql(f"PRAGMA schema_version = {schema + 1}")
    for table, statement in before.items():
        if statement.count(WORD) > 1 or _statement(connection, table) != statement.replace(WORD, ""):
            raise WriteError(
                f"The table {table} cannot be converted. Nothing was changed. "
                "Go on with the earlier version of the program, and report this."
            )


def _statement(connection: sa.Connection, table: str) -> str:
    return str(connection.exec_driver_sql(STATEMENT.format(table=table)).scalar_one())
