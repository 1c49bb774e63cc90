"""A server refuses to delete orders and people while an import runs: references are checked as a set then."""

from alembic import op

from events.database.postgresql import HOLDS_LOG, LOCK_SPACE, LOG_LOCK

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Who deletes takes the log's lock until the transaction ends, so that no import begins, and waits for others
# who hold it alone. An undo's lock is held by another session of its own process: its deletions declare that,
# and do not wait. The server sees no deadlock in which that other session takes part: nobody waits for ever.
_FUNCTION = f"""
    CREATE FUNCTION events_keep_parents() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      given text := current_setting('lock_timeout');
    BEGIN
      IF pg_try_advisory_xact_lock({LOCK_SPACE}, {LOG_LOCK}) THEN
        RETURN NULL;
      END IF;
      IF EXISTS (
        SELECT FROM pg_catalog.pg_locks
        WHERE locktype = 'advisory' AND classid = {LOCK_SPACE} AND objid = {LOG_LOCK} AND objsubid = 2
          AND mode = 'ShareLock' AND granted
          AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
      ) THEN
        RAISE EXCEPTION 'rows of % cannot be deleted while an import runs', TG_TABLE_NAME
          USING ERRCODE = '55P03';
      END IF;
      IF current_setting('{HOLDS_LOG}', true) = 'on' THEN
        RETURN NULL;
      END IF;
      IF given = '0' THEN
        PERFORM set_config('lock_timeout', '10s', true);
      END IF;
      PERFORM pg_advisory_xact_lock({LOCK_SPACE}, {LOG_LOCK});
      PERFORM set_config('lock_timeout', given, true);
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
