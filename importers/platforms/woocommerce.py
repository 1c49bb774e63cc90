"""WooCommerce: order notes, which WordPress keeps as comments; or as REST gives them.

`comment_date` is the shop's clock, `comment_date_gmt` is UTC. Notes by the shop itself are signed with its
name and an address woocommerce@<host>; `user_id` is 0 for people, too.
"""

from importers.platforms import Lookup, Platform, Records

TABLE = "comments"
SHOP = "(?i)^(woocommerce|system)$"


def _meta(name: str, key: str, *, table: str, owner: str, on: str = "comment_post_ID") -> Lookup:
    where = (f"meta_key = {key}",)
    return Lookup(name=name, table=table, key=owner, on=on, columns=("meta_value",), where=where)


PLATFORM = Platform(
    title="WooCommerce",
    records=(
        Records(
            table=TABLE,
            needs=("comment_ID", "comment_post_ID", "comment_date", "comment_content", "comment_type"),
            given={"email": ("comment_author_email", "comment_author_email !~ (?i)^woocommerce@")},
            lookups=(
                _meta("formatted", "_order_number_formatted", table="postmeta", owner="post_id"),
                _meta("number", "_order_number", table="postmeta", owner="post_id"),
                _meta("hpos", "_order_number", table="wc_orders_meta", owner="order_id"),
                _meta("billing", "_billing_email", table="postmeta", owner="post_id"),
                Lookup(
                    name="order",
                    table="wc_orders",
                    key="id",
                    on="comment_post_ID",
                    columns=("billing_email",),
                ),
                _meta("note", "is_customer_note", table="commentmeta", owner="comment_id", on="comment_ID"),
            ),
            fields={
                "legacy_id": "comment_ID",
                "order": (
                    "formatted.meta_value", "number.meta_value", "hpos.meta_value", "comment_post_ID",
                ),
                "customer": ("order.billing_email", "billing.meta_value"),
                "date": ("{comment_date_gmt}Z", "comment_date"),
                "author": ("email", "comment_author"),
                "message": "comment_content",
                "kind": "comment_type",
            },
            skip={
                "no order note (a review or another comment)": "comment_type != order_note",
                "in the trash": "comment_approved ~ ^(trash|post-trashed|spam)$",
            },
            html=True,
            system=SHOP,
            shown="note.meta_value = 1",
            typed={"note_added": ("note.meta_value = 1",)},
        ),
        Records(
            table="order_notes",
            name=TABLE,
            needs=("id", "note", "date_created"),
            cut={"linked_id": ("_links.up", "/orders/(\\d+)")},
            fields={
                "legacy_id": "id",
                "order": ("order_number", "order_id", "parent_id", "linked_id"),
                "customer": "billing_email",
                "date": ("{date_created_gmt}Z", "date_created"),
                "author": "author",
                "message": "note",
            },
            html=True,
            system=SHOP,
            shown="customer_note = true",
            typed={"note_added": ("customer_note = true",)},
        ),
    ),
)  # fmt: skip
