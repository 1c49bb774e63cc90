"""Exports of other versions of a system than its sample is of, each read as people meant it."""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import rows
from variant import Variant, told

from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run

RESPONSE = "--- !ruby/object:R\\nparams:\\n  message: no\\n"
VERSIONS = {
    "django-oscar's users may be named by their login, and its e-mails be kept with the customers": Variant(
        platform="oscar",
        file="shop.json",
        text='[{"model":"auth.user","pk":5,"fields":{"username":"jane","email":"jane@example.com"}},'
        '{"model":"order.order","pk":3,"fields":{"number":"100003","user":["jane"],"total_incl_tax":"25.00",'
        '"date_placed":"2014-10-10T13:07:36.499Z"}},'
        '{"model":"customer.email","pk":1,"fields":{"user":["jane"],"subject":"Order 100003","body_text":"x",'
        '"date_sent":"2014-10-10T13:08:36.499Z"}},'
        '{"model":"order.ordernote","pk":1,"fields":{"order":3,"user":["jane"],"note_type":"Info",'
        '"message":"Hello","date_created":"2014-10-12T13:07:36.499Z"}}]',
        told=[
            ("100003", "jane@example.com", None, "Order placed: 25.00"),
            (None, "jane@example.com", None, "E-mail sent: Order 100003"),
            ("100003", "jane@example.com", "jane@example.com", "Hello"),
        ],
    ),
    "a change of status that names only the old one is told": Variant(
        platform="oscar",
        file="order_orderstatuschange.csv",
        text="id,old_status,new_status,date_created,order_id\n1,Pending,,2014-10-13 13:07:36+00,3\n",
        told=[("3", None, None, "Status: Pending \u2192 \u2013")],
    ),
    "of a tracked record the name is told, and not its id or a 0 for none": Variant(
        platform="odoo",
        file="shop.sql",
        text="COPY mail_message (id, date, body, model, res_id, message_type, subtype_id) FROM stdin;\n"
        "502\t2020-11-04 07:41:00\t\tsale.order\t42\tnotification\t7\n"
        "503\t2020-11-04 07:42:00\t<p></p>\tsale.order\t42\tnotification\t7\n\\.\n"
        "COPY public.mail_tracking_value (id, field_desc, old_value_integer, new_value_integer,"
        " old_value_char, new_value_char, mail_message_id) FROM stdin;\n"
        "31\tSalesperson\t0\t5\t\tAnna\t502\n32\tCount\t0\t3\t\\N\t\\N\t502\n\\.\n"
        "COPY public.mail_message_subtype (id, name, description) FROM stdin;\n"
        '7\t{"en_US": "Confirmed"}\t{"en_US": "Quotation confirmed", "fr_FR": "Devis confirm\u00e9"}\n\\.\n',
        told=[
            ("42", None, None, "Salesperson: Anna\nCount: 0 \u2192 3"),
            ("42", None, None, "Quotation confirmed"),
        ],
    ),
    "Commerce 1 keeps a revision of the order with each change": Variant(
        platform="drupal-commerce",
        file="shop.sql",
        text="INSERT INTO `d_commerce_order_revision` (`revision_id`, `order_number`, `order_id`,"
        " `revision_uid`, `mail`, `status`, `log`, `revision_timestamp`) VALUES\n"
        "(1,'000108',8,0,'jane@example.com','pending','',1561968000),\n"
        "(2,'000108',8,1,'jane@example.com','completed','Sent by <b>post</b>',1561968001);\n"
        "INSERT INTO `d_users` (`uid`, `name`, `mail`) VALUES (1,'anna','anna@shop.example');\n",
        told=[
            ("000108", "jane@example.com", None, "Status: pending"),
            ("000108", "jane@example.com", "anna@shop.example", "Sent by <b>post</b>"),
        ],
    ),
    "what Commerce 3 logs of payments and e-mails, though lengths were counted in another encoding": Variant(
        platform="drupal-commerce",
        file="commerce_log.csv",
        text="log_id,template_id,uid,source_entity_id,source_entity_type,params,created\n"
        '1,payment_completed,0,8,commerce_order,"a:3:{s:7:""gateway"";s:4:""Caf\u00e9"";s:9:""remote_id"";'
        's:4:""ch_1"";s:6:""amount"";a:2:{s:6:""number"";s:5:""12.50"";s:12:""currencyCode"";'
        's:3:""EUR"";}}",1561968000\n'
        '2,order_mail_failure,0,8,commerce_order,"a:2:{s:2:""id"";s:7:""receipt"";s:8:""to_email"";'
        's:9:""j@x.examp"";}",1561968060\n'
        '3,order_state_updated,0,8,commerce_order,"a:3:{s:10:""from_state"";s:5:""Draft"";s:8:""to_state"";'
        's:9:""Completed"";s:16:""transition_label"";s:11:""Place order"";}",1561968061\n',
        told=[
            ("8", None, None, "Payment captured: 12.50 EUR, Caf\u00e9 (ch_1)"),
            ("8", None, None, "E-mail receipt could not be sent to j@x.examp"),
            ("8", None, None, "Place order: Draft \u2192 Completed"),
        ],
    ),
    "refunds are history, and what the gateway answered to them, in quotes or in a block": Variant(
        platform="spree",
        file="shop.sql",
        text="COPY public.spree_log_entries (id, source_id, source_type, details, created_at) FROM stdin;\n"
        f'1\t9\tSpree::Refund\t{RESPONSE}message: "Refund: done"\\nsuccess: true\\n\t2020-01-02 10:00:01\n'
        f"2\t7\tSpree::Payment\t{RESPONSE}message: |-\\n  Declined\\n  by bank\\n\t2020-01-02 10:00:02\n"
        f"3\t7\tSpree::Payment\t{RESPONSE}message: 'No: never'\\n\t2020-01-02 10:00:03\n\\.\n"
        "COPY public.spree_refunds (id, payment_id, amount, transaction_id, refund_reason_id, created_at)"
        " FROM stdin;\n9\t7\t2.50\tre_1\t1\t2020-01-02 10:00:00\n\\.\n"
        "COPY public.spree_refund_reasons (id, name) FROM stdin;\n1\tGoodwill\n\\.\n"
        "COPY public.spree_payments (id, order_id) FROM stdin;\n7\t3\n\\.\n"
        "COPY public.spree_orders (id, number, email, currency) FROM stdin;\n"
        "3\tR123456789\tj@x.example\tUSD\n\\.\n",
        told=[
            ("R123456789", "j@x.example", None, "Refund: 2.50 USD (Goodwill)"),
            ("R123456789", "j@x.example", None, "Payment gateway: Refund: done"),
            ("R123456789", "j@x.example", None, "Payment gateway: Declined\n  by bank"),
            ("R123456789", "j@x.example", None, "Payment gateway: No: never"),
        ],
    ),
}


