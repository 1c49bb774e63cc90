"""Exports as other versions, plugins and tools of a system write them, each read as people meant it."""

from __future__ import annotations

from pathlib import Path

import pytest
from variant import Variant, told

from importers.mapping import Mapping
from importers.pipeline import Options, run

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
    report = run(str(file), Mapping(), chosen, database=database, on_progress=lambda _: None)
    assert report.counts.imported == 1
    assert report.counts.accounted == report.counts.read
