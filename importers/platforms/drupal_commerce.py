"""Drupal Commerce 2: the log of orders. Its sentences live in the program: the template's name stands for
them, with the first of its parameters that says something."""

from importers.platforms import Lookup, Platform, Records

SAYING = ("purchased_entity_label", "to_email", "user", "amount", "from", "to")

PLATFORM = Platform(
    title="Drupal Commerce 2",
    tz="UTC",
    records=(
        Records(
            table="commerce_log",
            needs=("log_id", "template_id", "source_entity_id", "source_entity_type", "created"),
            serialized=("params",),
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
                    *(f"{{template_id}}: {{params.{name}}}" for name in SAYING),
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
