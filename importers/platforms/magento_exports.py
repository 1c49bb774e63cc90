"""Exports that Magento 1 and 2 share: orders of the REST API, and the order list of the admin."""

from importers.platforms import HistoryTable, event


def orders_of_api(table: str, comments: str, *, sort_key: str) -> HistoryTable:
    """Orders as the API returns them, each with its comments in the list `comments`."""
    return HistoryTable(
        table="orders",
        name=table,
        read_all_matches=True,
        required_columns=("increment_id", comments),
        explode=comments,
        explode_sort_key=sort_key,
        fields={
            "legacy_id": f"{comments}.entity_id",
            "order": ("increment_id", "entity_id"),
            "customer": "customer_email",
            "date": f"{comments}.created_at",
            "kind": f"{comments}.status",
            "message": (f"{comments}.comment", f"Status: {{{comments}.status}}"),
        },
        html=True,
        visible_when=f"{comments}.is_visible_on_front = 1",
        typed={"canceled": (f"{comments}.status = canceled", f"{comments}.comment is empty")},
    )


def order_list(number: str, *totals: str, date: str, buyer: str) -> HistoryTable:
    """The order list exported from the admin: it has only the moment at which each order was placed, in the
    shop's time zone. The arguments are its column names."""
    placed = (f"Order placed: {{{total}}}" for total in totals)
    return HistoryTable(
        table="orders_list",
        read_all_matches=True,
        required_columns=(number, date, buyer, "Status"),
        fields={
            "legacy_id": number,
            "order": number,
            "customer": ("Customer Email", buyer),
            "kind": "Status",
        },
        parts=(event("placed", date, *placed, "'Order placed'"),),
        tz="",
    )
