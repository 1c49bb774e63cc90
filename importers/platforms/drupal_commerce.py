"""Drupal Commerce 2 and 3: the log of orders. Its sentences live in templates of the program; those of the
core are told here, and of others the template's name and the first of its parameters that says something."""

from importers.platforms import Lookup, Platform, Records, Values

REST = ("purchased_entity_label", "to_email", "user", "message", "from", "to", "state")
PAYMENT = "Payment {params.remote_id}: {params.amount.number} {params.amount.currencyCode}, {params.state}"
SAYS: Values = {
    "cart_entity_added": "Added to the cart: {params.purchased_entity_label}",
    "cart_item_removed": "Removed from the cart: {params.purchased_entity_label}",
    "order_placed": "'Order placed'",
    "order_validated": "'Order validated'",
    "order_fulfilled": "'Order fulfilled'",
    "order_canceled": "'Order canceled'",
    "order_assigned": ("Order assigned to {params.user}", "'Order assigned'"),
    "order_state_updated": ("{params.transition_label}: {params.from_state} \u2192 {params.to_state}",),
    "mail_order_receipt": ("Order receipt sent to {params.to_email}",),
    "mail_order_receipt_fail": ("Order receipt could not be sent to {params.to_email}",),
    "payment_log": (PAYMENT, PAYMENT.replace("remote_id", "id")),
}

PLATFORM = Platform(
    title="Drupal Commerce 2",
    tz="UTC",
    records=(
        Records(
            table="commerce_log",
            needs=("log_id", "template_id", "source_entity_id", "source_entity_type", "created"),
            same={"params": "params__value"},
            serialized=("params", "params.amount"),
            said=("template_id", SAYS),
            given={"author_id": ("uid", "uid != 0")},
            lookups=(
                Lookup(
                    name="order",
                    table="commerce_order",
                    key="order_id",
                    on="source_entity_id",
                    columns=("order_number", "mail"),
                ),
                Lookup(
                    name="user",
                    table="users_field_data",
                    key="uid",
                    on="author_id",
                    columns=("mail", "name"),
                ),
            ),
            fields={
                "legacy_id": "log_id",
                "order": ("order.order_number", "source_entity_id"),
                "customer": "order.mail",
                "date": "created",
                "author": ("user.mail", "user.name", "author_id"),
                "kind": "template_id",
                "message": (
                    "params.comment",
                    "said",
                    *(f"{{template_id}}: {{params.{name}}}" for name in REST),
                    "template_id",
                ),
            },
            skip={"the log of something else than an order": "source_entity_type != commerce_order"},
            html=True,
            typed={
                "canceled": ("template_id = order_canceled",),
                "placed": ("template_id = order_placed",),
                "note_added": ("template_id ~ comment", "params.comment is not empty"),
            },
        ),
    ),
)
