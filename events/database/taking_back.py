"""Lets an operator of a PostgreSQL server take back what the same operator has recorded last.

Operators may only add, so a function of the owner of the tables does it for them, and records it. The server
itself notes which role records an event, since an event's author is whoever the command names: the function
deletes nothing that another role has recorded, nothing older than a person's newest `RECENT` events, and
nothing that a seal covers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from events.errors import UsageError
from events.vocabulary.customers import CustomerEvents
from events.vocabulary.orders import OrderEvents

if TYPE_CHECKING:
    from sqlalchemy import Connection

UNDO_NOTE, UNDO_EVENT = "undo-note", "undo-event"
"""The kinds of the operations that are recorded."""

RECENT = 10
"""How many of their newest events a person can take back: of those on orders, and of those on customers."""

_STATEMENTS = (
    """\
CREATE TABLE IF NOT EXISTS {schema}.event_recorders (
  letter text NOT NULL, event_id bigint NOT NULL, role name NOT NULL, PRIMARY KEY (letter, event_id)
);""",
    """\
CREATE OR REPLACE FUNCTION {schema}.events_note_recorder() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO {schema}.event_recorders VALUES (TG_ARGV[0], new.id, session_user)
    ON CONFLICT (letter, event_id) DO UPDATE SET role = excluded.role;
  RETURN NULL;
END $$;""",
    """\
CREATE OR REPLACE FUNCTION {schema}.events_take_back(event text, twin bigint, target text, by text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  its_letter text := left(event, 1);
  its_id bigint := substr(event, 2)::bigint;
  of_order boolean := left(event, 1) = 'o';
  own record;
  newer bigint;
  operation bigint;
BEGIN
  IF of_order THEN
    SELECT user_id, type, order_id, date INTO own FROM {schema}.order_events WHERE id = its_id FOR UPDATE;
  ELSE
    SELECT user_id, type, order_id, date INTO own FROM {schema}.customer_events WHERE id = its_id
      FOR UPDATE;
  END IF;
  IF own.user_id IS NULL OR NOT EXISTS (
    SELECT FROM {schema}.event_recorders AS r
    WHERE r.letter = its_letter AND r.event_id = its_id AND r.role = session_user
  ) THEN
    RAISE EXCEPTION '% was not recorded by the role %', event, session_user USING ERRCODE = '42501';
  END IF;
  SELECT count(*) INTO newer FROM {schema}.event_recorders AS r
    LEFT JOIN {schema}.order_events AS o ON of_order AND o.id = r.event_id
    LEFT JOIN {schema}.customer_events AS c ON NOT of_order AND c.id = r.event_id
    WHERE r.letter = its_letter AND r.event_id > its_id AND r.role = session_user
      AND coalesce(o.user_id, c.user_id) = own.user_id;
  IF newer >= {recent} THEN
    RAISE EXCEPTION '% is older than the newest {recent} of its author', event USING ERRCODE = '42501';
  END IF;
  IF EXISTS (
    SELECT FROM {schema}.seal_blocks AS b
    WHERE CASE WHEN of_order THEN its_id ELSE -its_id END
      BETWEEN least(b.first_id, b.last_id) AND greatest(b.first_id, b.last_id)
      OR of_order AND -twin BETWEEN least(b.first_id, b.last_id) AND greatest(b.first_id, b.last_id)
  ) THEN
    RAISE EXCEPTION '% is sealed', event USING ERRCODE = '42501';
  END IF;
  IF of_order THEN
    DELETE FROM {schema}.customer_events AS c
      USING {schema}.event_recorders AS r
      WHERE c.id = twin AND r.letter = 'c' AND r.event_id = twin AND r.role = session_user
        AND c.order_id = own.order_id AND c.user_id = own.user_id AND c.date = own.date
        AND c.type IN ({twins});
    DELETE FROM {schema}.order_events WHERE id = its_id;
  ELSE
    DELETE FROM {schema}.customer_events WHERE id = its_id;
  END IF;
  INSERT INTO {schema}.operations (date, kind, details) VALUES (
    clock_timestamp(), CASE WHEN own.type IN ({notes}) THEN '{undo_note}' ELSE '{undo_event}' END,
    jsonb_build_object('by', by, 'event', event, 'target', target, 'type', own.type, 'role', session_user)
  ) RETURNING id INTO operation;
  RETURN operation;
END $$;""",
    "REVOKE ALL ON FUNCTION {schema}.events_take_back(text, bigint, text, text) FROM PUBLIC;",
    "GRANT EXECUTE ON FUNCTION {schema}.events_take_back(text, bigint, text, text) TO {operators};",
)
_ON_TABLE = """\
CREATE OR REPLACE TRIGGER events_note_recorder AFTER INSERT ON {schema}.{table} FOR EACH ROW
  WHEN (pg_has_role(session_user, to_regrole('{operators}')::oid, 'USAGE')
    AND pg_has_role(session_user, to_regrole('{importers}')::oid, 'USAGE') IS NOT TRUE)
  EXECUTE FUNCTION {schema}.events_note_recorder('{letter}');"""

_TABLES = {"o": "order_events", "c": "customer_events"}
_FUNCTION = "events_take_back(text,bigint,text,text)"
_NEEDED = text(
    f"SELECT NOT has_table_privilege('order_events', 'DELETE') AND to_regprocedure('{_FUNCTION}') IS NOT NULL"
)
_RAISED = "exec_stmt_raise"
"""Where an error comes from that a function raises itself."""
_TAKE_BACK = text("SELECT events_take_back(:event, :twin, :target, :by)")


class NotOwnRoleError(UsageError):
    """An event to take back was not recorded by this role of the server, is older than its newest, or is
    sealed."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"{problem}. Operators take back what their own role recorded last; an importer or the owner of "
            "the log can take back this one. Nothing was changed."
        )


def statements(schema: str, *, operators: str, importers: str) -> Iterator[str]:
    """What the owner of the tables runs: `schema` is quoted, the others are the names of the groups."""
    values = {
        "schema": schema,
        "operators": operators,
        "importers": importers,
        "recent": RECENT,
        "notes": _quoted(OrderEvents.NOTE_ADDED, CustomerEvents.NOTE_ADDED),
        "twins": _quoted(CustomerEvents.PLACED_ORDER, CustomerEvents.NOTE_ADDED_TO_ORDER),
        "undo_note": UNDO_NOTE,
        "undo_event": UNDO_EVENT,
    }
    yield from (statement.format(**values) for statement in _STATEMENTS)
    yield from (_ON_TABLE.format(**values, table=table, letter=letter) for letter, table in _TABLES.items())


def is_needed(connection: Connection) -> bool:
    """Whether this role may delete no event itself, and the owner of the tables has granted it this way."""
    return connection.dialect.name == "postgresql" and bool(connection.scalar(_NEEDED))


def take_back(connection: Connection, event: str, *, twin: int | None, target: str, by: str) -> int:
    """Delete the event with this id, and the event `twin` of the customer that was recorded with it, in the
    connection's transaction; gives the id of the operation that records it. `target` is what commands call
    the order or customer, `by` who asks. Raises `NotOwnRoleError` where another role recorded the event."""
    values = {"event": event, "twin": twin, "target": target, "by": by}
    try:
        return int(connection.execute(_TAKE_BACK, values).scalar_one())
    except DBAPIError as error:
        found = getattr(error.orig, "diag", None)
        if found is None or found.source_function != _RAISED:
            raise
        raise NotOwnRoleError(found.message_primary or event) from None


def _quoted(*codes: str) -> str:
    return ", ".join(f"'{code}'" for code in sorted(set(codes)))
