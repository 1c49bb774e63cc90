"""Shops' tables and lists as SQL, CSV and XML, each read as people meant it; without --from, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from variant import Variant, recognised, told

from importers.errors import NotDataError
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run

VARIANTS = {
    "the days of BigCommerce's list are told from its months, and have their time beside them": Variant(
        platform="bigcommerce",
        file="orders.csv",
        text="Order ID,Order Date,Order Time,Order Status,Order Total (inc tax),Order Currency Code,"
        "Customer Email,Order Notes,Customer Message,Date Shipped\n"
        "101,02/11/2012,09:00:00,Pending,5.00,USD,t@example.com,,,\n"
        "100,01/11/2012,07:26:23,Shipped,79.00,USD,t@example.com,,Ring,15/11/2012\n",
        told=[
            ("100", "t@example.com", None, "Order placed: 79.00 USD"),
            ("100", "t@example.com", "t@example.com", "Ring"),
            ("101", "t@example.com", None, "Order placed: 5.00 USD"),
            ("100", "t@example.com", None, "Shipped (Shipped)"),
        ],
    ),
    "an order's number with its prefix counts before the bare one, whatever plugin made it": Variant(
        platform="woocommerce",
        file="hpos.sql",
        text="CREATE TABLE `w_comments` (`comment_ID` bigint, `comment_post_ID` bigint, "
        "`comment_author` text, `comment_author_email` text, `comment_date` datetime,"
        " `comment_date_gmt` datetime, `comment_content` text,"
        " `comment_approved` text, `comment_type` text);\n"
        "INSERT INTO `w_comments` VALUES "
        "(1,9,'','','2023-05-01 10:00:00','2023-05-01 08:00:00','a','1','order_note'),"
        "(2,10,'','','2023-05-01 10:00:01','2023-05-01 08:00:01','b','1','order_note');\n"
        "CREATE TABLE `w_wc_orders_meta` (`id` bigint, `order_id` bigint, `meta_key` text,"
        " `meta_value` text);\n"
        "INSERT INTO `w_wc_orders_meta` VALUES (1,9,'_order_number','7'),"
        "(2,9,'_order_number_formatted','W-7/23'),"
        "(3,10,'_alg_wc_custom_order_number','8'),(4,10,'_order_number_formatted','');\n",
        told=[("W-7/23", None, None, "a"), ("8", None, None, "b")],
    ),
    "the list of orders that Magento's admin exports tells when each was placed": Variant(
        platform="magento2",
        file="export.csv",
        text='ID,"Purchase Point","Purchase Date","Bill-to Name","Grand Total (Purchased)",Status,'
        '"Customer Email"\n'
        '000000002,"Main Website\n Store","Nov 4, 2020 07:40:03 AM","V Costello",'
        "39.6400,Closed,v@example.com\n",
        told=[("000000002", "v@example.com", None, "Order placed: 39.6400")],
    ),
    "Magento 1's list of orders has no e-mails": Variant(
        platform="magento1",
        file="orders.csv",
        text='"Order #","Purchased From (Store)","Purchased On","Bill to Name","G.T. (Base)","Status"\n'
        '"100000002","Main","May 23, 2013 8:43:51 AM","Jane Doe","12.0000","Complete"\n',
        told=[("100000002", "Jane Doe", None, "Order placed: 12.0000")],
    ),
    "PrestaShop's webservice answers in XML": Variant(
        platform="prestashop",
        file="histories.xml",
        text='<?xml version="1.0"?><prestashop xmlns:xlink="http://www.w3.org/1999/xlink"><order_histories>'
        "<order_history><id><![CDATA[1]]></id><id_employee/><id_order_state>2</id_order_state>"
        '<id_order xlink:href="https://x.example/api/orders/7"><![CDATA[7]]></id_order>'
        "<date_add><![CDATA[2015-03-29 05:30:00]]></date_add></order_history></order_histories></prestashop>",
        told=[("7", None, None, "Status: 2")],
    ),
    "Magento's REST answers in XML, with lists in its records": Variant(
        platform="magento2",
        file="orders.xml",
        text="<response><items><item><increment_id>000000007</increment_id><status_histories><item>"
        "<comment>Note</comment><created_at>2020-01-02 00:00:00</created_at><entity_id>12</entity_id>"
        "<status>new</status></item></status_histories></item></items></response>",
        told=[("000000007", None, None, "Note")],
    ),
    "the first versions of osCommerce told the new status and had no comments": Variant(
        platform="oscommerce",
        file="shop.sql",
        text="CREATE TABLE orders_status_history (orders_status_history_id int, orders_id int, new_value int,"
        " old_value int, date_added datetime, customer_notified int);\n"
        "INSERT INTO orders_status_history VALUES (1,7,2,1,'2002-02-05 10:08:17',1);\n"
        "CREATE TABLE orders_status (orders_status_id int, language_id int,"
        " orders_status_name varchar(32));\n"
        "INSERT INTO orders_status VALUES (2,1,'Processing');\n",
        told=[("7", None, None, "Status: Processing")],
    ),
    "a plugin's list of WooCommerce's orders has all notes of one in a cell, for each of its items": Variant(
        platform="woocommerce",
        file="order_export.csv",
        text="order_id,order_number,order_date,status,order_total,order_currency,billing_email,customer_note,"
        "order_notes,item\n"
        + "".join(
            f"723,1723,2017-03-22 16:28:02,completed,29.35,USD,j@x.example,Ring,"
            f'"content:Paid|date:2017-03-22 16:30:00|customer:|added_by:system||content:Sent, a|b|'
            f'date:2017-03-22 18:30:00|customer:1|added_by:Anna",{item}\n'
            for item in ("Mug", "Pot")
        ),
        told=[
            ("1723", "j@x.example", None, "Order placed: 29.35 USD"),
            ("1723", "j@x.example", "j@x.example", "Ring"),
            ("1723", "j@x.example", None, "Paid"),
            ("1723", "j@x.example", "Anna", "Sent, a|b"),
        ],
        duplicates=4,
    ),
    "a plugin's list of WooCommerce's orders has its notes without their dates": Variant(
        platform="woocommerce",
        file="orders.csv",
        text="order_id,order_number,order_date,billing_email,order_notes\n"
        "723,1723,2017-03-22 16:28:02,j@x.example,Paid|Sent\n",
        told=[("1723", "j@x.example", None, "Paid|Sent")],
    ),
    "mysqldump writes tables as XML": Variant(
        platform="opencart",
        file="dump.xml",
        text='<mysqldump xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><database name="shop">'
        '<table_structure name="oc_order_history"><field Field="order_id" /></table_structure>'
        '<table_data name="oc_order_history"><row><field name="order_history_id">1</field>'
        '<field name="order_id">12</field><field name="order_status_id">1</field>'
        '<field name="comment" xsi:nil="true" /><field name="date_added">2018-06-02 09:00:00</field></row>'
        '</table_data><table_data name="oc_order_status"><row><field name="order_status_id">1</field>'
        '<field name="language_id">1</field><field name="name">Pending</field></row></table_data>'
        "</database></mysqldump>",
        told=[("12", None, None, "Status: Pending")],
    ),
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_a_variant_gives_what_people_meant(variant: Variant, database: str, tmp_path: Path) -> None:
    assert told(variant, database, tmp_path) == variant.told


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_a_variant_is_recognised_without_from(variant: Variant, database: str, tmp_path: Path) -> None:
    assert recognised(variant, database, tmp_path) == (variant.platform, len(variant.told))


def test_a_list_in_xml_that_is_of_no_known_system_is_a_table(tmp_path: Path, database: str) -> None:
    file = tmp_path / "notes.xml"
    file.write_text(
        "<notes><note><order>7</order><date>2020-01-01</date><message>a &amp; b</message></note>"
        "<note><order>8</order><date>2020-01-02</date><message>c</message></note></notes>"
    )
    report = run(
        str(file), ColumnMapping(), Options(guess=True), database=database, on_progress=lambda _: None
    )
    assert report.counts.imported == 2


def test_xml_without_a_list_says_so(tmp_path: Path, database: str) -> None:
    file = tmp_path / "page.xml"
    file.write_text("<html><body><p>x</p></body></html>")
    with pytest.raises(NotDataError, match="no list of records"):
        run(str(file), ColumnMapping(), Options(guess=True), database=database, on_progress=lambda _: None)
