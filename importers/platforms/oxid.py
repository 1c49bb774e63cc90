"""OXID eShop: orders with the moments of their steps, and what the shop wrote about customers, in the shop's
local time.

The order number 0 is a checkout that was never finished. A remark of the type o repeats an order.
"""

from importers.platforms import HistoryTable, Lookup, Platform, event

EMAIL = "OXUSERNAME"
_ORDER = ("OXID", "OXORDERNR", "OXORDERDATE", "OXPAID", "OXSENDDATE", "OXBILLEMAIL")
PLACED = "Order placed: {OXTOTALORDERSUM} {OXCURRENCY}"

ORDERS = HistoryTable(
    table="oxorder",
    required_columns=_ORDER,
    copied_columns={
        f"{column}_": (column, f"{column} !~ ^0000", f"{column} !~ ^-")
        for column in ("OXPAID", "OXSENDDATE", "OXBILLDATE")
    },
    fields={"legacy_id": "OXID", "order": "OXORDERNR", "customer": "OXBILLEMAIL"},
    skip={"a checkout that was not finished (order number 0)": "OXORDERNR = 0"},
    parts=(
        event("placed", "OXORDERDATE", f"{PLACED}\nNote: {{OXREMARK}}", PLACED, "'Order placed'"),
        event("invoiced", "OXBILLDATE_", "Invoiced: {OXBILLNR}", where="OXBILLNR !~ ^0?$"),
        event("paid", "OXPAID_", "'Paid'", amount="OXTOTALORDERSUM", currency="OXCURRENCY"),
        event("shipped", "OXSENDDATE_", "Shipped: {OXTRACKCODE}", "'Shipped'"),
        event(
            "cancelled",
            ("OXTIMESTAMP", "OXORDERDATE"),
            "'Cancelled, on an unknown date'",
            where="OXSTORNO = 1",
        ),
    ),
)
REMARKS = HistoryTable(
    table="oxremark",
    required_columns=("OXID", "OXPARENTID", "OXTYPE", "OXTEXT", "OXCREATE"),
    lookups=(Lookup(name="user", table="oxuser", right_on="OXID", left_on="OXPARENTID", columns=(EMAIL,)),),
    fields={
        "legacy_id": "OXID",
        "customer": (f"user.{EMAIL}", "OXPARENTID"),
        "date": "OXCREATE",
        "kind": "OXTYPE",
        "message": ("OXTEXT", "OXHEADER"),
    },
    skip={"a remark that repeats an order": "OXTYPE = o"},
    html=True,
)

PLATFORM = Platform(title="OXID eShop", records=(ORDERS, REMARKS))
