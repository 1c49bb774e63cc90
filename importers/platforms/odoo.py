"""Odoo: the messages on sale orders (the chatter), HTML in UTC. A message that only tracks changes has an
empty body; what changed stands in a table of its own. A list of messages exports with readable headings."""

from importers.platforms import HistoryTable, Lookup, Platform, Values

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


KINDS = ("char", "text", "datetime", "monetary", "float", "integer")
"""The types of tracked values, each with a column of its own for the old value and the new."""


def _change(kind: str) -> tuple[str, ...]:
    """A change of a value of this type. One of a record names it, and has its id beside: 0 for none."""
    old, new = f"{{old_value_{kind}}}", f"{{new_value_{kind}}}"
    return tuple(
        f"{field}{said}"
        for said in (f"{old} \u2192 {new}", new, f"{old} \u2192 \u2013")
        for field in ("{field_desc}: ", "")
    )


CHANGES = Lookup(
    name="tracked",
    table="mail_tracking_value",
    right_on="mail_message_id",
    left_on="id",
    columns=("changes",),
    aggregate=True,
    computed={"changes": tuple(way for kind in KINDS for way in _change(kind))},
)
SUBTYPE = tuple(
    f"subtype.{name}{language}" for name in ("description", "name") for language in (".en_US", "")
)

PLATFORM = Platform(
    title="Odoo",
    tz="UTC",
    records=(
        HistoryTable(
            table="mail_message",
            required_columns=("model", "res_id", "body", "date", "message_type"),
            column_aliases=SAME,
            extracted_columns={"sender": ("email_from", '([^\\s<>"]+@[^\\s<>"]+)>?\\s*$')},
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
                "message": ("body", "tracked.changes", "subject", *SUBTYPE),
            },
            skip={"a message on something other than a sale order": "model !~ ^(sale.order|Sales Order)$"},
            packed_columns=("subtype.description", "subtype.name"),
            html=True,
            system_author_pattern="(?i)^odoobot(@.*)?$",
            typed={"note_added": ("message_type ~ (?i)^comment$", "body ~ (^|>)\\s*[^<\\s]")},
        ),
    ),
)
