"""The tables of stored summaries, and the triggers that mark the orders whose summaries no longer hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, TableClause, Text, column, table

from events.database.derived import grant_like_events
from events.database.postgresql import LOCK_SECONDS
from events.summaries.order_summary import STEPS

if TYPE_CHECKING:
    from sqlalchemy import Connection

TABLES = (
    "order_summaries", "order_summary_state", "stale_orders", "customer_standings", "stale_customers"
)  # fmt: skip
summaries = table(
    "order_summaries",
    column("order_id", BigInteger),
    *(column(name, BigInteger) for name in ("began", "last_event", "last", "since")),
    *(column(kind.value, BigInteger) for kind in STEPS),
    column("silence", BigInteger),
    *(column(name, Integer) for name in ("state", "is_draft", "has_refund")),
    *(column(name, Text) for name in ("most_paid", "most_refunded")),
    column("events", BigInteger),
    column("settled_since", BigInteger),
    *(column(name, Integer) for name in ("settled_state", "is_paid", "is_unshipped")),
    column("money", Text),
    column("units", Text),
    column("paid_unit", Text),
    column("paid_amount", BigInteger),
    column("paid_scale", Integer),
    column("owner", BigInteger),
    column("shop", Text),
    column("sources", Text),
)
"""A row for each order. Moments and times are in microseconds. Each of `STEPS` has its first moment.

`began` is when it was created, else its first event, and `last` is its last event, else when it was created:
`UNKNOWN` where neither is known. `state` is the number of its state, open or not, in `order_state.PLACES`,
and `since` when it was taken: 0 and `NEVER` where there is none, or very many events. `most_paid` is made by
`sort_key`, and so is `most_refunded`, which is `NO_REFUND` without a refund. `settled_state` and
`settled_since` are the same as `state` and `since` without authorizations and failures, which do not count
for a customer who has paid any order; `is_paid` is whether this one was. `is_unshipped` is that of its
`Standing`. `money` has its payments and refunds (see `rows.Moved`) and `units` the currencies of its amounts,
between spaces, and the signs of those whose currency is not known. What was paid is `paid_amount` with
`paid_scale` decimals in `paid_unit`: see `paid.as_columns`. `owner` is the user whose order it is, NULL for
none, and `shop` its shop. `sources` are the ids, between spaces, of the sources that brought events of it.
"""
UNKNOWN, NEVER = -(2**63) + 1, 2**63 - 1
"""Before all moments, and after all: NULL is sorted differently by each database."""
state = table(
    "order_summary_state",
    column("version", BigInteger),
    *(column(name, BigInteger) for name in ("event_id", "order_id", "filled_id")),
    *(column(name, BigInteger) for name in ("next_event_id", "next_order_id")),
    column("writers", Text),
    column("turn", BigInteger),
    column("is_filling", Integer),
)
"""One row. All orders up to `filled_id` have a summary, which holds unless the order is stale, has events
above `event_id`, or is above `order_id` and has none: such orders and events may come into sight late.

