"""The trigger that refuses a run of records that the ledger has: no record is imported twice."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData, event

from events.database.base import Base

_OVERLAP = """
    EXISTS (
        SELECT 1 FROM record_runs AS r WHERE r.stream_id = NEW.stream_id AND r.last_number >= NEW.first_number
        AND r.first_number = (SELECT max(first_number) FROM record_runs
            WHERE stream_id = NEW.stream_id AND first_number <= NEW.last_number)
    ) OR EXISTS (
        SELECT 1 FROM record_keys AS k WHERE k.stream_id = NEW.stream_id AND k.name = ''
        AND k.number BETWEEN NEW.first_number AND NEW.last_number
    )
"""
_PROBLEM = "a record of this run is in the ledger already"
_TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER IF NOT EXISTS record_runs_apart BEFORE INSERT ON record_runs "
        f"WHEN {_OVERLAP.strip()} BEGIN SELECT RAISE(ABORT, '{_PROBLEM}'); END",
    ),
    # Also where an import skips the server's other checks of each row.
    "postgresql": (
        f"""
        CREATE OR REPLACE FUNCTION record_runs_apart() RETURNS trigger LANGUAGE plpgsql
        SET search_path FROM CURRENT AS $$
        BEGIN
          IF {_OVERLAP} THEN
            RAISE EXCEPTION '{_PROBLEM}' USING ERRCODE = '23505';
          END IF;
          RETURN NEW;
        END $$
        """,
        "CREATE OR REPLACE TRIGGER record_runs_apart BEFORE INSERT ON record_runs "
        "FOR EACH ROW EXECUTE FUNCTION record_runs_apart()",
        "ALTER TABLE record_runs ENABLE ALWAYS TRIGGER record_runs_apart",
    ),
}
"""The migration that made it has a copy: a later change needs a new migration, and another copy."""


@event.listens_for(Base.metadata, "after_create")
def create(_: MetaData, connection: Connection, **_given: object) -> None:
    """Make the trigger after the tables that `create_all` makes."""
    for statement in _TRIGGERS[connection.dialect.name]:
        connection.exec_driver_sql(statement)