@pytest.mark.parametrize("variant", VERSIONS.values(), ids=VERSIONS)
def test_another_version_gives_what_people_meant(variant: Variant, database: str, tmp_path: Path) -> None:
    assert told(variant, database, tmp_path) == variant.told


TYPED = {
    "Commerce 3's transitions place and cancel": (
        "drupal-commerce",
        "log_id,template_id,source_entity_id,source_entity_type,params,created\n"
        '1,order_state_updated,8,commerce_order,"a:3:{s:10:""from_state"";s:1:""D"";s:8:""to_state"";s:1:""C"";'
        's:16:""transition_label"";s:11:""Place order"";}",1561968061\n'
        '2,order_state_updated,8,commerce_order,"a:3:{s:10:""from_state"";s:1:""D"";s:8:""to_state"";s:1:""C"";'
        's:16:""transition_label"";s:12:""Cancel order"";}",1561968062\n',
        ["placed", "canceled"],
    ),
    "a note of Odoo without any text is no note": (
        "odoo",
        "id,model,res_id,body,date,message_type\n1,sale.order,42,<p>Hello</p>,2020-11-04 07:41:00,comment\n"
        "2,sale.order,42,<p><br></p>,2020-11-04 07:42:00,comment\n",
        ["note_added"],
    ),
    "a status that says cancelled cancels": (
        "oscar",
        "id,old_status,new_status,date_created,order_id\n1,Pending,Cancelled,2014-10-13 13:07:36+00,3\n",
        ["canceled"],
    ),
}


@pytest.mark.parametrize(("platform", "text", "types"), TYPED.values(), ids=TYPED)
def test_what_is_sure_is_typed_on_demand(
    platform: str, text: str, types: list[str], database: str, tmp_path: Path
) -> None:
    file = tmp_path / "history.csv"
    file.write_text(text)
    options = Options(platform=platform, typed=True)
    run(str(file), ColumnMapping(), options, database=database, on_progress=lambda _: None)
    found = rows(database, "SELECT type FROM order_events WHERE type <> 'other' ORDER BY date")
    assert [code for (code,) in found] == types
