"""Odoo: the messages on sale orders (the chatter), HTML in UTC. A message that only tracks a change has an
empty body; what changed stands in a table of its own."""

from importers.platforms import Lookup, Platform, Records

PLATFORM = Platform(
    title="Odoo",
    tz="UTC",
    records=(
        Records(
            table="mail_message",
            needs=("id", "model", "res_id", "body", "date", "message_type"),
            cut={"sender": ("email_from", '([^\\s<>"]+@[^\\s<>"]+)>?\\s*$')},
            lookups=(
                Lookup(
                    name="order",
                    table="sale_order",
                    key="id",
                    on="res_id",
                    columns=("name", "partner_id"),
                ),
                Lookup(
                    name="author",
                    table="res_partner",
                    key="id",
                    on="author_id",
                    columns=("email", "name"),
                ),
                Lookup(
                    name="customer",
                    table="res_partner",
                    key="id",
                    on="order.partner_id",
                    columns=("email", "name"),
                ),
                Lookup(
                    name="tracked",
                    table="mail_tracking_value",
                    key="mail_message_id",
                    on="id",
                    columns=("field_desc", "old_value_char", "new_value_char"),
                ),
                Lookup(
                    name="subtype",
                    table="mail_message_subtype",
                    key="id",
                    on="subtype_id",
                    columns=("description", "name"),
                ),
            ),
            fields={
                "legacy_id": "id",
                "order": ("order.name", "res_id"),
                "customer": ("customer.email", "customer.name"),
                "date": "date",
                "author": ("author.email", "sender", "author.name", "email_from", "author_id"),
                "kind": "message_type",
                "message": (
                    "body",
                    "{tracked.field_desc}: {tracked.old_value_char} \u2192 {tracked.new_value_char}",
                    "{tracked.field_desc}: {tracked.new_value_char}",
                    "{tracked.old_value_char} \u2192 {tracked.new_value_char}",
                    "subject",
                    "subtype.description",
                    "subtype.name",
                ),
            },
            skip={"a message on something else than a sale order": "model != sale.order"},
            html=True,
            system="(?i)^odoobot(@.*)?$",
            typed={"note_added": ("message_type = comment", "body is not empty")},
        ),
    ),
)
