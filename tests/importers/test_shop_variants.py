"""Exports of shop systems as other versions, plugins and tools write them, each read as people meant it."""

from __future__ import annotations

from pathlib import Path

import pytest
from variant import Variant, told

VARIANTS = {
    "an invoice's comment, a shipment's and a credit memo's belong to their order": Variant(
        platform="magento1",
        file="shop.sql",
        text="CREATE TABLE `m_sales_flat_order` (`entity_id` int, `increment_id` varchar(50), "
        "`customer_email`"
        " varchar(255));\nINSERT INTO `m_sales_flat_order` VALUES (7,'100000007','jane@example.com');\n"
        "CREATE TABLE `m_sales_flat_shipment` (`entity_id` int, `order_id` int, `increment_id` "
        "varchar(50));\n"
        "INSERT INTO `m_sales_flat_shipment` VALUES (3,7,'100000003');\n"
        "CREATE TABLE `m_sales_flat_shipment_comment` (`entity_id` int, `parent_id` int,"
        " `is_customer_notified` int, `is_visible_on_front` smallint, `comment` text, `created_at` "
        "timestamp);\n"
        "INSERT INTO `m_sales_flat_shipment_comment` VALUES (1,3,1,1,'Sent by <b>DHL</b>','2013-05-23 "
        "08:43:51');\n",
        told=[("100000007", "jane@example.com", None, "Shipment 100000003: Sent by DHL")],
    ),
    "REST begins with the latest comment: those of the same second are turned round": Variant(
        platform="magento2",
        file="order.json",
        text='{"items":[{"entity_id":1,"increment_id":"000000001","customer_email":"a@example.com",'
        '"status_histories":['
        '{"comment":"second","created_at":"2020-01-01 00:00:00","entity_id":2,"parent_id":1,'
        '"status":"processing"},'
        '{"comment":null,"created_at":"2020-01-01 00:00:00","entity_id":1,"parent_id":1,'
        '"status":"pending"}]}],'
        '"search_criteria":{"filter_groups":[]},"total_count":1}',
        told=[
            ("000000001", "a@example.com", None, "Status: pending"),
            ("000000001", "a@example.com", None, "second"),
        ],
    ),
    "a shop signs its notes with its name in its own language": Variant(
        platform="woocommerce",
        file="wp_comments.csv",
        text="comment_ID,comment_post_ID,comment_author,comment_author_email,comment_date,comment_date_gmt,"
        "comment_content,comment_approved,comment_type\n"
        "1,5,\u0648\u0648\u06a9\u0627\u0645\u0631\u0633,,2021-01-01 10:00:00,2021-01-01 06:30:00,a,1,"
        "order_note\n"
        "2,5,Butik,woocommerce@shop.example,2021-01-01 10:00:01,2021-01-01 06:30:01,b,1,order_note\n"
        "3,5,,WooCommerce,2021-01-01 10:00:02,2021-01-01 06:30:02,c,1,order_note\n"
        "4,5,Sara,,2021-01-01 10:00:03,2021-01-01 06:30:03,d,1,order_note\n",
        told=[
            ("5", None, None, "a"),
            ("5", None, None, "b"),
            ("5", None, None, "c"),
            ("5", None, "Sara", "d"),
        ],
    ),
    "what the customer wrote with the order is told once, though two tables hold it": Variant(
        platform="woocommerce",
        file="hpos.sql",
        text="CREATE TABLE `w_posts` (`ID` bigint, `post_date` datetime, `post_date_gmt` datetime, "
        "`post_excerpt` text,"
        " `post_status` varchar(20), `post_type` varchar(20));\n"
        "INSERT INTO `w_posts` VALUES (9,'2023-05-01 10:00:00','2023-05-01 08:00:00','Ring &amp; wait',"
        "'wc-processing',"
        "'shop_order'),(10,'2023-05-01 10:00:00','2023-05-01 08:00:00','A teaser','publish','post');\n"
        "CREATE TABLE `w_wc_orders` (`id` bigint, `status` varchar(20), `type` varchar(20), `billing_email`"
        " varchar(320), `date_created_gmt` datetime, `customer_note` text);\n"
        "INSERT INTO `w_wc_orders` VALUES (9,'wc-completed','shop_order','jane@example.com','2023-05-01 "
        "08:00:00',"
        "'Ring &amp; wait'),(11,'wc-completed','shop_order','joe@example.com','2023-05-02 08:00:00','');\n",
        told=[("9", "jane@example.com", "jane@example.com", "Ring & wait")],
        duplicates=1,
    ),
    "GraphQL's bulk operation tells orders and their events in one file": Variant(
        platform="shopify",
        file="bulk.jsonl",
        text='{"id":"gid:\\/\\/shopify\\/Order\\/450789469","name":"#1001","email":"dana@example.com"}\n'
        '{"id":"gid:\\/\\/shopify\\/BasicEvent\\/8801","action":"confirmed",'
        '"createdAt":"2020-01-10T11:00:00Z",'
        '"message":"Received new order <a href=\\"https:\\/\\/x\\">#1001<\\/a>.","appTitle":"Online Store",'
        '"__parentId":"gid:\\/\\/shopify\\/Order\\/450789469"}\n'
        '{"id":"gid:\\/\\/shopify\\/CommentEvent\\/8803","action":"comment",'
        '"createdAt":"2020-03-10T13:30:00Z",'
        '"message":"Wants it wrapped","author":{"name":"Sam","email":"sam@shop.example"},'
        '"__parentId":"gid:\\/\\/shopify\\/Order\\/450789469"}\n',
        told=[
            ("#1001", "dana@example.com", None, "Received new order #1001."),
            ("#1001", "dana@example.com", "sam@shop.example", "Wants it wrapped"),
        ],
    ),
    "Matrixify's rows of one order tell its payments, parcels and refunds": Variant(
        platform="shopify",
        file="Orders.csv",
        text="ID,Name,Note,Created At,Cancelled At,Cancel: Reason,Customer: Email,Line: Type,Refund: ID,"
        "Refund: Created At,Refund: Note,Transaction: ID,Transaction: Kind,Transaction: Processed At,"
        "Transaction: Amount,Transaction: Currency,Transaction: Status,Transaction: Gateway,Fulfillment: ID,"
        "Fulfillment: Created At,Fulfillment: Tracking Company,Fulfillment: Tracking Number\n"
        "3001,#1001,Ring twice,2019-04-02 06:33:43 -0400,2019-04-09 06:00:00 -0400,customer,jane@example.com,"
        "Line Item" + "," * 14 + "\n"
        "3001,#1001,,,,,jane@example.com,Transaction,,,,77,sale,2019-04-02 06:34:00 -0400,12.50,EUR,"
        "success,paypal,,,,\n"
        "3001,#1001,,,,,jane@example.com,Fulfillment Line"
        + ","
        * 11
        + "88,2019-04-03 06:34:00 -0400,DHL,JJD1\n"
        "3001,#1001,,,,,jane@example.com,Fulfillment Line"
        + ","
        * 11
        + "88,2019-04-03 06:34:00 -0400,DHL,JJD1\n"
        "3001,#1001,,,,,jane@example.com,Refund Line,99,2019-04-09 06:34:00 -0400,broken" + "," * 11 + "\n",
        told=[
            ("#1001", "jane@example.com", None, "Order placed\nNote: Ring twice"),
            ("#1001", "jane@example.com", None, "sale, success: 12.50 EUR, paypal"),
            ("#1001", "jane@example.com", None, "Fulfilled: DHL JJD1"),
            ("#1001", "jane@example.com", None, "Cancelled: customer"),
            ("#1001", "jane@example.com", None, "Refunded: broken"),
        ],
        duplicates=1,
    ),
    "a deleted customer of PrestaShop keeps the number, a split order the shared reference": Variant(
        platform="prestashop",
        file="shop.sql",
        text="CREATE TABLE `ps_order_history` (`id_order_history` int, `id_employee` int, `id_order` int,"
        " `id_order_state` int, `date_add` datetime);\n"
        "INSERT INTO `ps_order_history` VALUES (1,0,7,2,'2015-03-29 05:30:00'),(2,3,8,99,'2015-03-29 "
        "05:30:01');\n"
        "CREATE TABLE `ps_orders` (`id_order` int, `reference` varchar(9), `id_customer` int);\n"
        "INSERT INTO `ps_orders` VALUES (7,'XKBKNABJK',4),(8,'XKBKNABJK',4);\n"
        "CREATE TABLE `ps_customer` (`id_customer` int, `email` varchar(128));\n"
        "CREATE TABLE `ps_employee` (`id_employee` int, `email` varchar(128), `firstname` varchar(9), "
        "`lastname`"
        " varchar(9));\nINSERT INTO `ps_employee` VALUES (3,'','Ana','Ruiz');\n",
        told=[
            ("XKBKNABJK", "4", None, "Status: 2"),
            ("XKBKNABJK", "4", "Ana Ruiz", "Status: 99"),
        ],
    ),
    "a guest's activity in OpenCart is by the order's e-mail; a return belongs to its order": Variant(
        platform="opencart",
        file="shop.sql",
        text="CREATE TABLE `oc_order` (`order_id` int, `email` varchar(96));\n"
        "INSERT INTO `oc_order` VALUES ('12','zoe@mail.example');\n"
        "CREATE TABLE `oc_customer_activity` (`customer_activity_id` int, `customer_id` int, `key` "
        "varchar(64),"
        " `data` text, `ip` varchar(40), `date_added` datetime);\n"
        "INSERT INTO `oc_customer_activity` VALUES ('1','0','order_guest','{\\\"name\\\":\\\"Zo\u00eb Q\\\","
        "\\\"order_id\\\":12}','','2018-06-02 09:00:00');\n"
        "CREATE TABLE `oc_return` (`return_id` int, `order_id` int);\nINSERT INTO `oc_return` VALUES "
        "('5','12');\n"
        "CREATE TABLE `oc_return_status` (`return_status_id` int, `language_id` int, `name` varchar(32));\n"
        "INSERT INTO `oc_return_status` VALUES ('2','1','Awaiting products');\n"
        "CREATE TABLE `oc_return_history` (`return_history_id` int, `return_id` int, `return_status_id` int,"
        " `notify` tinyint, `comment` text, `date_added` datetime);\n"
        "INSERT INTO `oc_return_history` VALUES ('1','5','2','0','','2018-07-01 09:00:00');\n",
        told=[
            ("12", "zoe@mail.example", "zoe@mail.example", "order_guest: Zo\u00eb Q"),
            ("12", "zoe@mail.example", None, "Return: Awaiting products"),
        ],
    ),
    "Zen Cart signs what no one did with N/A": Variant(
        platform="oscommerce",
        file="orders_status_history.csv",
        text="orders_status_history_id,orders_id,orders_status_id,date_added,customer_notified,comments,"
        "updated_by\n"
        "1,7,2,2021-02-05 10:08:17,-1,Paid,N/A\n2,7,2,2021-02-05 10:08:18,0,,Admin [1]\n",
        told=[("7", None, None, "Paid"), ("7", None, "Admin [1]", "Status: 2")],
    ),
    "MariaDB's dumps begin with a command of their own": Variant(
        platform="opencart",
        file="dump.sql",
        text="/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19-11.4.2-MariaDB, for Linux "
        "(x86_64)\n"
        "/*!40101 SET NAMES utf8mb4 */;\nCREATE TABLE `oc_order_history` (\n  `order_history_id` int(11) "
        "NOT NULL,\n"
        "  `order_id` int(11),\n  `order_status_id` int(11),\n  `notify` tinyint(1),\n  `comment` text,\n"
        "  `date_added` datetime\n) ENGINE=InnoDB;\nset autocommit=0;\n"
        "INSERT INTO `oc_order_history` VALUES\n(1,7,2,0,'It\\'s paid','2021-02-05 10:08:17');\ncommit;\n",
        told=[("7", None, None, "It's paid")],
    ),
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_a_variant_gives_what_people_meant(variant: Variant, database: str, tmp_path: Path) -> None:
    assert told(variant, database, tmp_path) == variant.told
