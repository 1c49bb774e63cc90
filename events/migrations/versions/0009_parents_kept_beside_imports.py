"""A server refuses to delete orders and people while an import runs: references are checked as a set then."""

from alembic import op

from events.database.postgresql import LOCK_SPACE, LOG_LOCK

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Who deletes takes the log's lock until the transaction ends, so that no import begins. Where it is held
# alone, by an undo for example, no import runs either, and the deletion may be its own.
_FUNCTION = f"""
    CREATE FUNCTION events_keep_parents() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NOT pg_try_advisory_xact_lock({LOCK_SPACE}, {LOG_LOCK}) AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_locks
        WHERE locktype = 'advisory' AND classid = {LOCK_SPACE} AND objid = {LOG_LOCK} AND objsubid = 2
          AND mode = 'ExclusiveLock' AND granted
          AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
      ) THEN
        RAISE EXCEPTION 'rows of % cannot be deleted while an import runs', TG_TABLE_NAME
          USING ERRCODE = '55P03';
      END IF;
      RETURN NULL;
    END $$
"""  # noqa: S608 - our own numbers
_TRIGGER = """
    CREATE TRIGGER events_keep_parents BEFORE DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION events_keep_parents()
"""


def upgrade() -> None:
    """Make the triggers; a file has one writer at a time, and needs none."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_FUNCTION)
        for table in ("orders", "users"):
            op.execute(_TRIGGER.format(table=table))
