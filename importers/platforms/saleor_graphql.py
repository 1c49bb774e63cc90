"""Saleor by its API: orders by GraphQL, each with the list of its events. Shops in Saleor's
cloud have no other way out."""

from collections.abc import Mapping

from importers.platforms import HistoryTable


def _orders(before: str, types: Mapping[str, str]) -> HistoryTable:
    """Orders whose members are called so: an object of a list, of `edges`, or the answer to a single one."""
    events = f"{before}events"
    return HistoryTable(
        table="orders",
        required_columns=(f"{before}number", events),
        read_all_matches=True,
        name="order_orderevent",
        explode=events,
        packed_columns=(events,),
        fields={
            "legacy_id": f"{events}.id",
            "order": f"{before}number",
            "customer": (f"{before}user.email", f"{before}userEmail"),
            "date": f"{events}.date",
            "author": (f"{events}.user.email", f"{events}.user.id"),
            "kind": f"{events}.type",
            "message": (f"{events}.message", f"{events}.type"),
        },
        type=f"{events}.type",
        parameters=events,
        types=types,
    )


def orders(types: Mapping[str, str]) -> tuple[HistoryTable, ...]:
    """The records of all ways to ask for orders; `types` are what codes are called there."""
    return tuple(_orders(before, types) for before in ("node.", "data.order.", ""))
