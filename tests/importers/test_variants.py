"""Exports as other versions, plugins and tools of a system write them, each read as people meant it."""

from __future__ import annotations

from pathlib import Path

import pytest
from variant import Variant, told

from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run

VARIANTS = {
    "REST's order notes name their order in a link only": Variant(
        platform="woocommerce",
        file="notes.json",
        text='[{"id":281,"author":"system","date_created":"2017-03-21T16:46:41",'
        '"date_created_gmt":"2017-03-21T19:46:41","note":"Order ok","customer_note":false,'
        '"_links":{"up":[{"href":"https://example.com/wp-json/wc/v3/orders/723"}]}}]',
        told=[("723", None, None, "Order ok")],
    ),
    "one order of REST is a record, whatever lists it holds": Variant(
        platform="magento2",
        file="order.json",
        text='{"entity_id":12,"increment_id":"000000012","customer_email":"jane@example.com","items":[{"sku":"a"}],'
        '"status_histories":[{"comment":"sent","created_at":"2022-05-01 08:00:01","entity_id":31,'
        '"status":"processing"}]}',
        told=[("000000012", "jane@example.com", None, "sent")],
    ),
    "a status that is not translated into a language has its name in another": Variant(
        platform="prestashop",
        file="shop.sql",
        text="CREATE TABLE `p_order_history` (`id_order_history` int, `id_employee` int, `id_order` int,"
        " `id_order_state` int, `date_add` datetime);\n"
        "INSERT INTO `p_order_history` VALUES (1,0,7,2,'2015-03-29 05:30:00');\n"
        "CREATE TABLE `p_order_state_lang` (`id_order_state` int, `id_lang` int, `name` varchar(64));\n"
        "INSERT INTO `p_order_state_lang` VALUES (2,1,''),(2,2,'Payment accepted');\n",
        told=[("7", None, None, "Status: Payment accepted")],
    ),
    "Ruby writes the zone's name behind a date": Variant(
        platform="spree",
        file="spree_state_changes.csv",
        text="id,name,previous_state,stateful_id,user_id,stateful_type,next_state,created_at\n"
        "5,payment,checkout,7,2,Spree::Order,paid,2020-01-01 10:00:02 UTC\n",
        told=[("7", None, "2", "payment: checkout \u2192 paid")],
    ),
    "what a payment gateway answered is text, whatever Ruby objects it is wrapped in": Variant(
        platform="spree",
        file="shop.sql",
        text="COPY public.spree_log_entries (id, source_id, source_type, details, created_at) FROM stdin;\n"
        "1\t7\tSpree::Payment\t--- !ruby/object:Billing::Response\\nparams:\\n  message: no\\n"
        "message: Declined, the card\\n  is too old.\\nsuccess: false\\n\t2020-01-01 10:00:01\n"
        "2\t7\tSpree::Payment\t--- !ruby/object:R\\nmessage: \\nsuccess: true\\n\t2020-01-01 10:00:02\n"
        "3\t7\tSpree::Payment\tplain words\t2020-01-01 10:00:03\n\\.\n"
        "COPY public.spree_payments (id, order_id) FROM stdin;\n7\t3\n\\.\n"
        "COPY public.spree_orders (id, number, email) FROM stdin;\n3\tR123456789\tjane@example.com\n\\.\n",
        told=[
            ("R123456789", "jane@example.com", None, "Payment gateway: Declined, the card\n  is too old."),
            ("R123456789", "jane@example.com", None, "Payment gateway, success: true"),
            ("R123456789", "jane@example.com", None, "Payment gateway:\nplain words"),
        ],
    ),
    "all that a message tracked is told, whatever type its values are of": Variant(
        platform="odoo",
        file="shop.sql",
        text="COPY public.mail_message (id, date, body, model, res_id, message_type) FROM stdin;\n"
        "502\t2020-11-04 07:41:00\t<p></p>\tsale.order\t42\tnotification\n\\.\n"
        "COPY public.mail_tracking_value (id, field_desc, old_value_char, new_value_char, old_value_monetary,"
        " new_value_monetary, mail_message_id) FROM stdin;\n"
        "31\tStatus\tQuotation\tSales Order\t\\N\t\\N\t502\n"
        "32\tTotal\t\\N\t\\N\t10.50\t12.0\t502\n33\tNote\tfragile\t\\N\t\\N\t\\N\t502\n\\.\n",
        told=[
            (
                "42",
                None,
                None,
                "Status: Quotation \u2192 Sales Order\nTotal: 10.50 \u2192 12.0\nNote: fragile \u2192 \u2013",
            )
        ],
    ),
    "a list of messages has the headings that people read": Variant(
        platform="odoo",
        file="Message (mail.message).csv",
        text='"Related Document Model","Related Document ID","Message Record Name","Date","Author","From",'
        '"Type","Subject","Contents"\n'
        'sale.order,42,S00042,2021-03-28 01:30:00,Anna Larsen,"""Anna"" <anna@shop.example>",Comment,,'
        "<p>Hello</p>\n",
        told=[("S00042", None, "anna@shop.example", "Hello")],
    ),
    "the control panel exports orders with the headings that people read": Variant(
        platform="bigcommerce",
        file="orders-2018-03-04.csv",
        text='"Order ID","Customer ID","Customer Name","Customer Email","Order Date","Order Status",'
        '"Order Total (inc tax)","Date Shipped","Order Currency Code","Order Notes","Customer Message"\n'
        '100,0,,jane@example.com,2018-03-03,Shipped,12.50,2018-03-05,USD,,"Ring, please"\n',
        told=[
            ("100", "jane@example.com", None, "Order placed: 12.50 USD"),
            ("100", "jane@example.com", "jane@example.com", "Ring, please"),
            ("100", "jane@example.com", None, "Shipped (Shipped)"),
        ],
    ),
    "a price that Drupal keeps as an object is read, and what its templates say": Variant(
        platform="drupal-commerce",
        file="commerce_log.csv",
        text="log_id,template_id,uid,source_entity_id,source_entity_type,params__value,created\n"
        '1,payment_log,0,8,commerce_order,"a:3:{s:2:""id"";i:5;s:5:""state"";s:9:""completed"";s:6:""amount"";'
        'O:27:""Drupal\\commerce_price\\Price"":2:{s:6:""number"";s:5:""12.50"";s:12:""currencyCode"";s:3:""EUR"";}}",'
        "1561968000\n"
        '2,my_module_hint,0,8,commerce_order,"a:1:{s:7:""message"";s:5:""Hello"";}",1561968060\n',
        told=[
            ("8", None, None, "Payment 5: 12.50 EUR, completed"),
            ("8", None, None, "my_module_hint: Hello"),
        ],
    ),
    "the oldest django-oscar has no status of orders, and another date of events": Variant(
        platform="oscar",
        file="sample-order.json",
        text='[{"pk":1,"model":"order.order","fields":{"number":"100002","total_incl_tax":"155.70","user":1,'
        '"date_placed":"2011-02-16 09:27:46"}},{"pk":4,"model":"order.shippingevent","fields":{"order":1,'
        '"event_type":2,"notes":null,"date":"2011-02-17 10:00:00"}},'
        '{"pk":2,"model":"order.shippingeventtype","fields":{"code":"dispatched","name":"Dispatched"}}]',
        told=[
            ("100002", "1", None, "Order placed: 155.70"),
            ("100002", "1", None, "Shipping: Dispatched"),
        ],
    ),
    "before 2018 an entry of Saleor's history was a status with a comment": Variant(
        platform="saleor",
        file="shop.sql",
        text="COPY order_orderhistoryentry (id, date, status, comment, order_id, user_id) FROM stdin;\n"
        "1\t2017-01-01 10:00:00+00\tnew\tOrder created\t7\t\\N\n"
        "2\t2017-01-01 11:00:00+00\tshipped\t\t7\t\\N\n\\.\n",
        told=[("7", None, None, "Order created"), ("7", None, None, "Status: shipped")],
    ),
    "tools that know no XES have names of their own for a case, a step and its time": Variant(
        platform="xes",
        file="log.csv",
        text="case_id;activity;timestamp;costs;org:resource\n"
        "3;register request;2010-12-30 14:32:00+01:00;50;Pete\n",
        told=[("3", None, "Pete", "register request")],
    ),
    "a trace without a name is known by its place in the log": Variant(
        platform="xes",
        file="log.xes",
        text='<log xes.version="1.0"><trace><string key="concept:name" value="A"/></trace><trace><event>'
        '<string key="concept:name" value="create_order"/><string key="time:timestamp" '
        'value="2019/11/03 01:11:19.000"/></event></trace></log>',
        told=[("trace 2", None, None, "create_order")],
    ),
    "who wrote a mail is its address, not the name before it": Variant(
        platform="odoo",
        file="mail_message.csv",
        text="id,model,res_id,body,email_from,date,message_type\n"
        '6,sale.order,42,<p>Hello</p>,"""Anna"" <anna@shop.example>",2021-03-28 01:30:00,comment\n',
        told=[("42", None, "anna@shop.example", "Hello")],
    ),
    "shipping and payment events are no e-mails": Variant(
        platform="oscar",
        file="orders.json",
        text='[{"model":"order.shippingeventtype","pk":1,"fields":{"code":"shipped","name":"Shipped"}},'
        '{"model":"order.paymenteventtype","pk":2,"fields":{"code":"settled","name":"Settled"}},'
        '{"model":"order.shippingevent","pk":1,"fields":{"order":1,"event_type":1,"notes":"DHL 123",'
        '"date_created":"2014-10-11T13:07:36.499Z"}},'
        '{"model":"order.paymentevent","pk":1,"fields":{"order":1,"amount":"7.99","reference":"r1",'
        '"event_type":2,"date_created":"2014-10-12T13:07:36.499Z"}}]',
        told=[
            ("1", None, None, "Shipping: Shipped\nDHL 123"),
            ("1", None, None, "Payment: Settled, 7.99 (r1)"),
        ],
    ),
    "a document with several lists holds several tables": Variant(
        platform="bigcommerce",
        file="export.json",
        text='{"orders":[{"id":100,"customer_id":0,"date_created":"Sat, 03 Mar 2018 02:35:28 +0000",'
        '"date_shipped":"","status":"Pending","staff_notes":null,"customer_message":"",'
        '"billing_address":{"email":"jane@example.com"}}],\n"messages":[{"id":1,"order_id":100,"staff_id":0,'
        '"customer_id":5,"subject":"Where","message":"is it?","status":"read",'
        '"date_created":"Sat, 03 Mar 2018 03:35:28 +0000"}]}',
        told=[
            ("100", "jane@example.com", None, "Order placed"),
            ("100", "jane@example.com", "jane@example.com", "Where\nis it?"),
        ],
    ),
    "dumpdata in YAML: dates and money as they are written, text in blocks": Variant(
        platform="saleor",
        file="dump.yaml",
        text="- model: order.ordernote\n  pk: 3\n  fields:\n    date: 2020-10-01 10:33:00.5+00:00\n"
        "    content: |-\n      a text\n      - with a dash & *stars*\n    order: 7\n"
        "    user: [anna@shop.example]\n"
        "- model: order.orderevent\n  pk: 1\n  fields:\n    date: 2020-10-02 10:31:00+00:00\n"
        "    type: other\n    order: 7\n    parameters: {message: 'total 12.50'}\n    user: null\n",
        told=[
            ("7", None, "anna@shop.example", "a text\n- with a dash & *stars*"),
            ("7", None, None, "total 12.50"),
        ],
    ),
    "mysqldump names no columns, plugins add some, and HPOS keeps orders in tables of their own": Variant(
        platform="woocommerce",
        file="hpos.sql",
        text="CREATE TABLE `x_comments` (`comment_ID` bigint(20) unsigned NOT NULL AUTO_INCREMENT,\n"
        " `comment_post_ID` bigint(20), `comment_author` tinytext, `comment_author_email` varchar(100),\n"
        " `comment_date` datetime NOT NULL DEFAULT '0000-00-00 00:00:00', `comment_date_gmt` datetime,\n"
        " `comment_content` text, `comment_approved` varchar(20), `comment_type` varchar(20),\n"
        " `a plugin's, own` tinyint(1) COMMENT 'it''s; a (', PRIMARY KEY (`comment_ID`));\n"
        "INSERT INTO `x_comments` VALUES (10,900,'WooCommerce','woocommerce@shop.example',"
        "'2023-03-26 03:30:00','0000-00-00 00:00:00','L\\'\u00e9tat: <em>Pay\u00e9</em><br/>12&nbsp;&euro;',"
        "'1','order_note',1);\n"
        "CREATE TABLE `x_wc_orders` (`id` bigint(20), `billing_email` varchar(320));\n"
        "INSERT INTO `x_wc_orders` VALUES (900,'jane@example.com');\n"
        "CREATE TABLE `x_wc_orders_meta` (`id` bigint(20), `order_id` bigint(20), `meta_key` varchar(255),"
        " `meta_value` text);\n"
        "INSERT INTO `x_wc_orders_meta` VALUES (1,900,'_order_number','0001007');\n",
        told=[("0001007", "jane@example.com", None, "L'\u00e9tat: Pay\u00e9\n12 \u20ac")],
    ),
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_a_variant_gives_what_people_meant(variant: Variant, database: str, tmp_path: Path) -> None:
    assert told(variant, database, tmp_path) == variant.told


def test_yaml_builds_nothing_and_unfolds_nothing(database: str, tmp_path: Path) -> None:
    """Tags that would run something, and aliases, make a reject of their item; the others are read."""
    good = "- model: order.ordernote\n  pk: {}\n  fields: {{date: 2020-10-01, content: {}, order: 7}}\n"
    bad = "- model: order.ordernote\n  pk: 2\n  fields:\n    a: &a [x, x]\n    b: [*a, *a]\n    order: 7\n"
    worse = good.format(3, "!!python/object/apply:os.system [exit]")
    file = tmp_path / "dump.yaml"
    file.write_text(good.format(1, "fine") + bad + worse)
    chosen = Options(platform="saleor")
    report = run(str(file), ColumnMapping(), chosen, database=database, on_progress=lambda _: None)
    assert report.counts.imported == 1
    assert report.counts.accounted == report.counts.read
