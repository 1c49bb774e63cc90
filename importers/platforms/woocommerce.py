"""WooCommerce: order notes, which WordPress keeps as comments, and what customers wrote when they ordered.

`comment_date` is the shop's clock, `comment_date_gmt` is UTC. Notes by the shop itself are signed with its
name, in the shop's language, and an address woocommerce@<host>; `user_id` is 0 for people, too.
"""

from importers.platforms import HistoryTable, Lookup, Platform, woocommerce_lists, woocommerce_rest

BY_PERSON = "comment_author_email !~ (?i)^woocommerce(@|$)"
NUMBER = ("number.meta_value", "hpos.meta_value")
NUMBERED = (
    "_order_number_formatted",
    "_ywson_custom_number_order_complete",
    "_alg_wc_full_custom_order_number",
    "_order_number",
    "_alg_wc_custom_order_number",
    "_wcj_order_number",
)
"""Where plugins keep the number that people know: with its prefix before the bare one."""
BUYER = ("order.billing_email", "billing.meta_value", "billing_email")
BY_BUYER = {"customer": BUYER, "author": BUYER}


def _meta(name: str, *keys: str, table: str, owner: str, on: str) -> Lookup:
    """The value of the first of `keys` that is filled."""
    best = ("meta_key", *keys)
    return Lookup(name=name, table=table, right_on=owner, left_on=on, columns=("meta_value",), priority=best)


def _order(on: str) -> tuple[Lookup, ...]:
    """The number that people know, and the customer, wherever the version keeps them."""
    return (
        _meta("number", *NUMBERED, table="postmeta", owner="post_id", on=on),
        _meta("hpos", *NUMBERED, table="wc_orders_meta", owner="order_id", on=on),
        _meta("billing", "_billing_email", table="postmeta", owner="post_id", on=on),
        Lookup(name="order", table="wc_orders", right_on="id", left_on=on, columns=("billing_email",)),
    )


def _asked(table: str, key: str, note: str, date: tuple[str, ...], *, own: str = "") -> HistoryTable:
    """What customers wrote when they ordered. Both tables may hold the same order; one of them counts."""
    return HistoryTable(
        table=table,
        name="customer_notes",
        required_columns=(key, note, f"{own}type", f"{own}status"),
        row_filter=(f"{own}type = shop_order", f"{note} is not empty"),
        lookups=_order(key),
        fields={**BY_BUYER, "legacy_id": key, "order": (*NUMBER, key), "date": date, "message": note},
        skip={"in the trash": f"{own}status = trash"},
        html=True,
        typed={"note_added": ()},
    )


NOTES = HistoryTable(
    table="comments",
    required_columns=("comment_ID", "comment_post_ID", "comment_date", "comment_content", "comment_type"),
    copied_columns={"email": ("comment_author_email", BY_PERSON), "name": ("comment_author", BY_PERSON)},
    lookups=(
        *_order("comment_post_ID"),
        _meta("note", "is_customer_note", table="commentmeta", owner="comment_id", on="comment_ID"),
    ),
    fields={
        "legacy_id": "comment_ID",
        "order": (*NUMBER, "comment_post_ID"),
        "customer": BUYER,
        "date": ("{comment_date_gmt}Z", "comment_date"),
        "author": ("email", "name"),
        "message": "comment_content",
        "kind": "comment_type",
    },
    skip={
        "no order note (a review or another comment)": "comment_type != order_note",
        "in the trash": "comment_approved ~ ^(trash|post-trashed|spam)$",
    },
    html=True,
    system_author_pattern=woocommerce_rest.SHOP,
    visible_when="note.meta_value = 1",
    typed={"note_added": ("note.meta_value = 1",)},
)
POSTS = _asked("posts", "ID", "post_excerpt", ("{post_date_gmt}Z", "post_date"), own="post_")
ORDERS = _asked("wc_orders", "id", "customer_note", ("{date_created_gmt}Z",))

PLATFORM = Platform(
    title="WooCommerce",
    records=(NOTES, POSTS, ORDERS, *woocommerce_rest.RECORDS, *woocommerce_lists.RECORDS),
)