`next_event_id` and `next_order_id` take the place of these once none of `writers` is active any more.
`turn` is another number after each transaction that wrote summaries; `is_filling` is 0 where the last of them
was the last of its run.
"""
stale = table("stale_orders", column("order_id", BigInteger))
"""Orders that were changed, or of whose events some were changed or removed."""
standings = table(
    "customer_standings",
    column("user_id", BigInteger),
    column("state", Integer),
    column("since", BigInteger),
    *(column(name, Text) for name in ("most_paid", "most_refunded")),
    *(column(name, BigInteger) for name in ("orders", "events")),
    *(column(name, Text) for name in ("shops", "sources")),
)
"""What the summaries of each customer's orders add up to: their number, that of their events, their shops and
sources as JSON lists, and the state reached last, as orders have it; 0 and NULL where none is in a state.
`most_paid` and `most_refunded` are the largest sums in one currency, as orders have them."""
stale_customers = table("stale_customers", column("user_id", BigInteger))
"""Customers of whose orders a summary was written or removed since theirs were added up."""

INDEXES = {
    "ix_order_summaries_began": "began, order_id",
    "ix_order_summaries_last": "last, order_id",
    "ix_order_summaries_since": "since, order_id DESC",
    "ix_order_summaries_state_since": "state, since, order_id DESC",
    "ix_order_summaries_most_paid": "most_paid, order_id",
    "ix_order_summaries_most_refunded": "most_refunded, order_id",
    "ix_order_summaries_sources": "sources, order_id",
    "ix_order_summaries_owner": "owner, began",
    "ix_order_summaries_units": "units, shop",
}
"""Their columns; they are made before customers are added up for the first time."""
_OF_CUSTOMERS = ("since", "most_paid", "most_refunded", "orders", "events")
INDEXES_OF_CUSTOMERS = {f"ix_customer_standings_{name}": name for name in _OF_CUSTOMERS}
"""Their columns; they are made when the first filling ends."""

_CREATE = (
    """
    CREATE TABLE order_summaries (
        order_id {key} PRIMARY KEY, began BIGINT NOT NULL, last_event BIGINT, last BIGINT NOT NULL,
        since BIGINT NOT NULL, placed BIGINT, authorized BIGINT, paid BIGINT, failed BIGINT, shipped BIGINT,
        delivered BIGINT, returned BIGINT, refunded BIGINT, disputed BIGINT, dispute_won BIGINT,
        dispute_lost BIGINT, cancelled BIGINT, silence BIGINT NOT NULL,
        state SMALLINT NOT NULL,
        is_draft SMALLINT NOT NULL, has_refund SMALLINT NOT NULL, most_paid {text} NOT NULL,
        most_refunded {text} NOT NULL, paid_unit {text}, paid_amount BIGINT, paid_scale SMALLINT,
        events BIGINT NOT NULL, settled_since BIGINT NOT NULL, settled_state SMALLINT NOT NULL,
        is_paid SMALLINT NOT NULL, is_unshipped SMALLINT NOT NULL, money {text} NOT NULL,
        units {text} NOT NULL, owner BIGINT, shop {text} NOT NULL, sources {text} NOT NULL
    )
    """,
    """
    CREATE TABLE order_summary_state (
        version BIGINT NOT NULL, event_id BIGINT NOT NULL, order_id BIGINT NOT NULL,
        filled_id BIGINT NOT NULL, next_event_id BIGINT, next_order_id BIGINT, writers TEXT NOT NULL,
        turn BIGINT NOT NULL, is_filling SMALLINT NOT NULL
    )
    """,
    "CREATE TABLE stale_orders (order_id {key} PRIMARY KEY)",
    """
    CREATE TABLE customer_standings (
        user_id {key} PRIMARY KEY, state SMALLINT NOT NULL, since BIGINT, most_paid {text} NOT NULL,
        most_refunded {text} NOT NULL, orders BIGINT NOT NULL, events BIGINT NOT NULL,
        shops {text} NOT NULL, sources {text} NOT NULL
    )
    """,
    "CREATE TABLE stale_customers (user_id {key} PRIMARY KEY)",
)
_ON_SQLITE = {
    "order_summaries_events_removed": "AFTER DELETE ON order_events BEGIN "
    "INSERT OR IGNORE INTO stale_orders VALUES (old.order_id); END",
    "order_summaries_events_changed": "AFTER UPDATE OF id, order_id, date, type, parameters ON order_events "
    "BEGIN INSERT OR IGNORE INTO stale_orders VALUES (old.order_id); "
    "INSERT OR IGNORE INTO stale_orders VALUES (new.order_id); END",
    "order_summaries_orders_changed": "AFTER UPDATE OF shop, created, currency, user_id ON orders "
    "BEGIN INSERT OR IGNORE INTO stale_orders SELECT order_id FROM order_summaries "
    "WHERE order_id = new.id; END",
    "order_summaries_lines_added": "AFTER INSERT ON order_lines BEGIN "
    "INSERT OR IGNORE INTO stale_orders SELECT order_id FROM order_summaries "
    "WHERE order_id = new.order_id; END",
    "order_summaries_lines_removed": "AFTER DELETE ON order_lines BEGIN "
    "INSERT OR IGNORE INTO stale_orders SELECT order_id FROM order_summaries "
    "WHERE order_id = old.order_id; END",
    "order_summaries_orders_removed": "AFTER DELETE ON orders BEGIN "
    "INSERT OR IGNORE INTO stale_customers SELECT owner FROM order_summaries "
    "WHERE order_id = old.id AND owner IS NOT NULL; "
    "DELETE FROM order_summaries WHERE order_id = old.id; END",
}
# A mark that is there already is locked, so that nobody takes it for done while this transaction lasts.
_MARK = (
    "INSERT INTO {schema}stale_orders {rows} "
    "ON CONFLICT (order_id) DO UPDATE SET order_id = excluded.order_id"
)
_ANEW = "UPDATE {schema}order_summary_state SET version = 0"  # ids may start again: nothing is known any more
_OF_EACH = "AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone FOR EACH STATEMENT"
_ON_SERVER = {
    "order_summaries_events_removed": (
        _OF_EACH.format(table="order_events"),
        _MARK.replace("{rows}", "SELECT DISTINCT order_id FROM gone ORDER BY order_id"),
    ),
    "order_summaries_events_changed": (
        "AFTER UPDATE OF id, order_id, date, type, parameters ON order_events FOR EACH ROW",
        _MARK.replace(
            "{rows}", "SELECT DISTINCT unnest(ARRAY[old.order_id, new.order_id]) AS id ORDER BY id"
        ),
    ),
    "order_summaries_orders_changed": (
        "AFTER UPDATE OF shop, created, currency, user_id ON orders FOR EACH ROW",
        _MARK.replace("{rows}", "VALUES (new.id)"),
    ),
    "order_summaries_lines_added": (
        "AFTER INSERT ON order_lines FOR EACH ROW",
        _MARK.replace("{rows}", "VALUES (new.order_id)"),
    ),
    "order_summaries_lines_removed": (
        _OF_EACH.format(table="order_lines"),
        _MARK.replace("{rows}", "SELECT DISTINCT order_id FROM gone ORDER BY order_id"),
    ),
    "order_summaries_orders_removed": (
        _OF_EACH.format(table="orders"),
        "INSERT INTO {schema}stale_customers SELECT DISTINCT s.owner FROM {schema}order_summaries AS s "
        "JOIN gone ON gone.id = s.order_id WHERE s.owner IS NOT NULL ORDER BY s.owner "
        "ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id; "
        "DELETE FROM {schema}order_summaries AS s USING gone WHERE s.order_id = gone.id",
    ),
    "order_summaries_events_emptied": ("AFTER TRUNCATE ON order_events", _ANEW),
    "order_summaries_orders_emptied": ("AFTER TRUNCATE ON orders", _ANEW),
}
# With the rights of the summaries' owner: a role that may change events may have none on the summaries.
_FUNCTION = """
    CREATE OR REPLACE FUNCTION {schema}{name}() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN {work}; RETURN NULL; END $$
