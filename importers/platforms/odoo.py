"""Odoo: the messages on sale orders (the chatter), HTML in UTC. A message that only tracks changes has an
empty body; what changed stands in a table of its own. A list of messages exports with readable headings."""

from importers.platforms import Lookup, Platform, Records, Values

SAME: Values = {
    "id": "ID",
    "model": ("Related Document Model", "Document Model"),
    "res_id": ("Related Document ID", "Document ID"),
    "record_name": ("Message Record Name", "Record Name"),
    "body": ("Contents", "Content", "Body"),
    "date": "Date",
    "message_type": "Type",
    "subject": "Subject",
    "email_from": "From",
    "author_id": ("Author", "author_id/id"),
    "subtype_id": "Subtype",
}
"""What a database calls its columns, and what an exported list does."""


def _value(of: str) -> tuple[str, ...]:
    """The column of its type that holds a tracked value."""
    kinds = ("char", "text", "datetime", "monetary", "float", "integer")
    return tuple(f"{of}_value_{kind}" for kind in kinds)


CHANGES = Lookup(
    name="tracked",
    table="mail_tracking_value",
    key="mail_message_id",
    on="id",
    columns=("changes",),
    every=True,
    made={
        "old": _value("old"),
        "new": _value("new"),
        "changes": (
            "{field_desc}: {old} \u2192 {new}",
            "{field_desc}: {new}",
            "{field_desc}: {old} \u2192 \u2013",
            "{old} \u2192 {new}",
            "new",
        ),
    },
)

PLATFORM = Platform(
    title="Odoo",
    tz="UTC",
    records=(
        Records(
            table="mail_message",
            needs=("model", "res_id", "body", "date", "message_type"),
            same=SAME,
            cut={"sender": ("email_from", '([^\\s<>"]+@[^\\s<>"]+)>?\\s*$')},
            lookups=(
                Lookup.by_id("order", "sale_order", "res_id", "name", "partner_id"),
                Lookup.by_id("author", "res_partner", "author_id", "email", "name"),
                Lookup.by_id("customer", "res_partner", "order.partner_id", "email", "name"),
                CHANGES,
                Lookup.by_id("subtype", "mail_message_subtype", "subtype_id", "description", "name"),
            ),
            fields={
                "legacy_id": "id",
                "order": ("order.name", "record_name", "res_id"),
                "customer": ("customer.email", "customer.name", "order.partner_id"),
                "date": "date",
                "author": ("author.email", "sender", "author.name", "email_from", "author_id"),
                "kind": "message_type",
                "message": ("body", "tracked.changes", "subject", "subtype.description", "subtype.name"),
            },
            skip={"a message on something else than a sale order": "model !~ ^(sale.order|Sales Order)$"},
            html=True,
            system="(?i)^odoobot(@.*)?$",
            typed={"note_added": ("message_type ~ (?i)^comment$", "body is not empty")},
        ),
    ),
)
