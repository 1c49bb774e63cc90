"""Drupal Commerce 2 and 3: the log of orders. Its sentences live in templates of the program; those of the
core are rendered here, and of others the template's name and the first of its parameters that says something.
Commerce 1 keeps a revision of the order each time that it is saved, with its status and a log message."""

from importers.platforms import CodeLabels, HistoryTable, Lookup, Platform, ubercart
from importers.platforms.drupal_commerce_log import LABELS

REST = ("purchased_entity_label", "to_email", "user", "message", "from", "to", "state")

AUTHOR = ("user.mail", "user.name", "author_id")

PLATFORM = Platform(
    title="Drupal Commerce, Ubercart",
    tz="UTC",
    systems=("Drupal Commerce 1", "Drupal Commerce 2", "Ubercart"),
    records=(
        HistoryTable(
            table="commerce_log",
            required_columns=("log_id", "template_id", "source_entity_id", "source_entity_type", "created"),
            column_aliases={"params": "params__value"},
            packed_columns=("params", "params.amount"),
            code_labels=CodeLabels(column="template_id", labels=LABELS),
            copied_columns={"author_id": ("uid", "uid != 0")},
            lookups=(
                Lookup(
                    name="order",
                    table="commerce_order",
                    right_on="order_id",
                    left_on="source_entity_id",
                    columns=("order_number", "mail"),
                ),
                ubercart.USER,
            ),
            fields={
                "legacy_id": "log_id",
                "order": ("order.order_number", "source_entity_id"),
                "customer": "order.mail",
                "date": "created",
                "author": AUTHOR,
                "kind": "template_id",
                "message": (
                    "params.comment",
                    "label",
                    *(f"{{template_id}}: {{params.{name}}}" for name in REST),
                    "template_id",
                ),
            },
            skip={"the log of something other than an order": "source_entity_type != commerce_order"},
            html=True,
            typed={
                "canceled": ("label ~ ^(Order canceled$|Cancel order:)",),
                "placed": ("label ~ ^(Order placed$|Place order:)",),
                "note_added": ("template_id ~ comment", "params.comment is not empty"),
            },
        ),
        HistoryTable(
            table="commerce_order_revision",
            required_columns=(
                "revision_id",
                "order_id",
                "order_number",
                "revision_timestamp",
                "status",
                "log",
            ),
            copied_columns={"author_id": ("revision_uid", "revision_uid != 0")},
            lookups=(ubercart.USER,),
            fields={
                "legacy_id": "revision_id",
                "order": ("order_number", "order_id"),
                "customer": "mail",
                "date": "revision_timestamp",
                "author": AUTHOR,
                "kind": "status",
                "message": ("log", "Status: {status}"),
            },
        ),
        *ubercart.RECORDS,
    ),
)