"""
# Who may read events may read the summaries; who may add events may keep these in step.
_GRANT = grant_like_events(", ".join(TABLES), writes="INSERT")
_OWNERS = {"_events_": "order_events", "_lines_": "order_lines", "_orders_": "orders"}
"""The tables of the triggers, by a part of their names."""
TRIGGERS = tuple(_ON_SERVER)
"""All triggers that there may be: only a server knows TRUNCATE."""
_PARTS = ", ".join(f"'{name}'" for name in (*TABLES, *TRIGGERS))
_COUNT = f"SELECT count(*) FROM sqlite_master WHERE name IN ({_PARTS})"  # noqa: S608 - our own names
_COUNT_ON_SERVER = f"""
    SELECT (SELECT count(*) FROM pg_trigger WHERE tgname IN ({_PARTS})
            AND tgrelid IN ('order_events'::regclass, 'orders'::regclass, 'order_lines'::regclass))
         + (SELECT count(*) FROM pg_class AS k, pg_class AS e WHERE k.relname IN ({_PARTS})
            AND e.oid = 'order_events'::regclass AND k.relnamespace = e.relnamespace
            AND k.relkind = 'r' AND has_table_privilege(k.oid, 'SELECT'))
"""  # noqa: S608 - our own names

_INDEXES_ON_SERVER = (
    "pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid "
    "WHERE i.indrelid IN ('order_summaries'::regclass, 'customer_standings'::regclass) AND c.relname"
)


def is_there(connection: Connection) -> bool:
    """Whether there are stored summaries, with all triggers: recreating a table drops its own."""
    query, triggers = (
        (_COUNT, _ON_SQLITE) if connection.dialect.name == "sqlite" else (_COUNT_ON_SERVER, _ON_SERVER)
    )
    return connection.exec_driver_sql(query).scalar() == len(TABLES) + len(triggers)


def create(connection: Connection) -> None:
    """Make empty tables in the connection's transaction, in the place of any that lack a part."""
    on_server = connection.dialect.name == "postgresql"
    if on_server:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
    drop(connection)
    key, text = ("BIGINT", 'TEXT COLLATE "C"') if on_server else ("INTEGER", "TEXT")
    for statement in _CREATE:
        connection.exec_driver_sql(statement.format(key=key, text=text))
    for statement in _triggers(connection):
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Remove the tables and their triggers, in the connection's transaction."""
    on_server = connection.dialect.name == "postgresql"
    for name in TRIGGERS:
        owner = next(table for part, table in _OWNERS.items() if part in name)
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}" + f" ON {owner}" * on_server)
    for name in TABLES:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")


