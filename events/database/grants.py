"""The SQL that gives roles of a PostgreSQL server what they need of a log, and nothing else.

Three groups are made: a reader reads; an operator also adds people, orders, events and notes; an importer
also changes and removes, as undo and forget do. History is append-only except for importers and the owner of
the tables: others lack the rights, and a trigger refuses it even where somebody grants them. What an operator
has recorded last can be taken back by the same operator, see `events.database.taking_back`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from events.database.taking_back import statements as taking_back

Role = Literal["reader", "operator", "importer"]

PREFIX = "events_"
"""What the names of the groups begin with."""

ADDED = (
    "users",
    "orders",
    "order_lines",
    "order_events",
    "customer_events",
    "note_keys",
    "order_corrections",
    "customer_corrections",
)
"""The tables that an operator adds rows to, and that hold history. Orders and people are part of it: they say
what an event is about and who wrote it, and the server itself empties references to deleted people."""

NUMBERED = ADDED[:5]
"""Those with a sequence for their ids."""

_GROUP = """\
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{group}') THEN CREATE ROLE {group} NOLOGIN; END IF;
  EXECUTE format('GRANT CONNECT{more} ON DATABASE %I TO {group}', current_database());
END $$;"""
_READ = """\
GRANT USAGE ON SCHEMA {schema} TO {group};
GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {group};
GRANT SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {group};
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO {group};
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON SEQUENCES TO {group};"""
_ADD = """\
GRANT INSERT ON {tables} TO {group};
GRANT USAGE ON SEQUENCE {sequences} TO {group};"""
_CHANGE = """\
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {group};
REVOKE INSERT, UPDATE, DELETE ON {schema}.alembic_version FROM {group};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {group};
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT INSERT, UPDATE, DELETE ON TABLES TO {group};
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {group};
-- Makes imports faster. Only a superuser can grant it.
DO $$ BEGIN
  GRANT SET ON PARAMETER session_replication_role TO {group};
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'Not a superuser: imports work, but take longer.';
END $$;"""
_TRIGGER = """\
CREATE OR REPLACE FUNCTION {schema}.events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  importers oid := to_regrole('{importers}');
BEGIN
  IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER')
    OR (importers IS NOT NULL AND pg_has_role(current_user, importers, 'MEMBER')) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% is append-only for %', TG_TABLE_NAME, current_user USING ERRCODE = '42501';
END $$;"""
_ON_TABLE = """\
CREATE OR REPLACE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.{table}
  FOR EACH STATEMENT EXECUTE FUNCTION {schema}.events_append_only();"""


def grants(role: Role, *, schema: str = "public") -> Iterator[str]:
    """Statements for the owner of the tables: they make the role's group and give it its rights.

    `schema` is the name as the server keeps it, in any letters.
    """
    group = PREFIX + role
    schema = '"{}"'.format(schema.replace('"', '""'))
    yield "BEGIN;"
    yield _GROUP.format(group=group, more=", TEMPORARY" if role == "importer" else "")
    yield _READ.format(group=group, schema=schema)
    if role == "operator":
        tables = ", ".join(f"{schema}.{table}" for table in ADDED)
        sequences = ", ".join(f"{schema}.{table}_id_seq" for table in NUMBERED)
        yield _ADD.format(group=group, tables=tables, sequences=sequences)
        yield from taking_back(schema, operators=group, importers=f"{PREFIX}importer")
    if role == "importer":
        yield _CHANGE.format(group=group, schema=schema)
    yield _TRIGGER.format(schema=schema, importers=f"{PREFIX}importer")
    for table in ADDED:
        yield _ON_TABLE.format(schema=schema, table=table)
    yield "COMMIT;"
