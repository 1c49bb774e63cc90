"""Shopify by GraphQL: the events of orders, in answers and in files of bulk operations."""

from importers.platforms import HistoryTable, Lookup, Values

SHOP = "^(Shopify|Online Store)$"


def _event(own: str) -> Values:
    """An event's fields, whose columns begin so."""
    return {
        "legacy_id": ("event_id", f"{own}id"),
        "date": f"{own}createdAt",
        "author": (f"{own}author.email", f"{own}author.name", f"{own}appTitle"),
        "kind": f"{own}action",
        "message": (f"{own}rawMessage", f"{own}message"),
    }


BULK = HistoryTable(
    table="events",
    read_all_matches=True,
    required_columns=("__parentId", "createdAt", "message"),
    row_filter=("__parentId is not empty", "message is not empty"),
    extracted_columns={"event_id": ("id", "(\\d+)$"), "order_id": ("__parentId", "/Order/(\\d+)$")},
    lookups=(Lookup(name="order", table="", right_on="id", left_on="__parentId", columns=("name", "email")),),
    fields={**_event(""), "order": ("order.name", "order_id"), "customer": "order.email"},
    html=True,
    system_author_pattern=SHOP,
    typed={"note_added": ("id ~ /CommentEvent/",), "canceled": ("action = cancelled",)},
)
ANSWERS = HistoryTable(
    table="orders",
    name="events",
    read_all_matches=True,
    required_columns=("id", "name", "events"),
    column_aliases={"events": ("events.nodes", "events.edges")},
    explode="events",
    extracted_columns={"event_id": ("events.id", "(\\d+)$"), "order_id": ("id", "/Order/(\\d+)$")},
    fields={**_event("events."), "order": ("name", "order_id"), "customer": ("email", "customer.email")},
    html=True,
    system_author_pattern=SHOP,
    typed={"note_added": ("events.id ~ /CommentEvent/",), "canceled": ("events.action = cancelled",)},
)
RECORDS = (BULK, ANSWERS)