def add(connection: Connection, rows: Sequence[Mapping[str, Any]], *, into: TableClause = summaries) -> None:
    """Insert rows of a table that have the same columns in the same order."""
    if not rows:
        return
    names, values = ", ".join(rows[0]), [tuple(row.values()) for row in rows]
    if connection.dialect.name == "sqlite":
        signs = ", ".join("?" * len(rows[0]))
        connection.exec_driver_sql(f"INSERT INTO {into.name} ({names}) VALUES ({signs})", values)  # noqa: S608 - our own names
        return
    # A server takes a list for each column in a fourth of the time that it takes for as many rows.
    types = (into.c[name].type.compile(connection.dialect) for name in rows[0])
    lists = ", ".join(f"%s::{type}[]" for type in types)
    statement = f"INSERT INTO {into.name} ({names}) SELECT * FROM unnest({lists})"  # noqa: S608 - our own names
    connection.exec_driver_sql(statement, tuple(map(list, zip(*values, strict=True))))


def create_indexes(connection: Connection, *, of_customers: bool) -> None:
    """Make the indexes that are missing, which only the owner of the tables may do."""
    wanted = INDEXES_OF_CUSTOMERS if of_customers else INDEXES
    names = ", ".join(f"'{name}'" for name in wanted)
    catalogue = "sqlite_master WHERE name" if connection.dialect.name == "sqlite" else _INDEXES_ON_SERVER
    if connection.exec_driver_sql(f"SELECT count(*) FROM {catalogue} IN ({names})").scalar() == len(wanted):  # noqa: S608 - our own names
        return
    table = standings if of_customers else summaries
    for name, columns in wanted.items():
        connection.exec_driver_sql(f"CREATE INDEX IF NOT EXISTS {name} ON {table.name} ({columns})")


def _triggers(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        yield from (f"CREATE TRIGGER {name} {work}" for name, work in _ON_SQLITE.items())
        return
    schema = connection.exec_driver_sql(
        "SELECT quote_ident(nspname) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
        "WHERE c.oid = 'order_events'::regclass"
    ).scalar()
    yield _GRANT
    for name, (when, work) in _ON_SERVER.items():
        yield _FUNCTION.format(schema=f"{schema}.", name=name, work=work.format(schema=f"{schema}."))
        yield f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {schema}.{name}()"
    # Imports give orders their customers in sessions that skip usual triggers.
    yield "ALTER TABLE orders ENABLE ALWAYS TRIGGER order_summaries_orders_changed"
